#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "libs/windows/trace/api_trace.h"

namespace mimic {

int trace(Arguments arguments) {
  CLI::App app("Runs a Windows program and prints each library call.", "mimic trace");
  win::ApiTraceOptions options;
  bool api = false;
  Arguments command;
  app.add_flag("--api", api, "Library calls of Windows programs")->required();
  app.add_option("-o,--output", options.output, "Write there instead of to standard error")
      ->type_name("FILE");
  app.add_option("-e,--expression", options.patterns,
                 "Only functions that match, as dll!function with * and ?; a leading ! leaves out")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  if (const auto status = parse_command(app, arguments, command)) return *status;
  if (auto started = win::start_api_trace(options); !started) return report(started.error());
  return start_program(command);
}

}  // namespace mimic
