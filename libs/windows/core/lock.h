// The host's own lock: one word, no kernel entry unless two threads meet. For short sections of
// host code that run neither guest code nor anything that may wait.
#pragma once

#include <sys/single_threaded.h>

#include <atomic>
#include <cstdint>

namespace mimic::win {

class Lock {
 public:
  constexpr Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  void lock() {
    uint32_t expected = 0;
    if (!word_.compare_exchange_strong(expected, 1, std::memory_order_acquire)) lock_slow();
  }
  bool try_lock() {
    uint32_t expected = 0;
    return word_.compare_exchange_strong(expected, 1, std::memory_order_acquire);
  }
  void unlock() {
    if (word_.exchange(0, std::memory_order_release) == 2) wake_one();
  }

  // The same without locked instructions while the process has one thread: for locks that are taken
  // for every character. Not for memory that processes share.
  void lock_cheaply() {
    if (__libc_single_threaded && word_.load(std::memory_order_relaxed) == 0)
      word_.store(1, std::memory_order_relaxed);
    else
      lock();
  }
  void unlock_cheaply() {
    if (__libc_single_threaded)
      word_.store(0, std::memory_order_relaxed);
    else
      unlock();
  }

 private:
  void lock_slow();
  void wake_one();
  std::atomic<uint32_t> word_{0};  // 0 free, 1 held, 2 held and somebody sleeps
};

class LockGuard {
 public:
  explicit LockGuard(Lock& lock) : lock_(lock) { lock_.lock(); }
  ~LockGuard() { lock_.unlock(); }
  LockGuard(const LockGuard&) = delete;
  LockGuard& operator=(const LockGuard&) = delete;

 private:
  Lock& lock_;
};

}  // namespace mimic::win
