// How the tables of names are written. Included by names_*.cpp alone.
#pragma once

#include <algorithm>

#include "syscalls/trace/names.h"

namespace mimic::syscalls {

// A constant of up to 32 bits stands for its bits, so that a set top bit is no sign.
template <class T, size_t kSize>
constexpr Name named_value(T value, const char (&name)[kSize]) {
  static_assert(kSize <= sizeof(Name::name));
  Name result{static_cast<uint64_t>(value), {}};
  if constexpr (sizeof(T) <= 4) result.value = static_cast<uint32_t>(value);
  std::copy(name, name + kSize, result.name);
  return result;
}

// A constant that the host's headers know; one that they may not know, with its value.
#define N(constant) named_value(constant, #constant)
#define V(constant, value) named_value(value, #constant)

using TableSpan = std::span<const NameTable>;
TableSpan file_names();
TableSpan memory_names();
TableSpan process_names();
TableSpan network_names();
TableSpan signal_names();
TableSpan ipc_names();
TableSpan system_names();
TableSpan event_names();
TableSpan mount_names();
TableSpan ioctl_names();

}  // namespace mimic::syscalls
