#include "syscalls/trace/result_details.h"

#include <poll.h>
#include <sys/syscall.h>
#include <time.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

// " ([{fd=3, revents=POLLIN}], left {tv_sec=1, tv_nsec=2})", " (Timeout)".
void poll_details(Printer& p, const CallView& view, bool has_timeout) {
  if (!view.result) return p.text(" (Timeout)");
  p.text(" ([");
  const uint64_t n = view.args[1] & 0xffffffff;
  bool first = true;
  uint64_t printed = 0;
  for (uint64_t i = 0; i < n; ++i) {
    const auto one = p.memory.read<pollfd>(view.args[0] + i * sizeof(pollfd), true);
    if (!one) break;
    if (!one->revents) continue;
    if (!first) p.text(", ");
    first = false;
    if (printed++ >= p.options.string_limit) {
      p.text("...");
      break;
    }
    Members m(p);
    m("fd").descriptor(one->fd);
    m("revents").set(poll_events(), static_cast<uint16_t>(one->revents), "POLL???");
  }
  p.text("]");
  if (has_timeout && view.args[2]) {
    const auto left = p.memory.at(view.args[2], 16, true);
    if (left.size() == 16) {
      p.text(", left ");
      print_timespec(p, left);
    }
  }
  p.text(")");
}

// " (in [3], out [4], left {...})".
void select_details(Printer& p, const CallView& view, bool nanoseconds) {
  if (!view.result) return p.text(" (Timeout)");
  constexpr const char* kNames[] = {"in ", "out ", "except "};
  const uint64_t n = view.args[0] & 0xffffffff;
  p.text(" (");
  const char* separator = "";
  for (unsigned set = 0; set < 3; ++set) {
    const uint64_t address = view.args[set + 1];
    if (!address) continue;
    const auto bytes = p.memory.at(address, (n + 63) / 64 * 8, true);
    bool any = false;
    for (uint64_t bit = 0; bit < n && bit / 8 < bytes.size(); ++bit) {
      if (!(bytes[bit / 8] >> (bit % 8) & 1)) continue;
      if (!any) p.print("%s%s[", separator, kNames[set]);
      if (any) p.text(" ");
      any = true;
      separator = ", ";
      p.descriptor(static_cast<int32_t>(bit));
    }
    if (any) p.text("]");
  }
  if (view.args[4]) {
    const auto left = p.memory.at(view.args[4], 16, true);
    if (left.size() == 16) {
      p.print("%sleft ", separator);
      if (nanoseconds)
        print_timespec(p, left);
      else
        print_timeval(p, left);
    }
  }
  p.text(")");
}

void received_details(Printer& p, const CallView& view) {
  if (!view.result) return p.text(" (Timeout)");
  const auto left = view.args[4] ? p.memory.at(view.args[4], 16, true) : std::span<const uint8_t>();
  if (left.size() != 16) return;
  p.text(" (left ");
  print_timespec(p, left);
  p.text(")");
}

// The query's answer is a set of the other commands.
void barrier_details(Printer& p, const CallView& view) {
  const NameTable& names = *names_of(Type::kMembarrierCommand);
  if (view.args[0] & 0xffffffff || !view.result) return;
  p.text(" (");
  p.set(names.names.subspan(1), static_cast<uint64_t>(view.result), names.unknown);
  p.text(")");
}

void date_details(Printer& p, int64_t seconds) {
  tm broken;
  char text[64];
  if (localtime_r(&seconds, &broken) && strftime(text, sizeof text, "%FT%T%z", &broken))
    p.print(" (%s)", text);
}

// " (flags FD_CLOEXEC)" behind the value in hex.
void flags_result(Printer& p, const CallView& view, Type type, const char* label) {
  const auto value = static_cast<uint64_t>(view.result);
  p.hex(value);
  if (!value && type != Type::kOpenFlags) return;
  p.print(" (%s", label);
  print_value(p, type, value);
  p.text(")");
}

void named_result(Printer& p, const CallView& view, Type type, bool in_hex) {
  const auto value = static_cast<uint64_t>(view.result);
  if (in_hex)
    p.hex(value);
  else
    p.decimal(view.result);
  p.text(" (");
  print_value(p, type, value);
  p.text(")");
}

}  // namespace

void print_success(Printer& p, const CallView& view, Type type) {
  const auto value = static_cast<uint64_t>(view.result);
  switch (type) {
    case Type::kAddress:
    case Type::kHex:
      return p.hex(value);
    case Type::kMode:
      return p.octal(value);
    case Type::kFd:
      return p.descriptor(static_cast<int32_t>(value));
    case Type::kUid:
    case Type::kGid:
      return p.id(static_cast<uint32_t>(value));
    case Type::kFdFlags:
    case Type::kOpenFlags:
      return flags_result(p, view, type, "flags ");
    case Type::kSeals:
      return flags_result(p, view, type, "seals ");
    case Type::kLease:
      return named_result(p, view, type, true);
    case Type::kDumpable:
    case Type::kSchedPolicy:
      return named_result(p, view, type, false);
    case Type::kPersonality:
      return named_result(p, view, type, true);
    case Type::kIoprio:
      return named_result(p, view, type, true);
    case Type::kSignal:
      return value ? named_result(p, view, type, false) : p.text("0");
    case Type::kTime:
      p.decimal(view.result);
      if (value) date_details(p, view.result);
      return;
    default:
      p.decimal(view.result);
  }
  switch (view.number) {
    case SYS_poll:
      return poll_details(p, view, false);
    case SYS_ppoll:
      return poll_details(p, view, true);
    case SYS_select:
      return select_details(p, view, false);
    case SYS_pselect6:
      return select_details(p, view, true);
    case SYS_rt_sigtimedwait:
      if (value) p.print(" (%s)", signal_name(value).c_str());
      return;
    case SYS_recvmmsg:
      return received_details(p, view);
    case SYS_membarrier:
      return barrier_details(p, view);
    case SYS_adjtimex:
    case SYS_clock_adjtime:
      p.text(" (");
      p.one(timex_states(), value, "TIME_???");
      return p.text(")");
    default:
      return;
  }
}

}  // namespace mimic::syscalls
