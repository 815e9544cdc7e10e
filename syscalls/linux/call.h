// The description of one Linux x86-64 system call, and the table of all of them. Tracing,
// recording, policy groups and the reference page derive from it.
//
// Freestanding, and plain data: an entry holds its names inline, so that the table needs no
// relocation and is usable before anything has been set up.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "syscalls/linux/type.h"

namespace mimic::syscalls {

// Where the bytes are that an argument stands for.
enum class Shape : uint8_t {
  kValue,     // nowhere: the argument is the value
  kString,    // a NUL-terminated string
  kArray,     // count() values of the type, one after the other; a single structure has count 1
  kStrings,   // a vector of addresses of strings, ended by a null address
  kPointers,  // a vector of count() addresses, each of one value of the type
  kIovec,     // count() struct iovec, each with its bytes
  kMsghdr,    // a struct msghdr with its name, data and control bytes
  kMmsghdr,   // count() struct mmsghdr, each with its name, data and control bytes
  kRequest,   // an ioctl's operand: the request tells direction and size
  kPairs,     // a structure {address, size in bytes} and those bytes
};

// The kernel reads it, writes it, or both.
enum class Direction : uint8_t { kIn = 1, kOut = 2, kInOut = 3 };
constexpr bool reads(Direction direction) { return static_cast<uint8_t>(direction) & 1; }
constexpr bool writes(Direction direction) { return static_cast<uint8_t>(direction) & 2; }

// Where the count of an array comes from. `Argument::count_value` is the number of the argument
// meant, or the count itself.
enum class Count : uint8_t {
  kFixed,       // count_value
  kArgument,    // the value of the argument
  kAtArgument,  // the 32-bit number at the address that the argument holds (value-result lengths)
  kBits,        // a set of as many bits as the argument says, in whole 64-bit words
  kPages,       // one for each page of as many bytes as the argument says
  kInside,      // the 32-bit size in bytes that the structure holds at offset count_value
};

struct Argument {
  Type type = Type::kNone;
  uint16_t size = 0;  // of one element in memory, in bytes; 0 for values
  Shape shape = Shape::kValue;
  Direction direction = Direction::kIn;
  Count count = Count::kFixed;
  uint8_t count_value = 1;
  bool by_result = false;  // the result says how many elements the kernel wrote, at most count()
  bool on_error = false;   // written even when the call fails (the remaining time of a sleep)

  constexpr bool pointer() const { return shape != Shape::kValue; }
  constexpr bool hidden() const { return type == Type::kNone || type == Type::kEnd; }
};

// strace's classes, as in `trace=%file`.
enum class Group : uint32_t {
  kNone = 0,
  kDesc = 1 << 0,
  kFile = 1 << 1,
  kProcess = 1 << 2,
  kNetwork = 1 << 3,
  kSignal = 1 << 4,
  kIpc = 1 << 5,
  kMemory = 1 << 6,
  kCreds = 1 << 7,
  kClock = 1 << 8,
  kStat = 1 << 9,
  kLstat = 1 << 10,
  kFstat = 1 << 11,
  kStatLike = 1 << 12,  // %%stat
  kStatfs = 1 << 13,
  kFstatfs = 1 << 14,
  kStatfsLike = 1 << 15,  // %%statfs
  kPure = 1 << 16,        // no arguments, never fails
};
constexpr Group operator|(Group a, Group b) {
  return static_cast<Group>(static_cast<uint32_t>(a) | static_cast<uint32_t>(b));
}
constexpr bool in_group(Group groups, Group one) {
  return static_cast<uint32_t>(groups) & static_cast<uint32_t>(one);
}

constexpr unsigned kArguments = 6;
constexpr uint8_t kResultIndex = kArguments;  // a Variant's `argument` that means the result

// Replaces the description of one argument (or of the result) where another argument has a certain
// value: the operand of F_SETLK, the absent mode of an open that creates nothing. A type of kEnd
// hides all arguments from this one on.
struct Variant {
  uint16_t number;   // of the call
  uint8_t selector;  // the argument that decides,
  uint8_t argument;  // and the one that is replaced
  uint64_t mask;     // it applies where (args[selector] & mask) == value
  uint64_t value;
  Argument type;
};

struct Call {
  uint16_t number;
  uint8_t argument_count;
  uint8_t variant_count;  // they are kTable.variants[first_variant ...]
  uint16_t first_variant;
  Type result;  // kNone: the call does not return
  Group groups;
  Argument arguments[kArguments];
  char name[24];
  char argument_names[kArguments][16];
};

// All calls, by ascending number, and all variants, by call.
constexpr size_t kLegacyCount = 337;    // 0 ... 336, before the numbers common to all machines
constexpr uint32_t kCommonFirst = 424;  // 424 ..., the same on every machine
constexpr uint32_t kNumberLimit = 471;  // one more than the largest number in the table
constexpr size_t kCallCount = kLegacyCount + kNumberLimit - kCommonFirst;
constexpr size_t kVariantLimit = 384;
struct Table {
  Call calls[kCallCount];
  Variant variants[kVariantLimit];
};
extern constinit const Table kTable;

// The call with this number or name; null if it is none that we know.
inline const Call* find(uint64_t number) {
  if (number < kLegacyCount) return &kTable.calls[number];
  if (number >= kCommonFirst && number < kNumberLimit)
    return &kTable.calls[number - kCommonFirst + kLegacyCount];
  return nullptr;
}
const Call* find(const char* name, size_t length);

// Argument `index` (or the result, kResultIndex) of a call as it is with these arguments.
Argument resolve(const Call& call, const uint64_t* args, unsigned index);

}  // namespace mimic::syscalls
