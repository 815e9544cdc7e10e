// Where a program lies that the command line names.
#pragma once

#include <string>

namespace mimic {

// A name with a slash is a path. Another one is looked for on PATH, like a shell does, and where
// `here_first` in the current folder before: that is where Windows programs are looked for. The
// name itself where nothing is found.
std::string program_path(const std::string& name, bool here_first);

}  // namespace mimic
