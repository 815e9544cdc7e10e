// The memory that a call's arguments stand for: for_each_range() lists the address ranges that the
// kernel reads or writes, following nested pointers, so that a call can be captured in full without
// knowing what it does.
//
// Freestanding. Every address and count comes from the guest and may be anything.
#pragma once

#include "syscalls/linux/call.h"

namespace mimic::syscalls {

enum class Phase : uint8_t {
  kEntry,  // before the call: what the kernel is going to read
  kExit,   // after it: what it has written
};

// Bounds, in bytes but for `elements`. Structures are always listed whole.
struct Limits {
  uint32_t path = 4096;         // one path, its NUL included
  uint32_t string = 4096;       // any other string, and each string of an argument vector
  uint32_t data = 4096;         // one buffer of uninterpreted bytes, and all buffers of one iovec
  uint32_t structured = 65536;  // one buffer whose content has a structure (folders' entries, sets)
  uint32_t elements = 64;       // of an array or vector
  bool environment = false;     // the strings of an environment, not only their number
};

struct Range {
  uint64_t address;
  uint32_t size;
  bool truncated;  // a limit cut it
};

namespace detail {

// One walk over the arguments of a call.
template <class Memory, class Sink>
class RangeWalk {
 public:
  RangeWalk(const uint64_t* args, int64_t result, Phase phase, const Limits& limits, Memory& memory,
            Sink& sink)
      : args_(args),
        result_(result),
        phase_(phase),
        limits_(limits),
        memory_(memory),
        sink_(sink) {}

  void walk(const Argument& argument, uint64_t address) {
    if (!argument.pointer() || !address || !in_phase(argument)) return;
    switch (argument.shape) {
      case Shape::kValue:
        break;
      case Shape::kString:
        string(address, argument.type == Type::kPath ? limits_.path : limits_.string);
        break;
      case Shape::kArray:
        array(argument, address);
        break;
      case Shape::kStrings:
        strings(argument.type, address);
        break;
      case Shape::kPointers:
        pointers(argument, address);
        break;
      case Shape::kIovec:
        iovec(argument, address);
        break;
      case Shape::kMsghdr:
        message(argument.direction, address, result_);
        break;
      case Shape::kMmsghdr:
        messages(argument, address);
        break;
      case Shape::kRequest:
        request(argument, address);
        break;
      case Shape::kPairs:
        pair(argument.type, address);
        break;
    }
  }

 private:
  static constexpr uint64_t kHuge = 1u << 30;

  bool entry() const { return phase_ == Phase::kEntry; }
  bool failed() const { return result_ < 0 && result_ >= -4095; }
  bool in_phase(const Argument& argument) const {
    if (argument.shape == Shape::kRequest) return entry() || !failed();
    if (entry()) return reads(argument.direction);
    return writes(argument.direction) && (!failed() || argument.on_error);
  }

  template <class T>
  bool read(uint64_t address, T& to) {
    return memory_.read(address, &to, sizeof to);
  }

  void emit(uint64_t address, uint64_t size, uint64_t limit) {
    if (!address || !size) return;
    const bool cut = size > limit;
    sink_(Range{address, static_cast<uint32_t>(cut ? limit : size), cut});
  }

  // How many elements an array has.
  uint64_t count(const Argument& argument) {
    uint64_t n = argument.count_value;
    switch (argument.count) {
      case Count::kFixed:
        break;
      case Count::kArgument:
        n = args_[n];
        break;
      case Count::kAtArgument: {
        uint32_t length = 0;
        if (!args_[n] || !read(args_[n], length)) return 0;
        n = length;
        break;
      }
      case Count::kBits: {
        // the kernel takes one bit of a node mask less than it is told
        n = args_[n] & 0xffffffff;
        if (argument.type == Type::kNodeMask && n) --n;
        n = n / 64 * 8 + (n % 64 ? 8 : 0);
        break;
      }
      case Count::kPages:
        n = args_[n] / 4096 + (args_[n] % 4096 ? 1 : 0);
        break;
      case Count::kInside:
        break;  // array() reads it
    }
    if (argument.by_result && !entry()) {
      if (result_ < 0) return 0;
      if (static_cast<uint64_t>(result_) < n) n = static_cast<uint64_t>(result_);
    }
    return n < kHuge ? n : kHuge;
  }

  void array(const Argument& argument, uint64_t address) {
    uint64_t n = count(argument);
    if (argument.count == Count::kInside) {
      uint32_t bytes = 0;
      if (!read(address + argument.count_value, bytes)) bytes = 0;
      // struct file_handle: two words, then as many bytes as the first says
      n = 8 + (bytes < 128 ? bytes : 128);
    }
    // struct msgbuf: the type, then as many bytes as the call says
    if (argument.type == Type::kMessage) n += 8;
    if (argument.type == Type::kSockaddr && n > 128) n = 128;
    if (argument.type == Type::kCloneArguments && !entry()) return clone_results(address);
    if (argument.size > 1) {
      const uint64_t shown = n < limits_.elements ? n : limits_.elements;
      if (!shown) return;
      sink_(Range{address, static_cast<uint32_t>(shown * argument.size), shown < n});
      return;
    }
    const bool data = argument.type == Type::kData || argument.type == Type::kMessage;
    emit(address, n, data ? limits_.data : limits_.structured);
  }

  // struct clone_args: where the kernel wrote the new thread's id and its descriptor.
  void clone_results(uint64_t address) {
    constexpr uint64_t kDescriptor = 0x1000, kParentId = 0x100000;
    struct {
      uint64_t flags, descriptor, child_id, parent_id;
    } args;
    if (!read(address, args)) return;
    if (args.flags & kDescriptor) emit(args.descriptor, 4, 4);
    if (args.flags & kParentId) emit(args.parent_id, 4, 4);
  }

  // A string ends at its NUL, at the limit, or where memory ends.
  void string(uint64_t address, uint32_t limit) {
    char chunk[128];
    uint32_t size = 0;
    while (size < limit) {
      // never across a page in one read: the next page may be missing
      uint64_t step = 4096 - ((address + size) & 4095);
      if (step > sizeof chunk) step = sizeof chunk;
      if (step > limit - size) step = limit - size;
      if (!memory_.read(address + size, chunk, step)) break;
      for (uint64_t i = 0; i < step; ++i)
        if (!chunk[i]) return emit(address, size + i + 1, limit);
      size += static_cast<uint32_t>(step);
    }
    // an unreadable string is listed as well, so that its reader learns that it is
    sink_(Range{address, size ? size : 1, size >= limit});
  }

  void strings(Type type, uint64_t address) {
    const bool contents = type != Type::kEnvironment || limits_.environment;
    const uint64_t most = contents ? limits_.elements : limits_.structured / 8;
    uint64_t n = 0;
    bool ended = false;
    for (; n < most && !ended; ++n) {
      uint64_t pointer = 0;
      if (!read(address + n * 8, pointer)) break;
      ended = !pointer;
      if (pointer && contents) string(pointer, limits_.string);
    }
    sink_(Range{address, static_cast<uint32_t>(n ? n * 8 : 8), !ended && n == most});
  }

  void pointers(const Argument& argument, uint64_t address) {
    const uint64_t n = count(argument);
    const uint64_t shown = n < limits_.elements ? n : limits_.elements;
    if (!shown) return;
    sink_(Range{address, static_cast<uint32_t>(shown * 8), shown < n});
    for (uint64_t i = 0; i < shown; ++i) {
      uint64_t pointer = 0;
      if (!read(address + i * 8, pointer)) return;
      emit(pointer, argument.size, argument.size);
    }
  }

  struct Iovec {
    uint64_t base;
    uint64_t size;
  };

  // The elements of an iovec and, where `contents`, their bytes, `total` at most.
  void vector(uint64_t address, uint64_t n, bool contents, uint64_t total) {
    const uint64_t shown = n < limits_.elements ? n : limits_.elements;
    if (!address || !shown) return;
    sink_(Range{address, static_cast<uint32_t>(shown * sizeof(Iovec)), shown < n});
    uint64_t room = limits_.data;
    for (uint64_t i = 0; contents && i < shown && total && room; ++i) {
      Iovec one;
      if (!read(address + i * sizeof one, one)) return;
      const uint64_t size = one.size < total ? one.size : total;
      emit(one.base, size, room);
      total -= size;
      room -= size < room ? size : room;
    }
  }

  void iovec(const Argument& argument, uint64_t address) {
    const uint64_t n = args_[argument.count_value];
    const bool received = writes(argument.direction);
    if (entry()) return vector(address, n, !received, ~0ull);
    vector(address, n, true, result_ > 0 ? static_cast<uint64_t>(result_) : 0);
  }

  struct Header {
    uint64_t name;
    uint32_t name_size, padding1;
    uint64_t iov, iov_count, control, control_size;
    uint32_t flags, padding2;
  };

  // `transferred`: how many bytes the kernel wrote.
  void message(Direction direction, uint64_t address, int64_t transferred) {
    sink_(Range{address, sizeof(Header), false});
    Header header;
    if (!read(address, header)) return;
    const bool contents = entry() ? !writes(direction) : true;
    if (contents) {
      emit(header.name, header.name_size < 128 ? header.name_size : 128, 128);
      emit(header.control, header.control_size, limits_.structured);
    }
    uint64_t total = ~0ull;
    if (!entry()) total = transferred > 0 ? static_cast<uint64_t>(transferred) : 0;
    vector(header.iov, header.iov_count, contents, total);
  }

  void messages(const Argument& argument, uint64_t address) {
    struct Message {
      Header header;
      uint32_t size, padding;
    };
    uint64_t n = args_[argument.count_value] & 0xffffffff;
    // received messages are complete at exit; sent ones at entry, but for their sizes
    const bool received = argument.by_result;
    if (!entry() && static_cast<uint64_t>(result_) < n) n = static_cast<uint64_t>(result_);
    const uint64_t shown = n < limits_.elements ? n : limits_.elements;
    if (!shown) return;
    sink_(Range{address, static_cast<uint32_t>(shown * sizeof(Message)), shown < n});
    if (entry() == received) return;
    for (uint64_t i = 0; i < shown; ++i) {
      const uint64_t at = address + i * sizeof(Message);
      Message one;
      if (!read(at, one)) return;
      message(received ? Direction::kInOut : Direction::kIn, at, one.size);
    }
  }

  // An ioctl request holds the direction (bit 30: the kernel reads, 31: it writes) and the size of
  // its operand, where its author kept to the scheme.
  void request(const Argument& argument, uint64_t address) {
    const uint64_t code = args_[argument.count_value];
    if (code >> (entry() ? 30 : 31) & 1) emit(address, code >> 16 & 0x3fff, limits_.structured);
  }

  void pair(Type type, uint64_t address) {
    sink_(Range{address, 16, false});
    if (type == Type::kSockFprog) {  // struct sock_fprog: the number of 8-byte instructions first
      struct {
        uint16_t count, padding[3];
        uint64_t instructions;
      } program;
      if (read(address, program)) emit(program.instructions, program.count * 8, limits_.structured);
      return;
    }
    Iovec set;
    if (read(address, set)) emit(set.base, set.size, 128);
  }

  const uint64_t* const args_;
  const int64_t result_;
  const Phase phase_;
  const Limits limits_;
  Memory& memory_;
  Sink& sink_;
};

}  // namespace detail

// Calls sink(Range) for each range that belongs to the call in this phase; the result counts at
// exit alone. memory.read(address, to, size) -> bool reads guest memory for lengths and nested
// pointers, and may fail. A range may prove unreadable, wholly or from some byte on: whoever copies
// it finds out. The same range may come twice.
template <class Memory, class Sink>
void for_each_range(const Call& call, const uint64_t* args, int64_t result, Phase phase,
                    const Limits& limits, Memory&& memory, Sink&& sink) {
  detail::RangeWalk walk(args, result, phase, limits, memory, sink);
  for (unsigned i = 0; i < call.argument_count; ++i)
    walk.walk(call.variant_count ? resolve(call, args, i) : call.arguments[i], args[i]);
}

}  // namespace mimic::syscalls
