// The clocks that waiting stands on.
#pragma once

#include <atomic>
#include <cstdint>

#include "libs/windows/core/wait.h"

namespace mimic::win {

inline constexpr int64_t kNever = INT64_MAX;

// CLOCK_MONOTONIC in ns.
int64_t monotonic_now();
// System time in 100 ns units since 1601-01-01 UTC.
int64_t system_time_now();
// The monotonic time at which a time-out given to an Nt function ends; kNever for none, at most now
// for one that has passed.
int64_t deadline_of(NtTimeout timeout);
// The time-out of a Win32 function in milliseconds, kept in `storage`; null for INFINITE.
inline NtTimeout timeout_of(uint32_t milliseconds, LARGE_INTEGER& storage) {
  if (milliseconds == INFINITE) return nullptr;
  storage.QuadPart = -static_cast<int64_t>(milliseconds) * 10'000;
  return &storage;
}

// As futex_wait, with a monotonic deadline. 0 where woken, else the errno value.
int futex_wait_until(const std::atomic<uint32_t>& word, uint32_t expected, int64_t deadline);
// Waits as one of a kind: only wakes with one of these bits reach it.
int futex_wait_bits(const std::atomic<uint32_t>& word, uint32_t expected, int64_t deadline,
                    uint32_t bits);
// Returns how many were woken.
int futex_wake_bits(std::atomic<uint32_t>& word, int count, uint32_t bits);

}  // namespace mimic::win
