// Slim reader/writer locks and condition variables: one pointer of the guest's each, all zero at
// first.
#pragma once

#include "libs/windows/core/address_wait.h"

namespace mimic::win {

struct SrwLock {
  std::atomic<uint64_t> state;

  void acquire_exclusive();
  void acquire_shared();
  bool try_acquire_exclusive();
  bool try_acquire_shared();
  void release_exclusive();
  void release_shared();
};

struct ConditionVariable {
  std::atomic<uint64_t> state;

  // Call before the lock is released; then wait() returns at once if a wake came in between.
  uint32_t prepare();
  NTSTATUS wait(uint32_t prepared, NtTimeout timeout);
  void wake(bool all);
};

// The guest's RTL_SRWLOCK and RTL_CONDITION_VARIABLE as these.
inline SrwLock& srw_lock(PVOID lock) { return *static_cast<SrwLock*>(lock); }
inline ConditionVariable& condition_variable(PVOID variable) {
  return *static_cast<ConditionVariable*>(variable);
}

}  // namespace mimic::win
