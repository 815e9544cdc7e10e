#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

namespace {

uint32_t* address_of(const std::atomic<uint32_t>& word) {
  return const_cast<uint32_t*>(reinterpret_cast<const uint32_t*>(&word));
}

}  // namespace

int futex_wait_bits(const std::atomic<uint32_t>& word, uint32_t expected, int64_t deadline,
                    uint32_t bits) {
  timespec at = {deadline / 1'000'000'000, deadline % 1'000'000'000};
  const long result = ::syscall(SYS_futex, address_of(word), FUTEX_WAIT_BITSET_PRIVATE, expected,
                                deadline == kNever ? nullptr : &at, nullptr, bits);
  return result == 0 ? 0 : errno;
}

int futex_wake_bits(std::atomic<uint32_t>& word, int count, uint32_t bits) {
  return static_cast<int>(::syscall(SYS_futex, address_of(word), FUTEX_WAKE_BITSET_PRIVATE, count,
                                    nullptr, nullptr, bits));
}

int futex_wait_until(const std::atomic<uint32_t>& word, uint32_t expected, int64_t deadline) {
  return futex_wait_bits(word, expected, deadline, FUTEX_BITSET_MATCH_ANY);
}

void futex_wait(const std::atomic<uint32_t>& word, uint32_t expected, NtTimeout timeout) {
  futex_wait_until(word, expected, deadline_of(timeout));
}

void futex_wake(std::atomic<uint32_t>& word, int count) {
  ::syscall(SYS_futex, address_of(word), FUTEX_WAKE_PRIVATE, count);
}

void Lock::lock_slow() {
  for (int spin = 0; spin < 40; ++spin) {
    if (word_.load(std::memory_order_relaxed) == 0 && try_lock()) return;
    __builtin_ia32_pause();
  }
  // Not by FUTEX_WAIT_BITSET: that tells waits that hold nothing (safe_point.h).
  while (word_.exchange(2, std::memory_order_acquire) != 0)
    ::syscall(SYS_futex, address_of(word_), FUTEX_WAIT_PRIVATE, 2, nullptr, nullptr, 0);
}

void Lock::wake_one() { futex_wake(word_, 1); }

}  // namespace mimic::win
