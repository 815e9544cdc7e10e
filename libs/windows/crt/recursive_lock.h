// A lock that its thread may take again: what streams and descriptors are locked with.
#pragma once

#include <atomic>
#include <cstdint>

#include "libs/windows/core/lock.h"
#include "libs/windows/crt/error.h"

namespace mimic::win::crt {

class RecursiveLock {
 public:
  constexpr RecursiveLock() = default;

  void lock() {
    const void* const self = &crt_errno;  // an address that is the thread's own
    if (owner_.load(std::memory_order_relaxed) == self) {
      ++depth_;
      return;
    }
    lock_.lock_cheaply();
    owner_.store(self, std::memory_order_relaxed);
  }
  bool try_lock() {
    const void* const self = &crt_errno;
    if (owner_.load(std::memory_order_relaxed) == self) {
      ++depth_;
      return true;
    }
    if (!lock_.try_lock()) return false;
    owner_.store(self, std::memory_order_relaxed);
    return true;
  }
  void unlock() {
    if (depth_) {
      --depth_;
      return;
    }
    owner_.store(nullptr, std::memory_order_relaxed);
    lock_.unlock_cheaply();
  }

 private:
  Lock lock_;
  uint32_t depth_ = 0;  // how often the owner took it once more
  std::atomic<const void*> owner_{nullptr};
};

// Held for a scope. The memory that is touched meanwhile may be the guest's: a fault there unwinds
// through the destructor.
class RecursiveGuard {
 public:
  explicit RecursiveGuard(RecursiveLock& lock) : lock_(lock) { lock_.lock(); }
  ~RecursiveGuard() { lock_.unlock(); }
  RecursiveGuard(const RecursiveGuard&) = delete;
  RecursiveGuard& operator=(const RecursiveGuard&) = delete;

 private:
  RecursiveLock& lock_;
};

}  // namespace mimic::win::crt
