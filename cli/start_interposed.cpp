#include <cstring>
#include <vector>

#include "cli/commands.h"
#include "cli/program_path.h"
#include "syscalls/monitor/host_start.h"
#include "syscalls/monitor/start.h"

namespace mimic {

int start_interposed(Arguments command) {
  std::vector<char*> arguments;
  for (const char* argument : command) arguments.push_back(const_cast<char*>(argument));
  return report(monitor::run_interposed({program_path(command[0], false), arguments, {}}));
}

int continue_interposed(std::span<char* const> arguments) {
  const bool first = std::strcmp(arguments[0], monitor::kFirstExecutionMarker) == 0;
  return report(monitor::run_interposed(
      {arguments[1], arguments.subspan(monitor::kExecutionWords), arguments[2], !first}));
}

}  // namespace mimic
