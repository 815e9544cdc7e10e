#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/system_call_trace.h"
#include "libs/windows/trace/api_trace.h"

namespace mimic {

namespace {

void add_options(CLI::App& app, TraceOptions& options) {
  app.add_flag("-f,--follow-forks", options.follow, "Children and threads too (they always are)");
  app.add_option("-s,--string-limit", options.format.string_limit,
                 "Bytes of a string that are printed")
      ->type_name("N");
  app.add_flag("-t", options.clocks,
               "The time of day; twice: with microseconds; three times: since 1970");
  app.add_flag("-r,--relative-timestamps", options.relative, "The time since the call before");
  app.add_flag("-T,--syscall-times", options.format.duration, "How long each call took");
  app.add_flag("-y,--decode-fds", options.paths, "The paths of file descriptors");
  app.add_flag("-c,--summary-only", options.count,
               "A table of counts and times instead of the calls");
  app.add_flag("-C,--summary", options.count_too, "The table after the calls");
  app.add_option("-S,--summary-sort-by", options.order,
                 "The table's order: time, calls, errors, name, ...")
      ->type_name("ORDER");
  app.add_flag("-v,--no-abbrev", options.format.verbose, "Structures in full");
}

}  // namespace

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
  add_options(app, options);
  if (const auto status = parse_command(app, arguments, command)) return *status;
  if (!api) return trace_system_calls(options, output, expressions, command);
  api_options.output = output;
  api_options.patterns = expressions;
  if (auto started = win::start_api_trace(api_options); !started) return report(started.error());
  return start_program(command);
}

}  // namespace mimic
