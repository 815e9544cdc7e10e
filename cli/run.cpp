#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <cstring>

#include "cli/command_line.h"
#include "cli/commands.h"

namespace mimic {

int run(Arguments arguments) {
  CLI::App app("Runs a Windows program.", "mimic run");
  std::string directory, drive;
  std::vector<std::string> set, unset;
  Arguments command;
  bool clear = false, utf8 = false, interpose = false;
  app.add_option("-C,--directory", directory, "Start in this folder")->type_name("DIR");
  app.add_option("-e,--env", set, "Set an environment variable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("-u,--unset", unset, "Remove an environment variable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_flag("--clear-env", clear, "Start with an empty environment (PATH stays)");
  app.add_option("--home", drive, "Where drive C: lives (default: ~/.local/state/mimic)")
      ->type_name("DIR");
  app.add_flag("--utf8", utf8, "Make UTF-8 the program's code page, not 1252 and 437");
  app.add_flag("--interpose", interpose,
               "Have a Linux program's system calls pass mimic's gateway");
  if (const auto status = parse_command(app, arguments, command)) return *status;

  if (clear) {
    const char* path = std::getenv("PATH");
    const std::string kept = path ? path : "";
    clearenv();
    if (!kept.empty()) setenv("PATH", kept.c_str(), 1);
  }
  for (const std::string& name : unset) unsetenv(name.c_str());
  for (const std::string& variable : set) {
    const size_t equals = variable.find('=');
    if (equals == 0 || equals == std::string::npos)
      return report({ErrorKind::kUsage, "run: -e " + variable + ": expected NAME=VALUE"});
    setenv(variable.substr(0, equals).c_str(), variable.c_str() + equals + 1, 1);
  }
  if (!drive.empty()) setenv("MIMIC_HOME", drive.c_str(), 1);
  if (utf8) setenv("MIMIC_UTF8", "1", 1);
  if (!directory.empty() && chdir(directory.c_str()) != 0)
    return report({ErrorKind::kUsage, "run: -C " + directory + ": " + std::strerror(errno)});
  if (interpose) return start_interposed(command);
  return start_program(command);
}

}  // namespace mimic
