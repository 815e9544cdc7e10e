// The `mimic` command: `mimic program.exe …` runs a program at once; everything else is a
// subcommand.
#include <cstdio>
#include <cstring>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/inspect.h"
#include "syscalls/monitor/start.h"

namespace mimic {
namespace {

struct Command {
  const char* name;
  int (*run)(Arguments arguments);
};

int print_help(Arguments) {
  std::fputs(kHelp, stdout);
  return 0;
}

int print_version(Arguments) {
  std::puts("mimic " MIMIC_VERSION);
  return 0;
}

constexpr Command kCommands[] = {
    {"run", run},
    {"inspect", inspect},
    {"trace", trace},
    {"doctor", doctor},
    {"completion", completion},
    {"help", print_help},
    {"--help", print_help},
    {"-h", print_help},
    {"--version", print_version},
    {"version", print_version},
};

}  // namespace
}  // namespace mimic

int main(int argument_count, char** arguments) {
  using namespace mimic;
  if (argument_count > 2 && arguments[0][0] == monitor::kExecutionMarker[0])
    return continue_interposed({arguments, static_cast<size_t>(argument_count)});
  if (argument_count < 2) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  const Arguments all(arguments + 1, argument_count - 1);
  for (const Command& command : kCommands)
    if (std::strcmp(command.name, all[0]) == 0) return command.run(all.subspan(1));
  if (all[0][0] == '-')
    return report(
        {ErrorKind::kUsage, std::string("unknown option ") + all[0] + "; see mimic --help"});
  return start_program(all);
}
