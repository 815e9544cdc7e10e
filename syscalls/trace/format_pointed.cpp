#include "syscalls/trace/format_pointed.h"

#include <linux/sched.h>
#include <sys/syscall.h>

#include <algorithm>

#include "syscalls/trace/dirents.h"
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
      n = view.args[from] & 0xffffffff;
      if (argument.type == Type::kNodeMask && n) --n;
      n = (n + 63) / 64 * 8;
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
    p.print("%s%#016lx", i ? ", " : "", word);
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
         type == Type::kFileHandle || type == Type::kMountAttributes ||
         type == Type::kLandlockRuleset;
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
  if (bytes.empty()) return p.address(address);
  switch (argument.type) {
    case Type::kBpfAttributes:
      return print_bpf_attributes(p, view.args[0] & 0xffffffff, bytes);
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
  if (!structured && argument.size > sizeof(uint64_t)) return p.address(address);
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

// The structure as the caller made it.
void print_clone_arguments(Printer& p, const CallView& view, uint64_t address) {
  const AtExit entry(p, false);
  const Bytes bytes = p.memory.at(address, view.args[1], false);
  if (!structure_printer(Type::kCloneArguments)(p, bytes)) p.address(address);
}

// A sleep that a handler ended has a rest; one that failed otherwise has none.
bool interrupted(const CallView& view) {
  constexpr int64_t kInterrupted = -4, kFirstRestart = -516, kLastRestart = -512;
  return view.result == kInterrupted ||
         (view.result >= kFirstRestart && view.result <= kLastRestart);
}

// The buffers of a call that received nothing.
void print_not_received(Printer& p, const CallView& view, const Argument& argument,
                        unsigned index) {
  const uint64_t address = view.args[index];
  const AtExit entry(p, false);
  if (argument.shape == Shape::kIovec)
    return print_iovec(p, address, view.args[argument.count_value], 0, false);
  constexpr uint64_t kNameSizeOffset = 8;
  const auto room = p.memory.read<int32_t>(address + kNameSizeOffset, false);
  if (argument.shape == Shape::kMsghdr && room) return p.print("{msg_namelen=%d}", *room);
  p.address(address);
}

}  // namespace

bool shown_at_exit(Type type) {
  return type == Type::kIoUringParameters || type == Type::kIfreq || type == Type::kFileHandle ||
         type == Type::kUserDescriptor || type == Type::kMsghdr || type == Type::kMmsghdr;
}

bool shown_as_output(Type type) { return type == Type::kTimex || type == Type::kFlock; }

void print_clone_results(Printer& p, const CallView& view) {
  struct Start {
    uint64_t flags, descriptor, child_id, parent_id;
  };
  const auto args = p.memory.read<Start>(view.args[0], false);
  if (!args || view.failed()) return;
  const auto member = [&](uint64_t flag, const char* name, uint64_t at, const char* separator) {
    const auto value = args->flags & flag ? p.memory.read<int32_t>(at, true) : std::nullopt;
    if (value) p.print("%s%s=[%d]", separator, name, *value);
    return value.has_value();
  };
  const bool descriptor = member(CLONE_PIDFD, "pidfd", args->descriptor, " => {");
  const bool parent =
      member(CLONE_PARENT_SETTID, "parent_tid", args->parent_id, descriptor ? ", " : " => {");
  if (descriptor || parent) p.text("}");
}

void print_pointed(Printer& p, const CallView& view, const Argument& argument, unsigned index) {
  const uint64_t address = view.args[index];
  if (!address) return argument.shape == Shape::kRequest ? p.text("0") : p.text("NULL");
  const bool done = view.exited && view.returns;
  const bool only_out = argument.direction == Direction::kOut ||
                        (argument.direction == Direction::kInOut && shown_as_output(argument.type));
  const bool written = done && (!view.failed() || (argument.on_error && interrupted(view)));
  if (only_out && !written) return p.address(address);
  // the rest of a sleep that was not interrupted, the status of no child
  if (argument.on_error && !view.failed()) return p.address(address);
  if (only_out && view.result == 0 && (view.number == SYS_wait4)) return p.address(address);
  const bool received = argument.direction == Direction::kInOut && argument.by_result;
  if (received && !written) return print_not_received(p, view, argument, index);
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
        if (argument.type == Type::kCloneArguments) return print_clone_arguments(p, view, address);
      }
      return print_array(p, view, argument, address);
    case Shape::kStrings:
      return print_strings(p, argument.type, address);
    case Shape::kPointers:
      return print_pointers(p, view, argument, address);
    case Shape::kIovec: {
      const uint64_t room = received ? static_cast<uint64_t>(view.result) : ~0ull;
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

}  // namespace mimic::syscalls
