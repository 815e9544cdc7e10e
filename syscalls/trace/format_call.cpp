#include "syscalls/trace/format_call.h"

#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>

#include "syscalls/trace/dirents.h"
#include "syscalls/trace/result_details.h"
#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

// For a moment, the other copy of memory.
class AtExit {
 public:
  AtExit(Printer& printer, bool at_exit) : printer_(printer), before_(printer.at_exit) {
    printer.at_exit = at_exit;
  }
  ~AtExit() { printer_.at_exit = before_; }
  AtExit(const AtExit&) = delete;
  AtExit& operator=(const AtExit&) = delete;

 private:
  Printer& printer_;
  const bool before_;
};

// What the kernel reads and writes is printed as it was before the call, but for these.
bool shown_at_exit(Type type) {
  return type == Type::kTimex || type == Type::kFlock || type == Type::kIoUringParameters ||
         type == Type::kFileHandle || type == Type::kUserDescriptor || type == Type::kMsghdr ||
         type == Type::kMmsghdr;
}

uint64_t element_count(const Printer& p, const CallView& view, const Argument& argument) {
  const unsigned from = argument.count_value;
  uint64_t n = from;
  switch (argument.count) {
    case Count::kFixed:
      break;
    case Count::kArgument:
      n = view.args[from];
      break;
    case Count::kAtArgument: {
      // the kernel may have had more to tell than there was room
      const auto room = p.memory.read<uint32_t>(view.args[from], false);
      const auto told = p.memory.read<uint32_t>(view.args[from], true);
      n = std::min(room.value_or(0), told.value_or(room.value_or(0)));
      break;
    }
    case Count::kBits:
      n = ((view.args[from] & 0xffffffff) + 63) / 64 * 8;
      break;
    case Count::kPages:
      n = (view.args[from] + 4095) / 4096;
      break;
    case Count::kInside:
      n = 8 + p.memory.read<uint32_t>(0, false).value_or(128);
      break;
  }
  // counts are of type int or unsigned int but for sizes in bytes
  if (argument.size > 1 && argument.count == Count::kArgument) n &= 0xffffffff;
  if (argument.by_result && view.exited && view.result >= 0)
    n = std::min(n, static_cast<uint64_t>(view.result));
  return n;
}

// The numbers of the bits that are set: "[0 3]".
void print_bits(Printer& p, Bytes bytes, bool descriptors, uint64_t most) {
  p.text("[");
  bool first = true;
  for (uint64_t bit = 0; bit < bytes.size() * 8 && bit < most; ++bit) {
    if (!(bytes[bit / 8] >> (bit % 8) & 1)) continue;
    if (!first) p.text(" ");
    first = false;
    if (descriptors)
      p.descriptor(static_cast<int32_t>(bit));
    else
      p.unsigned_decimal(bit);
  }
  p.text("]");
}

void print_node_mask(Printer& p, Bytes bytes) {
  p.text("[");
  for (size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    p.print("%s%#018lx", i ? ", " : "", word);
  }
  p.text("]");
}

uint64_t number_in(Bytes bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
  return value;
}

bool print_element(Printer& p, Type type, Bytes bytes) {
  if (const StructurePrinter print = structure_printer(type)) return print(p, bytes);
  if (bytes.size() < std::max<size_t>(size_of(type), 1) || bytes.size() > 8) return false;
  uint64_t value = number_in(bytes);
  if (type == Type::kLong && bytes.size() == 4)
    value = static_cast<uint64_t>(static_cast<int32_t>(value));
  print_value(p, type, value);
  return true;
}

// Structures that count as one, however many bytes the call says they have.
bool sized_structure(Type type) {
  return type == Type::kSockaddr || type == Type::kCloneArguments || type == Type::kOpenHow ||
         type == Type::kFileHandle || type == Type::kBpfAttributes ||
         type == Type::kMountAttributes;
}

void print_message_buffer(Printer& p, uint64_t address, uint64_t size) {
  const auto kind = p.memory.read<int64_t>(address, p.at_exit);
  if (!kind) return p.address(address);
  Members m(p);
  m("mtype").decimal(*kind);
  m("mtext").data_at(address + sizeof *kind, size);
}

// Bytes whose type says what is in them.
void print_bytes(Printer& p, const CallView& view, const Argument& argument, uint64_t address,
                 uint64_t size) {
  switch (argument.type) {
    case Type::kData:
      if (view.number == SYS_getrandom) {
        const Bytes bytes = p.memory.at(address, size, p.at_exit);
        return p.quoted_hex(bytes, p.options.string_limit, bytes.size() < size);
      }
      return p.data_at(address, size);
    case Type::kXattrNames:
      return p.data_at(address, size);
    case Type::kMessage:
      return print_message_buffer(p, address, size);
    case Type::kSocketOption:
      return print_socket_option(p, view.args[1] & 0xffffffff, view.args[2] & 0xffffffff, address,
                                 size);
    case Type::kDirents:
    case Type::kDirents64:
      return print_dirents(p, argument.type == Type::kDirents64, address, size);
    default:
      break;
  }
  const Bytes bytes = p.memory.at(address, size, p.at_exit);
  if (bytes.empty()) return size ? p.address(address) : p.text("[]");
  switch (argument.type) {
    case Type::kPath:
    case Type::kString:
      return p.field_text(bytes);
    case Type::kFdSet:
      return print_bits(p, bytes, true, view.args[0] & 0xffffffff);
    case Type::kCpuMask:
      return print_bits(p, bytes, false, ~0ull);
    case Type::kNodeMask:
      return print_node_mask(p, bytes);
    default:
      p.address(address);
  }
}

void print_array(Printer& p, const CallView& view, const Argument& argument, uint64_t address) {
  if (sized_structure(argument.type)) {
    uint64_t size = argument.count == Count::kInside ? 136 : element_count(p, view, argument);
    if (argument.size > 1) size = argument.size;
    if (!structure_printer(argument.type)(p, p.memory.at(address, size, p.at_exit)))
      p.address(address);
    return;
  }
  const uint64_t n = element_count(p, view, argument);
  if (argument.size == 1) return print_bytes(p, view, argument, address, n);
  const bool structured = structure_printer(argument.type);
  const bool bare = structured && argument.count == Count::kFixed && n == 1;
  const Bytes bytes = p.memory.at(address, n < 65536 ? n * argument.size : ~0ull, p.at_exit);
  if (n && bytes.size() < argument.size) return p.address(address);
  if (bare) {
    if (!print_element(p, argument.type, bytes)) p.address(address);
    return;
  }
  p.text("[");
  for (uint64_t i = 0; i < n; ++i) {
    if (i) p.text(", ");
    if (i >= p.options.string_limit || (i + 1) * argument.size > bytes.size()) {
      p.text("...");
      break;
    }
    print_element(p, argument.type, bytes.subspan(i * argument.size, argument.size));
  }
  p.text("]");
}

// `["ls", "-l"]`, `0x7ffd... /* 41 vars */`.
void print_strings(Printer& p, Type type, uint64_t address) {
  const auto* piece = p.memory.find(address, p.at_exit);
  if (!piece) return p.address(address);
  const Bytes bytes = piece->bytes.subspan(address - piece->address);
  uint64_t n = 0;
  while ((n + 1) * 8 <= bytes.size() && number_in(bytes.subspan(n * 8, 8))) ++n;
  const bool ended = (n + 1) * 8 <= bytes.size();
  if (type == Type::kEnvironment && !p.options.verbose) {
    p.address(address);
    return p.print(" /* %lu var%s%s */", n, n == 1 ? "" : "s", ended ? "" : ", unterminated");
  }
  if (!n && !ended) return p.address(address);
  p.text("[");
  for (uint64_t i = 0; i < n; ++i) {
    if (i) p.text(", ");
    if (i >= p.options.string_limit) {
      p.text("...");
      break;
    }
    p.string_at(number_in(bytes.subspan(i * 8, 8)), false);
  }
  if (!ended && n < p.options.string_limit) p.print("%s...", n ? ", " : "");
  p.text("]");
}

void print_pointers(Printer& p, const CallView& view, const Argument& argument, uint64_t address) {
  const uint64_t n = element_count(p, view, argument);
  const Bytes bytes = p.memory.at(address, n < 65536 ? n * 8 : ~0ull, p.at_exit);
  if (bytes.size() < 8) return p.address(address);
  p.text("[");
  for (uint64_t i = 0; i < n; ++i) {
    if (i) p.text(", ");
    if (i >= p.options.string_limit || (i + 1) * 8 > bytes.size()) {
      p.text("...");
      break;
    }
    const uint64_t one = number_in(bytes.subspan(i * 8, 8));
    if (!print_element(p, argument.type, p.memory.at(one, argument.size, p.at_exit)))
      p.address(one);
  }
  p.text("]");
}

// "[128 => 16]": before and after, where they differ.
void print_length(Printer& p, const CallView& view, uint64_t address) {
  const auto before = p.memory.read<int32_t>(address, false);
  if (!before) return p.address(address);
  const auto* after =
      view.exited && !view.failed() ? p.memory.find_exactly(address, true) : nullptr;
  p.print("[%d", *before);
  if (after)
    if (const auto value = p.memory.read<int32_t>(address, true); value && *value != *before)
      p.print(" => %d", *value);
  p.text("]");
}

void print_messages(Printer& p, const CallView& view, const Argument& argument, uint64_t address) {
  const bool received = argument.by_result;
  uint64_t n = view.args[argument.count_value] & 0xffffffff;
  if (view.exited && view.result >= 0) n = std::min(n, static_cast<uint64_t>(view.result));
  if (received && !view.exited) return p.address(address);
  p.text("[");
  for (uint64_t i = 0; i < n && i < p.options.string_limit; ++i) {
    const uint64_t at = address + i * 64;
    const auto size = p.memory.read<uint32_t>(at + 56, view.exited);
    if (!size) break;
    if (i) p.text(", ");
    p.text("{msg_hdr=");
    print_message(p, at, received ? *size : ~0ull);
    if (view.exited && !view.failed()) p.print(", msg_len=%u", *size);
    p.text("}");
  }
  if (n > p.options.string_limit) p.text(", ...");
  p.text("]");
}

void print_pair(Printer& p, Type type, uint64_t address) {
  struct Pair {
    uint64_t first, second;
  };
  const auto pair = p.memory.read<Pair>(address, p.at_exit);
  if (!pair) return p.address(address);
  Members m(p);
  if (type == Type::kSockFprog) {
    m("len").unsigned_decimal(pair->first & 0xffff);
    m("filter").address(pair->second);
    return;
  }
  m("sigmask");
  if (const auto set = p.memory.read<uint64_t>(pair->first, p.at_exit); set && pair->first)
    p.signal_set(*set);
  else
    p.address(pair->first);
  m("sigsetsize").unsigned_decimal(pair->second);
}

// sendfile's offset: "[0] => [100]".
void print_offset(Printer& p, const CallView& view, uint64_t address) {
  const auto before = p.memory.read<int64_t>(address, false);
  if (!before) return p.address(address);
  p.print("[%ld]", *before);
  if (view.number != SYS_sendfile || !view.exited || view.result <= 0) return;
  if (const auto after = p.memory.read<int64_t>(address, true)) p.print(" => [%ld]", *after);
}

void print_clone3(Printer& p, const CallView& view, uint64_t address) {
  const uint64_t size = view.args[1];
  {
    const AtExit entry(p, false);
    if (!structure_printer(Type::kCloneArguments)(p, p.memory.at(address, size, false)))
      return p.address(address);
  }
}

void print_pointed(Printer& p, const CallView& view, const Argument& argument, unsigned index) {
  const uint64_t address = view.args[index];
  if (!address) return argument.shape == Shape::kRequest ? p.text("0") : p.text("NULL");
  const bool done = view.exited && view.returns;
  const bool only_out = argument.direction == Direction::kOut;
  const bool written = done && (!view.failed() || argument.on_error);
  if (only_out && !written) return p.address(address);
  // the rest of a sleep that was not interrupted, the status of no child
  if (argument.on_error && !view.failed()) return p.address(address);
  if (only_out && view.result == 0 && (view.number == SYS_wait4)) return p.address(address);
  const bool received = argument.direction == Direction::kInOut && argument.by_result;
  if (received && !written) return p.address(address);
  const AtExit copy(p, written && (only_out || received || shown_at_exit(argument.type)));
  switch (argument.shape) {
    case Shape::kValue:
      break;
    case Shape::kString:
      return p.string_at(address, argument.type == Type::kPath);
    case Shape::kArray:
      if (argument.direction == Direction::kInOut) {
        if (argument.type == Type::kInt && argument.count == Count::kFixed)
          return print_length(p, view, address);
        if (argument.type == Type::kLong) return print_offset(p, view, address);
        if (argument.type == Type::kCloneArguments) return print_clone3(p, view, address);
      }
      return print_array(p, view, argument, address);
    case Shape::kStrings:
      return print_strings(p, argument.type, address);
    case Shape::kPointers:
      return print_pointers(p, view, argument, address);
    case Shape::kIovec: {
      const uint64_t room =
          only_out && view.result >= 0 ? static_cast<uint64_t>(view.result) : ~0ull;
      return print_iovec(p, address, view.args[argument.count_value], room, true);
    }
    case Shape::kMsghdr:
      return print_message(p, address, received ? static_cast<uint64_t>(view.result) : ~0ull);
    case Shape::kMmsghdr:
      return print_messages(p, view, argument, address);
    case Shape::kRequest:
      return p.hex(address);
    case Shape::kPairs:
      return print_pair(p, argument.type, address);
  }
}

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
  const Argument argument = resolve(*view.call, view.args, index);
  if (!argument.pointer()) return false;
  if (argument.direction == Direction::kOut) return true;
  return argument.direction == Direction::kInOut && argument.by_result;
}

const char* argument_label(const CallView& view, unsigned index) {
  if (view.number != SYS_clone) return "";
  constexpr const char* kLabels[] = {
      "flags=", "child_stack=", "parent_tid=", "child_tidptr=", "tls="};
  if (index == 2 && view.args[0] & CLONE_PIDFD) return "pidfd=";
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
      const auto names = protocols_of(view.args[0] & 0xffffffff);
      if (names.empty()) return p.decimal(static_cast<int32_t>(value));
      unknown = (view.args[0] & 0xffffffff) == 16 ? "NETLINK_???" : "IPPROTO_???";
      return p.one(names, value & 0xffffffff, unknown);
    }
    case Type::kSocketOptionName: {
      constexpr Name kUnknown[] = {{0, "IP_???"},      {1, "SO_???"},   {6, "TCP_???"},
                                   {41, "IPV6_???"},   {17, "UDP_???"}, {270, "NETLINK_???"},
                                   {263, "PACKET_???"}};
      const uint64_t level = view.args[1] & 0xffffffff;
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
  const bool clone = view.number == SYS_clone;
  for (unsigned i = first; i < shown.count; ++i) {
    const bool later = !view.exited && waits_for_exit(view, shown.place[i]);
    const bool resumed = view.exited && first && i == first;
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
    return print_failure_details(p, view);
  }
  const Type type = view.call ? resolve(*view.call, view.args, kResultIndex).type : Type::kHex;
  print_success(p, view, type);
}

}  // namespace mimic::syscalls
