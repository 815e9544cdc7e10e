// Waiting on words in memory: futexes for the locks that live in the guest's own structures, and
// WaitOnAddress.
#pragma once

#include <atomic>
#include <cstdint>

#include "libs/windows/core/clock.h"

namespace mimic::win {

// Waits while the `size` (1, 2, 4, 8) bytes at `address` equal those at `compare`. STATUS_SUCCESS
// (woken, perhaps spuriously, or different), STATUS_TIMEOUT, STATUS_INVALID_PARAMETER.
NTSTATUS wait_on_address(const void* address, const void* compare, size_t size, NtTimeout timeout);
void wake_by_address(const void* address, bool all);

// A 32-bit word of a guest's structure as an atomic.
inline std::atomic<uint32_t>& atomic_word(void* word) {
  return *static_cast<std::atomic<uint32_t>*>(word);
}

}  // namespace mimic::win
