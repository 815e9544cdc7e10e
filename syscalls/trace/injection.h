// What `-e inject=` asks for: calls that are answered otherwise, delayed, or met with a signal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "syscalls/trace/call_set.h"

namespace mimic::syscalls {

// Which of the matching calls are meant, counted from 1 for each process: first, first + step, ...
// up to last.
struct InjectionTimes {
  static constexpr uint32_t kEver = 0xffff;
  uint32_t first = 1;
  uint32_t last = kEver;
  uint32_t step = 1;  // 0: only the first
};

struct Injection {
  CallSet calls;
  // At most one of the two is set: the call is not made, and this is its result.
  std::optional<int32_t> error;  // positive
  std::optional<int64_t> result;
  std::optional<uint16_t> replacement;  // syscall=: another call is made in its place, a pure one
  std::optional<int32_t> signal;        // sent at entry
  std::optional<uint64_t> delay_enter;  // in ns
  std::optional<uint64_t> delay_exit;
  InjectionTimes times;
};

// SET:error=NAME:retval=VALUE:syscall=NAME:signal=SIG:delay_enter=TIME:delay_exit=TIME:
// when=FIRST[..LAST][+[STEP]] in strace's syntax. Times are microseconds, or carry a unit (ns, us,
// ms, s). The error names the part that is wrong and why.
Result<Injection> parse_injection(std::string_view expression);

// `-e fault=SET[:error=NAME][:when=...]`: an injection whose error is ENOSYS unless told.
Result<Injection> parse_fault(std::string_view expression);

}  // namespace mimic::syscalls
