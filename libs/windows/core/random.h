// Random bytes from the host's kernel.
#pragma once

#include <sys/random.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace mimic::win {

// Fills `buffer`, which may be the guest's: what cannot be written faults as it would on Windows,
// where the kernel would only refuse.
inline bool fill_random(void* buffer, size_t size) {
  auto* to = static_cast<uint8_t*>(buffer);
  uint8_t bytes[256];
  while (size) {
    const size_t part = std::min(size, sizeof bytes);
    if (::getrandom(bytes, part, 0) != static_cast<ssize_t>(part)) return false;
    std::copy_n(bytes, part, to);
    to += part;
    size -= part;
  }
  return true;
}

}  // namespace mimic::win
