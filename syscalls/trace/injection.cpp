#include "syscalls/trace/injection.h"

#include <charconv>
#include <string>

#include "syscalls/trace/names.h"

namespace mimic::syscalls {
namespace {

constexpr uint64_t kMaximumError = 4095;

std::unexpected<Error> wrong(std::string_view part, const char* why) {
  return fail(ErrorKind::kUsage, "invalid injection '%s': %s", std::string(part).c_str(), why);
}

template <class T>
std::optional<T> number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<void> set_error(Injection& injection, std::string_view part, std::string_view value) {
  if (injection.error) return wrong(part, "error is given twice");
  if (injection.result) return wrong(part, "error and retval exclude each other");
  uint64_t error = static_cast<uint64_t>(error_number(value));
  if (!error) {
    std::string upper(value);
    for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    error = static_cast<uint64_t>(error_number(upper));
  }
  if (!error) {
    const auto digits = number<uint64_t>(value);
    if (!digits) return wrong(part, "no such error");
    if (!*digits || *digits > kMaximumError) return wrong(part, "errors are 1 to 4095");
    error = *digits;
  }
  injection.error = static_cast<int32_t>(error);
  return {};
}

Result<void> set_result(Injection& injection, std::string_view part, std::string_view value) {
  if (injection.result) return wrong(part, "retval is given twice");
  if (injection.error) return wrong(part, "error and retval exclude each other");
  const bool hex = value.starts_with("0x");
  const std::string_view digits = hex ? value.substr(2) : value;
  if (!hex)
    if (const auto negative = number<int64_t>(digits)) {
      injection.result = *negative;
      return {};
    }
  const auto result = number<uint64_t>(digits, hex ? 16 : 10);
  if (!result) return wrong(part, "not a 64-bit number");
  injection.result = static_cast<int64_t>(*result);
  return {};
}

Result<void> set_replacement(Injection& injection, std::string_view part, std::string_view value) {
  if (injection.replacement) return wrong(part, "syscall is given twice");
  const Call* call = find(value.data(), value.size());
  if (!call) return wrong(part, "no such system call");
  // what has an effect of its own is no replacement
  if (!in_group(call->groups, Group::kPure))
    return wrong(part, "only calls of %pure may replace one");
  injection.replacement = call->number;
  return {};
}

Result<void> set_signal(Injection& injection, std::string_view part, std::string_view value) {
  if (injection.signal) return wrong(part, "signal is given twice");
  const int signal = signal_number(value);
  if (!signal) return wrong(part, "no such signal");
  injection.signal = signal;
  return {};
}

Result<uint64_t> duration(std::string_view part, std::string_view value) {
  constexpr struct {
    std::string_view unit;
    uint64_t ns;
  } kUnits[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
  uint64_t factor = 1000;
  for (const auto& unit : kUnits)
    if (value.ends_with(unit.unit)) {
      value.remove_suffix(unit.unit.size());
      factor = unit.ns;
      break;
    }
  const auto count = number<uint64_t>(value);
  if (!count) return wrong(part, "not a time");
  if (*count > UINT64_MAX / factor) return wrong(part, "the time is too long");
  return *count * factor;
}

Result<void> set_delay(std::optional<uint64_t>& delay, std::string_view part,
                       std::string_view value) {
  if (delay) return wrong(part, "the delay is given twice");
  const auto time = duration(part, value);
  if (!time) return std::unexpected(time.error());
  delay = *time;
  return {};
}

// FIRST, FIRST+, FIRST+STEP, FIRST..LAST, FIRST..LAST+STEP.
Result<void> set_times(Injection& injection, std::string_view part, std::string_view value) {
  InjectionTimes times;
  const auto in_range = [](const std::optional<uint32_t>& n) {
    return n && *n >= 1 && *n < InjectionTimes::kEver;
  };
  const size_t plus = value.find('+');
  const size_t dots = value.substr(0, plus).find("..");
  const auto first = number<uint32_t>(value.substr(0, std::min(plus, dots)));
  if (!in_range(first)) return wrong(part, "the first time is 1 to 65534");
  times.first = *first;
  // alone, it is one time; with an end or a step, there are more
  times.step = 0;
  if (dots != std::string_view::npos) {
    const size_t begin = dots + 2;
    const auto last =
        number<uint32_t>(value.substr(begin, plus == std::string_view::npos ? plus : plus - begin));
    if (!in_range(last)) return wrong(part, "the last time is 1 to 65534");
    if (*last < *first) return wrong(part, "the last time comes before the first");
    times.last = *last;
    times.step = 1;
  }
  if (plus != std::string_view::npos) {
    const std::string_view step = value.substr(plus + 1);
    const auto count = step.empty() ? 1 : number<uint32_t>(step);
    if (!in_range(count)) return wrong(part, "the step is 1 to 65534");
    times.step = *count;
  }
  injection.times = times;
  return {};
}

Result<void> set_part(Injection& injection, std::string_view part, bool fault) {
  const size_t equals = part.find('=');
  if (equals == std::string_view::npos) return wrong(part, "NAME=VALUE is expected");
  const std::string_view name = part.substr(0, equals), value = part.substr(equals + 1);
  if (name == "error") return set_error(injection, part, value);
  if (name == "when") return set_times(injection, part, value);
  if (!fault) {
    if (name == "retval") return set_result(injection, part, value);
    if (name == "syscall") return set_replacement(injection, part, value);
    if (name == "signal") return set_signal(injection, part, value);
    if (name == "delay_enter") return set_delay(injection.delay_enter, part, value);
    if (name == "delay_exit") return set_delay(injection.delay_exit, part, value);
    return wrong(part, "expected error, retval, syscall, signal, delay_enter, delay_exit or when");
  }
  return wrong(part, "expected error or when");
}

Result<Injection> parse(std::string_view expression, bool fault) {
  const size_t colon = expression.find(':');
  auto calls = parse_call_set(expression.substr(0, colon));
  if (!calls) return std::unexpected(calls.error());
  Injection injection;
  injection.calls = *calls;
  std::string_view rest =
      colon == std::string_view::npos ? std::string_view() : expression.substr(colon + 1);
  while (!rest.empty()) {
    const size_t end = rest.find(':');
    if (auto set = set_part(injection, rest.substr(0, end), fault); !set)
      return std::unexpected(set.error());
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  constexpr int32_t kNotImplemented = 38;
  if (fault && !injection.error) injection.error = kNotImplemented;
  const bool acts = injection.error || injection.result || injection.signal ||
                    injection.replacement || injection.delay_enter || injection.delay_exit;
  if (!acts)
    return wrong(expression, "nothing to do: give error, retval, syscall, signal or a delay");
  return injection;
}

}  // namespace

Result<Injection> parse_injection(std::string_view expression) { return parse(expression, false); }
Result<Injection> parse_fault(std::string_view expression) { return parse(expression, true); }

}  // namespace mimic::syscalls
