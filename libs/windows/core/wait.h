// Waiting: what SetEvent, WaitForMultipleObjects and their kind stand on.
//
// One dispatcher lock guards the signal state of every object of the process, as in the NT kernel:
// wait-any and wait-all are then atomic. It is held for a few instructions and never while guest
// code, the allocator or a host call runs. A thread that has to block does so on a futex of its
// own.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

#include "abi/windows/status.h"
#include "libs/windows/core/object.h"

namespace mimic::win {

class SharedGuard;
class SharedState;
struct Waiter;
struct WaitBlock;
struct Thread;

class DispatcherLock {
 public:
  DispatcherLock();
  ~DispatcherLock();
  DispatcherLock(const DispatcherLock&) = delete;
  DispatcherLock& operator=(const DispatcherLock&) = delete;
};

// The waitable part of an object. All members are called with the dispatcher lock held, and with
// that of the shared state where there is one; but for signal(), which takes the latter itself.
class Waitable {
 public:
  // The state of an object that other processes may have as well, or null. Once set it stays.
  SharedState* shared() const { return shared_; }
  // Would a wait by `thread` be satisfied now?
  virtual bool is_signaled(Thread* thread) const = 0;
  // A wait by `thread` is satisfied: an auto-reset event resets, a semaphore counts down, a mutant
  // gets its owner. May return STATUS_ABANDONED_WAIT_0, else STATUS_SUCCESS.
  virtual NTSTATUS acquire(Thread* thread) { return STATUS_SUCCESS; }
  // What SignalObjectAndWait does first: sets an event, releases a mutant or a semaphore once.
  virtual NTSTATUS signal(Thread* thread) { return STATUS_OBJECT_TYPE_MISMATCH; }
  // The monotonic time (ns) from which the object is signaled by the clock alone. Threads that wait
  // for it wake by themselves then.
  virtual int64_t due() const { return INT64_MAX; }
  // A packet waits for the object, which no thread will wake by the clock: the object has to see to
  // that itself.
  virtual void watched() {}
  // A wait by `thread` for the shared object was satisfied by whoever changed its state.
  virtual void granted(Thread* thread) {}
  // A wait that was given up had been satisfied, and this was not wanted any more.
  virtual void refused() {}
  // Of a shared object: the place in its queue that a wait takes.
  virtual int add_ticket(SharedGuard& guard, bool all, Thread* thread);
  // Satisfies as many waiters as can be, first come first served. Call after a change of state.
  void wake();
  // Makes waiting threads look at due() again.
  void nudge();
  // Does a packet wait for the object?
  bool has_packets() const;

 protected:
  ~Waitable() = default;
  void set_shared(SharedState* state) { shared_ = state; }
  // The waits for an object that has become shared go on there. True if there are packets.
  bool move_waiters();

 private:
  friend struct Waiter;
  WaitBlock* first_ = nullptr;
  WaitBlock* last_ = nullptr;
  SharedState* shared_ = nullptr;
};

// A relative time-out in 100 ns units; nullptr waits for ever. As the Nt functions take it,
// a negative value is relative and a positive one an absolute system time (since 1601).
using NtTimeout = const LARGE_INTEGER*;

// Blocks the calling guest thread. Returns STATUS_WAIT_0 + index, STATUS_ABANDONED_WAIT_0 + index,
// STATUS_TIMEOUT, or STATUS_USER_APC where `alertable` and an APC ran.
NTSTATUS wait_for(std::span<const Ref<Object>> objects, bool all, bool alertable,
                  NtTimeout timeout);
NTSTATUS wait_for_one(Object& object, bool alertable, NtTimeout timeout);
// For what is waited for inside the host only.
NTSTATUS wait_for_waitable(Waitable& waitable, bool alertable, NtTimeout timeout);
// Signals one object and waits for another, with nothing in between.
NTSTATUS signal_and_wait(Object& to_signal, Object& object, bool alertable, NtTimeout timeout);
// Sleeps; STATUS_SUCCESS, or STATUS_USER_APC.
NTSTATUS delay(bool alertable, NtTimeout timeout);

// A wait that no thread blocks in: once `object` is signaled, the wait is satisfied on its behalf
// and `ready` runs, on whatever thread has signaled it, with no lock held.
class WaitPacket {
 public:
  using Ready = void (*)(void* context, NTSTATUS status);
  WaitPacket(Ready ready, void* context);
  ~WaitPacket();
  WaitPacket(const WaitPacket&) = delete;
  WaitPacket& operator=(const WaitPacket&) = delete;
  // Starts to wait. The packet must stay until `ready` has been called or cancel() returned true.
  // STATUS_OBJECT_TYPE_MISMATCH where the object cannot be waited for.
  NTSTATUS start(Ref<Object> object);
  // True if the wait was still unsatisfied, and now never will be.
  bool cancel();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Futex waits for code of the host: returns when *word != expected, woken, or after the time-out.
void futex_wait(const std::atomic<uint32_t>& word, uint32_t expected, NtTimeout timeout = nullptr);
void futex_wake(std::atomic<uint32_t>& word, int count);

}  // namespace mimic::win
