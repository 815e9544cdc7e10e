#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "cli/commands.h"
#include "cli/exit_status.h"
#include "libs/windows/core/process_start.h"

namespace mimic {
namespace {

bool exists(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0;
}

// Like a shell, but the current folder comes first: that is where Windows programs are looked for.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos || exists(name)) return name;
  const char* path = std::getenv("PATH");
  for (std::string_view rest = path ? path : ""; !rest.empty();) {
    const size_t end = std::min(rest.find(':'), rest.size());
    if (std::string candidate = std::string(rest.substr(0, end)) + "/" + name; exists(candidate))
      return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return name;
}

}  // namespace

int report(const Error& error) {
  std::fprintf(stderr, "mimic: %s\n", error.message.c_str());
  return exit_status(error.kind);
}

int start_program(Arguments command) {
  win::ProgramStart start;
  start.name = command[0];
  start.path = find_program(start.name);
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
