// Waiting: what SetEvent, WaitForMultipleObjects and their kind stand on.
//
// One dispatcher lock guards the signal state of every object of the process, as in the NT kernel:
// wait-any and wait-all are then atomic. It is held for a few instructions and never while guest
// code, the allocator or a host call runs. A thread that has to block does so on a futex of its own.
#pragma once

#include <cstdint>
#include <span>

#include "abi/windows/status.h"
#include "libs/windows/core/object.h"

namespace mimic::win {

struct WaitBlock;
struct Thread;

class DispatcherLock {
 public:
  DispatcherLock();
  ~DispatcherLock();
  DispatcherLock(const DispatcherLock&) = delete;
};

// The waitable part of an object. All members are called with the dispatcher lock held.
class Waitable {
 public:
  // Would a wait by `thread` be satisfied now?
  virtual bool is_signaled(Thread* thread) const = 0;
  // A wait by `thread` is satisfied: an auto-reset event resets, a semaphore counts down, a mutant
  // gets its owner. May return STATUS_ABANDONED_WAIT_0, else STATUS_SUCCESS.
  virtual NTSTATUS acquire(Thread* thread) { return STATUS_SUCCESS; }
  // Satisfies as many waiters as can be, first come first served. Call after a change of state.
  void wake();

 protected:
  ~Waitable() = default;

 private:
  friend struct WaitQueue;
  WaitBlock* first_ = nullptr;
  WaitBlock* last_ = nullptr;
};

// A relative time-out in 100 ns units; nullptr waits for ever. As the Nt functions take it,
// a negative value is relative and a positive one an absolute system time (since 1601).
using NtTimeout = const LARGE_INTEGER*;

// Blocks the calling guest thread. Returns STATUS_WAIT_0 + index, STATUS_ABANDONED_WAIT_0 + index,
// STATUS_TIMEOUT, or STATUS_USER_APC where `alertable` and an APC ran.
NTSTATUS wait_for(std::span<const Ref<Object>> objects, bool all, bool alertable, NtTimeout timeout);
NTSTATUS wait_for_one(Object& object, bool alertable, NtTimeout timeout);
// Sleeps; STATUS_SUCCESS, or STATUS_USER_APC.
NTSTATUS delay(bool alertable, NtTimeout timeout);

// Futex waits for code of the host: returns when *word != expected, woken, or after the time-out.
void futex_wait(const std::atomic<uint32_t>& word, uint32_t expected, NtTimeout timeout = nullptr);
void futex_wake(std::atomic<uint32_t>& word, int count);

}  // namespace mimic::win
