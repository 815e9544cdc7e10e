#include "syscalls/trace/format_call.h"

#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "syscalls/trace/format_pointed.h"
#include "syscalls/trace/result_details.h"
#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

// In the order in which arguments are shown; clone shows its own.
struct Shown {
  uint8_t place[kArguments];
  unsigned count = 0;
};

Shown shown_arguments(const CallView& view) {
  Shown shown;
  if (!view.call) {
    for (unsigned i = 0; i < kArguments; ++i) shown.place[shown.count++] = static_cast<uint8_t>(i);
    return shown;
  }
  if (view.number == SYS_clone) {
    const uint64_t flags = view.args[0];
    shown.place[shown.count++] = 1;
    shown.place[shown.count++] = 0;
    if (flags & (CLONE_PARENT_SETTID | CLONE_PIDFD)) shown.place[shown.count++] = 2;
    if (flags & CLONE_SETTLS) shown.place[shown.count++] = 4;
    if (flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)) shown.place[shown.count++] = 3;
    return shown;
  }
  for (unsigned i = 0; i < view.call->argument_count; ++i) {
    if (resolve(*view.call, view.args, i).hidden()) continue;
    const bool node = view.number == SYS_mknod || view.number == SYS_mknodat;
    if (node && i + 1 == view.call->argument_count) {
      const auto type = view.args[i - 1] & S_IFMT;
      if (type != S_IFCHR && type != S_IFBLK) continue;
    }
    shown.place[shown.count++] = static_cast<uint8_t>(i);
  }
  return shown;
}

// Whether the argument is printed only when the call has returned.
bool waits_for_exit(const CallView& view, unsigned index) {
  if (!view.call) return false;
  if (view.number == SYS_clone) return index >= 2;
  if (view.number == SYS_clone3) return index >= 1;
  if (view.number == SYS_sendfile) return index >= 2;
  const Argument argument = resolve(*view.call, view.args, index);
  if (!argument.pointer()) return false;
  if (argument.direction == Direction::kOut) return true;
  return argument.direction == Direction::kInOut &&
         (argument.by_result || shown_at_exit(argument.type) || shown_as_output(argument.type));
}

const char* argument_label(const CallView& view, unsigned index) {
  if (view.number != SYS_clone) return "";
  constexpr const char* kLabels[] = {
      "flags=", "child_stack=", "parent_tid=", "child_tidptr=", "tls="};
  return kLabels[index];
}

}  // namespace

void print_call_name(Printer& p, const CallView& view) {
  if (view.call)
    p.text(view.call->name);
  else
    p.print("syscall_%#lx", view.number);
}

void print_argument(Printer& p, const CallView& view, unsigned index) {
  const uint64_t value = view.args[index];
  if (!view.call) return p.hex(value);
  const Argument argument = resolve(*view.call, view.args, index);
  if (argument.pointer()) return print_pointed(p, view, argument, index);
  const char* unknown = nullptr;
  switch (argument.type) {
    case Type::kMode:
      if (view.number == SYS_mknod || view.number == SYS_mknodat)
        return p.mode(static_cast<uint32_t>(value));
      break;
    case Type::kSocketProtocol: {
      static constexpr Name kPackets[] = {{0x0003, "ETH_P_ALL"},
                                          {0x0800, "ETH_P_IP"},
                                          {0x0806, "ETH_P_ARP"},
                                          {0x86dd, "ETH_P_IPV6"}};
      if ((view.args[0] & 0xffffffff) == 17) {  // AF_PACKET: in network order
        p.text("htons(");
        p.one(kPackets, __builtin_bswap16(static_cast<uint16_t>(value)), "ETH_P_???");
        return p.text(")");
      }
      const auto names = protocols_of(view.args[0] & 0xffffffff);
      if (names.empty()) return p.decimal(static_cast<int32_t>(value));
      unknown = (view.args[0] & 0xffffffff) == 16 ? "NETLINK_???" : "IPPROTO_???";
      return p.one(names, value & 0xffffffff, unknown);
    }
    case Type::kSocketOptionName: {
      static constexpr Name kUnknown[] = {{0, "IP_???"},      {1, "SO_???"},   {6, "TCP_???"},
                                          {41, "IPV6_???"},   {17, "UDP_???"}, {270, "NETLINK_???"},
                                          {263, "PACKET_???"}};
      const uint64_t level = view.args[1] & 0xffffffff;
      if (socket_option_names(level).empty()) return p.decimal(static_cast<int32_t>(value));
      return p.one(socket_option_names(level), value & 0xffffffff, name_in(kUnknown, level));
    }
    default:
      break;
  }
  print_value(p, argument.type, value);
}

unsigned print_arguments(Printer& p, const CallView& view, unsigned first) {
  const Shown shown = shown_arguments(view);
  // A comma comes before each argument but the first; where a call is left unfinished, it ends that
  // line already, but for clone, whose comma comes with the rest.
  const bool clone = view.number == SYS_clone || view.number == SYS_clone3;
  for (unsigned i = first; i < shown.count; ++i) {
    const bool later = !view.exited && waits_for_exit(view, shown.place[i]);
    const bool resumed = view.exited && first && i == first;
    if (view.number == SYS_clone3 && i == 1 && view.exited) print_clone_results(p, view);
    if (i && !(resumed && !clone) && !(later && clone)) p.text(", ");
    if (later) return i;
    p.text(argument_label(view, shown.place[i]));
    print_argument(p, view, shown.place[i]);
  }
  return shown.count;
}

void print_result(Printer& p, const CallView& view) {
  if (!view.returns) return p.text("?");
  if (view.failed()) {
    const auto error = static_cast<uint64_t>(-view.result);
    const char* name = error_name(error);
    const char* text = error_text(error);
    // the kernel's own errors mean that the call will be restarted: it has no result yet
    const bool restarts = error >= 512 && error <= 516 && error != 515;
    if (restarts)
      p.print("? %s", name);
    else if (name)
      p.print("-1 %s", name);
    else
      p.print("-1 (errno %lu)", error);
    if (name && text) p.print(" (%s)", text);
    return;
  }
  const Type type = view.call ? resolve(*view.call, view.args, kResultIndex).type : Type::kHex;
  print_success(p, view, type);
}

}  // namespace mimic::syscalls
