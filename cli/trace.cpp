#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/system_call_trace.h"
#include "libs/windows/trace/api_trace.h"

namespace mimic {

int trace(Arguments arguments) {
  CLI::App app("Runs a program and prints its system calls, or a Windows program's library calls.",
               "mimic trace");
  TraceOptions options;
  win::ApiTraceOptions api_options;
  std::vector<std::string> expressions;
  std::string output;
  bool api = false;
  Arguments command;
  app.add_flag("--api", api, "Library calls of Windows programs");
  app.add_option("-o,--output", output, "Write there instead of to standard error")
      ->type_name("FILE");
  app.add_option("-e,--expression", expressions,
                 "Only what matches: with --api dll!function with * and ?, a leading ! leaves out; "
                 "else trace=read,write or trace=%file")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  options.add_to(app);
  if (const auto status = parse_command(app, arguments, command)) return *status;
  if (!api) return trace_system_calls(options, output, expressions, command);
  api_options.output = output;
  api_options.patterns = expressions;
  if (auto started = win::start_api_trace(api_options); !started) return report(started.error());
  return start_program(command);
}

}  // namespace mimic
