// Starting a Windows program in this process: the blocks it looks at, its modules, its first
// thread.
#pragma once

#include <string>
#include <vector>

#include "loader/base/error.h"

namespace mimic::win {

struct ProgramStart {
  std::string path;                    // host path, with a slash
  std::vector<std::string> arguments;  // without the program's name
  std::string name;                    // argv[0] as the user wrote it
};

// Runs the program in this process and never returns if it started: the process ends with the
// program's exit code. Returns only the error that kept it from starting.
Error run_program(const ProgramStart& start);

}  // namespace mimic::win
