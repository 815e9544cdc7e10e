// Strings, without a library.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "syscalls/monitor/raw.h"

namespace mimic::monitor {

inline size_t length_of(const char* text) {
  size_t length = 0;
  while (text[length]) ++length;
  return length;
}

inline bool equal(const char* a, const char* b, size_t count) {
  for (size_t index = 0; index < count; ++index)
    if (a[index] != b[index]) return false;
  return true;
}

// Writes decimal digits and returns their number; no terminator.
inline size_t write_decimal(uint64_t value, char* to) {
  char digits[20];
  size_t count = 0;
  do digits[count++] = static_cast<char>('0' + value % 10);
  while (value /= 10);
  for (size_t index = 0; index < count; ++index) to[index] = digits[count - 1 - index];
  return count;
}

// Copies the guest's string with its terminator; false where it faults or is longer than
// `capacity`.
inline bool read_string(uint64_t from, char* to, size_t capacity) {
  size_t length = 0;
  while (length < capacity) {
    // To the end of a page at most: what follows may not be there.
    size_t part = 4096 - (from + length) % 4096;
    if (part > capacity - length) part = capacity - length;
    if (!mimic_guarded_copy(to + length, reinterpret_cast<const void*>(from + length), part))
      return false;
    for (size_t end = length + part; length < end; ++length)
      if (!to[length]) return true;
  }
  return false;
}

}  // namespace mimic::monitor
