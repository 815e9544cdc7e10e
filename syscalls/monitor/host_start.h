// Runs a Linux program inside the monitor.
#pragma once

#include <span>
#include <string>

#include "loader/base/error.h"

namespace mimic::monitor {

struct Program {
  std::string path;                  // as execve would take it
  std::span<char* const> arguments;  // its argv, which has to last
  std::string trace;                 // file of the trace's ring; empty: none
  bool announced = true;             // the trace knows of the execve
};

// Does not return, but for the error where the program cannot be started.
Error run_interposed(const Program& program);

}  // namespace mimic::monitor
