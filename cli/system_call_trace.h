// `mimic trace` of a Linux program's system calls.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.h"
#include "syscalls/trace/options.h"

namespace mimic {

struct TraceOptions {
  syscalls::FormatOptions format;
  bool follow = false, paths = false;
  int clocks = 0;  // how often -t was given
  bool relative = false;
  bool count = false, count_too = false;  // -c, -C
  std::string order;                      // of the summary
};

// Runs the program under trace; its exit status. `expressions` are those of -e; an empty `output`
// is standard error.
int trace_system_calls(TraceOptions& options, const std::string& output,
                       const std::vector<std::string>& expressions, Arguments command);

}  // namespace mimic
