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
#include "syscalls/trace/call_set.h"
#include "syscalls/trace/format.h"
#include "syscalls/trace/injection.h"
#include "syscalls/trace/summary.h"

namespace mimic {
namespace {

std::string path_of_descriptor(int32_t process, int32_t descriptor) {
  const std::string link = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
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

// What -e asks for.
struct Selection {
  syscalls::CallSet calls = syscalls::all_calls();
  bool signals = true;
  std::vector<syscalls::Injection> injections;
};

monitor::RingInjection for_ring(const syscalls::Injection& injection) {
  monitor::RingInjection result = {};
  for (size_t number = 0; number < monitor::kTracedNumbers; ++number)
    if (injection.calls.contains(number)) result.calls[number / 64] |= uint64_t{1} << number % 64;
  result.first = injection.times.first;
  result.last =
      injection.times.last == syscalls::InjectionTimes::kEver ? ~uint32_t{0} : injection.times.last;
  result.step = injection.times.step;
  result.answers = injection.error || injection.result;
  if (injection.error) result.result = -*injection.error;
  if (injection.result) result.result = *injection.result;
  result.replacement = injection.replacement.value_or(monitor::kNoReplacement);
  result.signal = injection.signal.value_or(0);
  result.delay_enter = injection.delay_enter.value_or(0);
  result.delay_exit = injection.delay_exit.value_or(0);
  return result;
}

Result<Selection> select(const std::vector<std::string>& expressions) {
  Selection selection;
  for (std::string_view text : expressions) {
    const size_t equals = text.find('=');
    const std::string_view what = text.substr(0, equals == text.npos ? 0 : equals);
    if (what == "signal" || what == "signals" || what == "s") {
      if (text.substr(equals + 1) != "none")
        return fail(ErrorKind::kUsage, "trace: -e %s: of signals only none or all can be chosen",
                    std::string(text).c_str());
      selection.signals = false;
      continue;
    }
    if (what == "inject" || what == "fault") {
      const auto rest = text.substr(equals + 1);
      auto injection =
          what == "fault" ? syscalls::parse_fault(rest) : syscalls::parse_injection(rest);
      if (!injection)
        return fail(injection.error().kind, "trace: -e %s", injection.error().message.c_str());
      if (selection.injections.size() == monitor::kInjections)
        return fail(ErrorKind::kUsage, "trace: more than %zu injections", monitor::kInjections);
      selection.injections.push_back(*injection);
      continue;
    }
    if (what == "trace" || what == "t") {
      text.remove_prefix(equals + 1);
    } else if (!what.empty() && what.find_first_of("/?!%,") == what.npos) {
      return fail(ErrorKind::kUsage,
                  "trace: -e %s: not there yet; trace=, inject=, fault= and signal=none are",
                  std::string(text).c_str());
    }
    auto calls = syscalls::parse_call_set(text);
    if (!calls) return fail(calls.error().kind, "trace: -e %s", calls.error().message.c_str());
    selection.calls = *calls;
  }
  return selection;
}

}  // namespace

int trace_system_calls(TraceOptions& options, const std::string& output,
                       const std::vector<std::string>& expressions, Arguments command) {
  using syscalls::Clock;
  constexpr Clock kClocks[] = {Clock::kNone, Clock::kSeconds, Clock::kMicroseconds, Clock::kEpoch};
  options.format.clock = options.relative ? Clock::kRelative : kClocks[std::min(options.clocks, 3)];
  if (options.paths) options.format.paths = syscalls::DescriptorPaths::kPaths;
  options.format.path_of = path_of_descriptor;
  if (!output.empty()) options.format.prefix = syscalls::ProcessPrefix::kColumn;

  const auto selection = select(expressions);
  if (!selection) return report(selection.error());
  const auto order = syscalls::parse_summary_order(options.order.empty() ? "time" : options.order);
  if (!order) return report({order.error().kind, "trace: -S " + order.error().message});

  std::FILE* file = stderr;
  if (!output.empty() && !(file = std::fopen(output.c_str(), "we")))
    return report({ErrorKind::kUnreadable, output + ": " + std::strerror(errno)});

  std::vector<char*> arguments;
  for (const char* argument : command) arguments.push_back(const_cast<char*>(argument));
  syscalls::Formatter formatter(options.format);
  syscalls::Summary summary(*order);
  std::string text;
  monitor::Collection collection;
  collection.program.path = program_path(command[0], false);
  collection.program.arguments = arguments;
  collection.configure = [&](monitor::Ring& ring) {
    for (size_t number = 0; number < monitor::kTracedNumbers; ++number)
      if (selection->calls.contains(number)) ring.wanted[number / 64] |= uint64_t{1} << number % 64;
    for (const auto& injection : selection->injections)
      ring.injections[ring.injection_count++] = for_ring(injection);
    ring.signals = selection->signals && !options.count;
    ring.data_limit = options.format.string_limit + 1;
  };
  collection.take = [&](std::span<const uint8_t> event) {
    if (options.count || options.count_too) summary.add(event);
    if (options.count) return;
    formatter.format(event, text);
    std::fwrite(text.data(), 1, text.size(), file);
    text.clear();
  };
  const auto status = monitor::collect(collection);
  formatter.finish(text);
  if (options.count || options.count_too) text += summary.text();
  std::fwrite(text.data(), 1, text.size(), file);
  if (std::fflush(file) != 0)
    return report({ErrorKind::kSystem, output + ": " + std::strerror(errno)});
  if (!status) return report(status.error());
  return pass_status_on(*status);
}

}  // namespace mimic
