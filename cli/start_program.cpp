#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <string>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/program_path.h"
#include "libs/windows/core/process_start.h"

namespace mimic {
int report(const Error& error) {
  std::fprintf(stderr, "mimic: %s\n", error.message.c_str());
  return exit_status(error.kind);
}

int start_program(Arguments command) {
  win::ProgramStart start;
  start.name = command[0];
  start.path = program_path(start.name, true);
  if (!start.path.starts_with('/')) {
    char directory[PATH_MAX];
    if (!getcwd(directory, sizeof directory))
      return report(
          {ErrorKind::kSystem, std::string("the current folder: ") + std::strerror(errno)});
    start.path = std::string(directory) + "/" + start.path;
  }
  for (const char* argument : command.subspan(1)) start.arguments.emplace_back(argument);
  return report(win::run_program(start));
}

}  // namespace mimic
