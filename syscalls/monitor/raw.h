// What the monitor calls of the kernel for itself. Nothing here touches errno or any library.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "syscalls/monitor/kernel.h"

namespace mimic::monitor {

extern "C" uint64_t mimic_raw_call(uint64_t number, uint64_t a0, uint64_t a1, uint64_t a2,
                                   uint64_t a3, uint64_t a4, uint64_t a5);

template <class T>
uint64_t as_argument(T* value) {
  return reinterpret_cast<uint64_t>(value);
}
inline uint64_t as_argument(decltype(nullptr)) { return 0; }
template <class T>
uint64_t as_argument(T value) {
  return static_cast<uint64_t>(value);
}

// A call with up to six arguments: its result, or -errno.
template <class... Arguments>
int64_t raw(uint64_t number, Arguments... arguments) {
  uint64_t values[6] = {as_argument(arguments)...};
  return static_cast<int64_t>(
      mimic_raw_call(number, values[0], values[1], values[2], values[3], values[4], values[5]));
}

inline bool is_error(int64_t result) { return result < 0 && result >= -4095; }

// Fresh pages for the monitor, to read and write; an error like raw's where there are none.
inline int64_t map_pages(size_t bytes) {
  return raw(kMmap, 0, bytes, kProtReadWrite, kMapPrivate | kMapAnonymous, uint64_t(-1), 0);
}

// Copies between guest and monitor; false where guest memory faults (what was copied until then
// stays).
extern "C" bool mimic_guarded_copy(void* to, const void* from, size_t bytes);

template <class T>
bool read_guest(uint64_t address, T* to) {
  return mimic_guarded_copy(to, reinterpret_cast<const void*>(address), sizeof(T));
}
template <class T>
bool write_guest(uint64_t address, const T& value) {
  return mimic_guarded_copy(reinterpret_cast<void*>(address), &value, sizeof(T));
}

// Prints a line that begins with "mimic: " and ends the process with `status`.
[[noreturn]] void die(int status, const char* text);

}  // namespace mimic::monitor
