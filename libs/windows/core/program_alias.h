// Linux programs under the names that Windows programs look for: `git.exe` is git.
#pragma once

#include <string>

namespace mimic::win {

// Whether the host can run the file: executable, and an ELF image or a script with an interpreter
// line.
bool is_host_program(const std::string& path);

// Where `path` (absolute on the host) names nothing, ends in ".exe" and lies in a folder of the
// host's PATH: the executable file of that name without the ending. Else empty.
std::string program_alias(const std::string& path);

}  // namespace mimic::win
