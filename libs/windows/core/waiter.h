// One wait in progress. It lives on the waiting thread's stack.
#pragma once

#include "libs/windows/core/wait.h"

namespace mimic::win {

struct WaitBlock {
  WaitBlock* next;
  WaitBlock* previous;
  Waiter* waiter;
  Waitable* object;
  // Where the object is shared, the wait is not in its queue here but has a ticket there.
  SharedState* shared;
  int ticket;
};

struct Waiter {
  // kDone is set after the dispatcher lock was released, by the one who satisfied the wait, and is
  // the last that he does with the waiter. kLook keeps from falling asleep who has not looked yet.
  enum : uint32_t { kAwake, kAsleep, kLook, kDone };

  Thread* thread;
  std::atomic<uint32_t> state{kAwake};
  // The rest is guarded by the dispatcher lock.
  bool satisfied = false;
  bool all = false;
  bool alertable = false;
  uint32_t count = 0;
  WaitBlock* blocks = nullptr;
  NTSTATUS status = STATUS_SUCCESS;
  void (*ready)(Waiter& waiter) = nullptr;  // of a packet
  Waiter* next_woken = nullptr;
  uint32_t taken = UINT32_MAX;      // the object whose ticket ended the wait
  Waiter* next_packet = nullptr;    // of those that the shared objects' thread waits for
  std::atomic<bool> shared{false};  // some object is
  Object* held = nullptr;           // what a packet waits for

  // Satisfies the wait if it can be now, without having waited: sets `status`.
  bool try_satisfy();
  void enqueue();
  void dequeue();
  // Ends the wait with `result`; its thread wakes when the lock is released.
  void finish(NTSTATUS result);
  // The earliest time at which one of the objects is signaled by the clock.
  int64_t due() const;
  // Ends the wait if the shared objects allow: on the thread that waits.
  void settle_shared();

 private:
  friend class Waitable;
  // Are all objects signaled? Then they are acquired, and the result is in `result`.
  bool acquire_all(NTSTATUS* result);
  void look_again();
  // Called for the waiter's block of an object that is signaled.
  bool satisfy_from(WaitBlock& block);
};

}  // namespace mimic::win
