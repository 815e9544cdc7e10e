#include "cli/system_call_trace.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "cli/program_path.h"
#include "syscalls/linux/call.h"
#include "syscalls/monitor/host_collector.h"
#include "syscalls/trace/format.h"

namespace mimic {
namespace {

std::string path_of_descriptor(int32_t process, int32_t descriptor) {
  const std::string link =
      "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
  char path[4096];
  const ssize_t length = ::readlink(link.c_str(), path, sizeof path);
  return length > 0 ? std::string(path, length) : std::string();
}

// The status of the program, as a shell would see it; by the same signal where one ended it.
int pass_status_on(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  const rlimit none = {0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::signal(WTERMSIG(status), SIG_DFL);
  ::raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}

}  // namespace

void TraceOptions::add_to(CLI::App& app) {
  app.add_flag("-f,--follow-forks", follow, "Children and threads too (they always are)");
  app.add_option("-s,--string-limit", format.string_limit, "Bytes of a string that are printed")
      ->type_name("N");
  app.add_flag("-t", clocks, "The time of day; twice: with microseconds; three times: since 1970");
  app.add_flag("-r,--relative-timestamps", relative, "The time since the call before");
  app.add_flag("-T,--syscall-times", format.duration, "How long each call took");
  app.add_flag("-y,--decode-fds", paths, "The paths of file descriptors");
  app.add_flag("-v,--no-abbrev", format.verbose, "Structures in full");
}

int trace_system_calls(TraceOptions& options, const std::string& output,
                       const std::vector<std::string>& expressions, Arguments command) {
  using syscalls::Clock;
  constexpr Clock kClocks[] = {Clock::kNone, Clock::kSeconds, Clock::kMicroseconds, Clock::kEpoch};
  options.format.clock = options.relative ? Clock::kRelative : kClocks[std::min(options.clocks, 3)];
  if (options.paths) options.format.paths = syscalls::DescriptorPaths::kPaths;
  options.format.path_of = path_of_descriptor;
  if (!output.empty()) options.format.prefix = syscalls::ProcessPrefix::kColumn;

  std::FILE* file = stderr;
  if (!output.empty() && !(file = std::fopen(output.c_str(), "we")))
    return report({ErrorKind::kUnreadable, output + ": " + std::strerror(errno)});

  std::vector<char*> arguments;
  for (const char* argument : command) arguments.push_back(const_cast<char*>(argument));
  syscalls::Formatter formatter(options.format);
  std::string text;
  monitor::Collection collection;
  collection.program.path = program_path(command[0], false);
  collection.program.arguments = arguments;
  collection.configure = [&](monitor::Ring& ring) {
    std::memset(ring.wanted, 0xff, sizeof ring.wanted);
    ring.signals = 1;
    ring.data_limit = options.format.string_limit + 1;
  };
  collection.take = [&](std::span<const uint8_t> event) {
    formatter.format(event, text);
    std::fwrite(text.data(), 1, text.size(), file);
    text.clear();
  };
  const auto status = monitor::collect(collection);
  formatter.finish(text);
  std::fwrite(text.data(), 1, text.size(), file);
  if (std::fflush(file) != 0)
    return report({ErrorKind::kSystem, output + ": " + std::strerror(errno)});
  if (!status) return report(status.error());
  return pass_status_on(*status);
}

}  // namespace mimic
