#include "libs/windows/core/srw_lock.h"

#include <cerrno>

namespace mimic::win {

namespace {

// Low half of a lock: bit 0 owned exclusively, bit 1 writers may sleep, bit 2 readers may sleep,
// the rest counts readers. The high half is the futex, which counts releases that woke somebody.
// Readers keep out while a writer sleeps. A release is one exchange, after which only the address
// of the lock is used: its memory may be gone.
constexpr uint64_t kWriter = 1, kWriterSleeps = 2, kReaderSleeps = 4, kReader = 8;
constexpr uint64_t kHeld = 0xffffffff & ~(kWriterSleeps | kReaderSleeps);
constexpr uint64_t kWake = uint64_t{1} << 32;
constexpr uint32_t kWriterBit = 1, kReaderBit = 2;  // of the futex waits
constexpr int kSpins = 100;

// Little-endian: the high half.
std::atomic<uint32_t>& high_half(std::atomic<uint64_t>& state) {
  return reinterpret_cast<std::atomic<uint32_t>*>(&state)[1];
}
std::atomic<uint32_t>& low_half(std::atomic<uint64_t>& state) {
  return reinterpret_cast<std::atomic<uint32_t>*>(&state)[0];
}
constexpr uint32_t high(uint64_t state) { return static_cast<uint32_t>(state >> 32); }
constexpr uint32_t low(uint64_t state) { return static_cast<uint32_t>(state); }

// The state after the last holder has left, who then wakes a writer, or else all readers.
constexpr uint64_t left_free(uint64_t state) {
  const uint64_t sleepers = state & (kWriterSleeps | kReaderSleeps);
  state &= 0xffffffff00000000;
  if (sleepers == 0) return state;
  return (state | (sleepers & kWriterSleeps ? sleepers & kReaderSleeps : 0)) + kWake;
}

void wake_sleepers(std::atomic<uint64_t>& state, uint64_t before) {
  std::atomic<uint32_t>& futex = high_half(state);
  if (before & kWriterSleeps && futex_wake_bits(futex, 1, kWriterBit) > 0) return;
  // The writer that the bit told of may not have gone to sleep, or there was none any more; then
  // readers must not wait for its release.
  if (before & kReaderSleeps) futex_wake_bits(futex, INT32_MAX, kReaderBit);
}

}  // namespace

bool SrwLock::try_acquire_exclusive() {
  uint64_t now = state.load(std::memory_order_relaxed);
  while (!(now & kHeld)) {
    if (state.compare_exchange_weak(now, now | kWriter, std::memory_order_acquire)) return true;
  }
  return false;
}

bool SrwLock::try_acquire_shared() {
  uint64_t now = state.load(std::memory_order_relaxed);
  while (!(now & (kWriter | kWriterSleeps))) {
    if (state.compare_exchange_weak(now, now + kReader, std::memory_order_acquire)) return true;
  }
  return false;
}

void SrwLock::acquire_exclusive() {
  if (try_acquire_exclusive()) return;
  uint64_t slept = 0;  // whoever has slept cannot know that no other writer still does
  int spins = kSpins;
  uint64_t now = state.load(std::memory_order_relaxed);
  for (;;) {
    if (!(now & kHeld)) {
      if (state.compare_exchange_weak(now, now | kWriter | slept, std::memory_order_acquire))
        return;
      continue;
    }
    if (spins > 0 && !(now & (kWriterSleeps | kReaderSleeps))) {
      --spins;
      __builtin_ia32_pause();
      now = state.load(std::memory_order_relaxed);
      continue;
    }
    if (!(now & kWriterSleeps) &&
        !state.compare_exchange_weak(now, now | kWriterSleeps, std::memory_order_relaxed))
      continue;
    futex_wait_bits(high_half(state), high(now), kNever, kWriterBit);
    slept = kWriterSleeps;
    now = state.load(std::memory_order_relaxed);
  }
}

void SrwLock::acquire_shared() {
  if (try_acquire_shared()) return;
  int spins = kSpins;
  uint64_t now = state.load(std::memory_order_relaxed);
  for (;;) {
    if (!(now & (kWriter | kWriterSleeps))) {
      if (state.compare_exchange_weak(now, now + kReader, std::memory_order_acquire)) return;
      continue;
    }
    if (spins > 0 && !(now & (kWriterSleeps | kReaderSleeps))) {
      --spins;
      __builtin_ia32_pause();
      now = state.load(std::memory_order_relaxed);
      continue;
    }
    if (!(now & kReaderSleeps) &&
        !state.compare_exchange_weak(now, now | kReaderSleeps, std::memory_order_relaxed))
      continue;
    futex_wait_bits(high_half(state), high(now), kNever, kReaderBit);
    now = state.load(std::memory_order_relaxed);
  }
}

void SrwLock::release_exclusive() {
  uint64_t now = state.load(std::memory_order_relaxed);
  while (!state.compare_exchange_weak(now, left_free(now), std::memory_order_release)) {
  }
  if (now & (kWriterSleeps | kReaderSleeps)) wake_sleepers(state, now);
}

void SrwLock::release_shared() {
  uint64_t now = state.load(std::memory_order_relaxed);
  for (;;) {
    const bool last = (now & kHeld) == kReader;
    if (state.compare_exchange_weak(now, last ? left_free(now) : now - kReader,
                                    std::memory_order_release)) {
      if (last && now & (kWriterSleeps | kReaderSleeps)) wake_sleepers(state, now);
      return;
    }
  }
}

// A condition variable: the low half is the futex, which counts wakes; the high half counts who
// waits, at least. A woken waiter does not touch it any more.
uint32_t ConditionVariable::prepare() {
  return low(state.fetch_add(kWake, std::memory_order_relaxed));
}

NTSTATUS ConditionVariable::wait(uint32_t prepared, NtTimeout timeout) {
  if (futex_wait_until(low_half(state), prepared, deadline_of(timeout)) != ETIMEDOUT)
    return STATUS_SUCCESS;
  uint64_t now = state.load(std::memory_order_relaxed);
  while (low(now) == prepared) {
    if (state.compare_exchange_weak(now, now - kWake, std::memory_order_relaxed))
      return STATUS_TIMEOUT;
  }
  return STATUS_SUCCESS;
}

void ConditionVariable::wake(bool all) {
  uint64_t now = state.load(std::memory_order_relaxed);
  for (;;) {
    if (high(now) == 0) return;
    const uint64_t waiters = all ? 0 : high(now) - 1;
    const uint64_t next = (waiters << 32) | static_cast<uint32_t>(low(now) + 1);
    if (state.compare_exchange_weak(now, next, std::memory_order_release)) break;
  }
  futex_wake(low_half(state), all ? INT32_MAX : 1);
}

}  // namespace mimic::win
