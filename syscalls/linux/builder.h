// The vocabulary in which table.cpp and variants.cpp describe calls. All of it runs at compile
// time.
#pragma once

#include "syscalls/linux/call.h"

namespace mimic::syscalls::build {

struct Named {
  char name[16];
  Argument argument;
};

template <size_t kSize>
consteval void copy_name(const char* name, char (&to)[kSize]) {
  size_t i = 0;
  for (; name[i]; ++i) to[i] = name[i];  // a name that is too long does not compile
  for (; i < kSize; ++i) to[i] = 0;
}

consteval Named named(const char* name, Argument argument) {
  Named result{};
  copy_name(name, result.name);
  result.argument = argument;
  return result;
}

// Arguments without a name, for variants.
consteval Argument value(Type type) { return {.type = type}; }
consteval Argument hidden() { return {}; }
// This argument and all that follow are hidden.
consteval Argument end() { return {.type = Type::kEnd}; }
consteval Argument string(Type type) { return {.type = type, .size = 1, .shape = Shape::kString}; }
consteval Argument object(Type type, Direction direction) {
  return {.type = type, .size = size_of(type), .shape = Shape::kArray, .direction = direction};
}
consteval Argument object_in(Type type) { return object(type, Direction::kIn); }
consteval Argument object_out(Type type) { return object(type, Direction::kOut); }
consteval Argument object_inout(Type type) { return object(type, Direction::kInOut); }
consteval Argument counted(Type type, Direction direction, Count count, unsigned value,
                           bool by_result = false) {
  return {.type = type,
          .size = size_of(type),
          .shape = Shape::kArray,
          .direction = direction,
          .count = count,
          .count_value = static_cast<uint8_t>(value),
          .by_result = by_result};
}

// Arguments with a name, for calls.
consteval Named v(const char* name, Type type) { return named(name, value(type)); }
consteval Named path(const char* name) { return named(name, string(Type::kPath)); }
consteval Named text(const char* name) { return named(name, string(Type::kString)); }
consteval Named in(const char* name, Type type) { return named(name, object_in(type)); }
consteval Named out(const char* name, Type type) { return named(name, object_out(type)); }
consteval Named inout(const char* name, Type type) { return named(name, object_inout(type)); }
// Written although the call fails.
consteval Named rest(const char* name, Type type) {
  Named result = out(name, type);
  result.argument.on_error = true;
  return result;
}
// As many as argument `count` says.
consteval Named ins(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kIn, Count::kArgument, count));
}
consteval Named outs(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kOut, Count::kArgument, count));
}
consteval Named inouts(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kInOut, Count::kArgument, count));
}
// At most as many as argument `count` says; the result is how many.
consteval Named results(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kOut, Count::kArgument, count, true));
}
// As many bytes as the 32-bit number says to which argument `count` points.
consteval Named outs_at(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kOut, Count::kAtArgument, count));
}
consteval Named ins_fixed(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kIn, Count::kFixed, count));
}
consteval Named outs_fixed(const char* name, Type type, unsigned count) {
  return named(name, counted(type, Direction::kOut, Count::kFixed, count));
}
consteval Named bits(const char* name, Type type, Direction direction, unsigned count) {
  return named(name, counted(type, direction, Count::kBits, count));
}
consteval Named shaped(const char* name, Type type, Shape shape, Direction direction,
                       unsigned count = 0, bool by_result = false) {
  Argument argument = counted(type, direction, Count::kArgument, count, by_result);
  argument.shape = shape;
  return named(name, argument);
}
consteval Named strings(const char* name, Type type) {
  return shaped(name, type, Shape::kStrings, Direction::kIn);
}
// The kernel reads the elements and, where `direction` says so, writes their bytes.
consteval Named iovec(const char* name, Direction direction, unsigned count) {
  const bool out = writes(direction);
  return shaped(name, Type::kIovec, Shape::kIovec, out ? Direction::kInOut : direction, count, out);
}
consteval Named pointers(const char* name, Type type, unsigned count) {
  return shaped(name, type, Shape::kPointers, Direction::kIn, count);
}

template <class... Arguments>
consteval Call call(unsigned number, const char* name, Group groups, Type result,
                    Arguments... arguments) {
  static_assert(sizeof...(arguments) <= kArguments);
  Call made{};
  made.number = static_cast<uint16_t>(number);
  made.argument_count = sizeof...(arguments);
  made.result = result;
  made.groups = groups;
  copy_name(name, made.name);
  const Named all[] = {arguments..., Named{}};
  for (size_t i = 0; i < sizeof...(arguments); ++i) {
    made.arguments[i] = all[i].argument;
    for (size_t c = 0; c < sizeof made.argument_names[i]; ++c)
      made.argument_names[i][c] = all[i].name[c];
  }
  return made;
}

// Groups and arguments that many calls have.
constexpr Group kNoGroup = Group::kNone;
constexpr Group kDesc = Group::kDesc;
constexpr Group kFile = Group::kFile;
constexpr Group kProcess = Group::kProcess;
constexpr Group kNetwork = Group::kNetwork;
constexpr Group kSignals = Group::kSignal;
constexpr Group kIpc = Group::kIpc;
constexpr Group kMemory = Group::kMemory;
constexpr Group kCreds = Group::kCreds;
constexpr Group kClocks = Group::kClock;
constexpr Group kPure = Group::kPure;

consteval Named fd(const char* name = "fd") { return v(name, Type::kFd); }
consteval Named dirfd(const char* name = "dirfd") { return v(name, Type::kDirFd); }
consteval Named size(const char* name) { return v(name, Type::kULong); }
consteval Named flags(Type type) { return v("flags", type); }

}  // namespace mimic::syscalls::build
