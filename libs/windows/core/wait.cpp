#include "libs/windows/core/wait.h"

#include <sched.h>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/shared_state.h"
#include "libs/windows/core/shared_wait.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/core/waiter.h"

namespace mimic::win {

namespace {

constinit Lock dispatcher;
constinit Waiter* woken = nullptr;  // satisfied since the lock was taken

constexpr size_t kMaximumWaitObjects = 64;

}  // namespace

DispatcherLock::DispatcherLock() { dispatcher.lock(); }

DispatcherLock::~DispatcherLock() {
  Waiter* waiter = woken;
  woken = nullptr;
  dispatcher.unlock();
  while (waiter) {
    Waiter* next = waiter->next_woken;
    if (waiter->ready) {
      waiter->ready(*waiter);
    } else if (waiter->state.exchange(Waiter::kDone, std::memory_order_acq_rel) ==
               Waiter::kAsleep) {
      // The waiter may be gone already; then this wakes nobody, or somebody who looks again.
      futex_wake(waiter->state, 1);
    }
    waiter = next;
  }
}

void Waitable::wake() {
  WaitBlock* block = first_;
  while (block && is_signaled(nullptr)) {
    WaitBlock* next = block->next;
    // A wait for several objects may take more blocks than this one out of the queue.
    while (next && next->waiter == block->waiter) next = next->next;
    block->waiter->satisfy_from(*block);
    block = next;
  }
}

void Waitable::nudge() {
  for (WaitBlock* block = first_; block; block = block->next) {
    Waiter& waiter = *block->waiter;
    if (!waiter.ready) waiter.look_again();
  }
}

bool Waitable::has_packets() const {
  for (const WaitBlock* block = first_; block; block = block->next)
    if (block->waiter->ready) return true;
  return false;
}

bool Waiter::satisfy_from(WaitBlock& block) {
  if (all) {
    // The locks of shared objects have an order, in which only the waiting thread takes them.
    if (shared.load(std::memory_order_relaxed)) {
      look_again();
      return false;
    }
    NTSTATUS result;
    if (!acquire_all(&result)) return false;
    finish(result);
    return true;
  }
  const NTSTATUS result = block.object->acquire(thread);
  finish(result + static_cast<NTSTATUS>(&block - blocks));
  return true;
}

bool Waiter::acquire_all(NTSTATUS* result) {
  for (uint32_t index = 0; index < count; ++index)
    if (!blocks[index].object->is_signaled(thread)) return false;
  *result = STATUS_WAIT_0;
  for (uint32_t index = 0; index < count; ++index)
    if (blocks[index].object->acquire(thread) == STATUS_ABANDONED_WAIT_0)
      *result = STATUS_ABANDONED_WAIT_0;
  return true;
}

void Waiter::look_again() {
  if (ready) {
    wake_shared_packets();
  } else if (state.exchange(kLook) == kAsleep) {
    futex_wake(state, 1);
  }
}

bool Waiter::try_satisfy() {
  if (all) {
    const SharedLocks locks(*this);
    return acquire_all(&status);
  }
  for (uint32_t index = 0; index < count; ++index) {
    Waitable& object = *blocks[index].object;
    SharedGuard guard(object.shared());
    guard.refresh();
    if (!object.is_signaled(thread)) continue;
    status = object.acquire(thread) + static_cast<NTSTATUS>(index);
    return true;
  }
  return false;
}

void Waiter::enqueue() {
  for (uint32_t index = 0; index < count; ++index) {
    WaitBlock& block = blocks[index];
    Waitable& object = *block.object;
    block.waiter = this;
    block.shared = object.shared();
    if (block.shared) {
      shared.store(true, std::memory_order_relaxed);
      SharedGuard guard(block.shared);
      block.ticket = object.add_ticket(guard, all, thread);
      guard.serve();
      continue;
    }
    block.next = nullptr;
    block.previous = object.last_;
    (object.last_ ? object.last_->next : object.first_) = &block;
    object.last_ = &block;
  }
}

void Waiter::dequeue() {
  for (uint32_t index = 0; index < count; ++index) {
    WaitBlock& block = blocks[index];
    Waitable& object = *block.object;
    if (block.shared) {
      SharedGuard guard(block.shared);
      if (guard.drop_ticket(block.ticket, index == taken) && index != taken) object.refused();
      continue;
    }
    (block.previous ? block.previous->next : object.first_) = block.next;
    (block.next ? block.next->previous : object.last_) = block.previous;
  }
  if (thread) thread->waiter = nullptr;
  if (ready && shared.load(std::memory_order_relaxed)) forget_shared_packet(*this);
}

void Waiter::finish(NTSTATUS result) {
  dequeue();
  status = result;
  satisfied = true;
  next_woken = woken;
  woken = this;
}

int64_t Waiter::due() const {
  int64_t earliest = kNever;
  for (uint32_t index = 0; index < count; ++index) {
    const int64_t time = blocks[index].object->due();
    if (time < earliest) earliest = time;
  }
  return earliest;
}

namespace {

// Blocks until the queued waiter is satisfied or `deadline` (monotonic) has passed.
NTSTATUS block(Waiter& waiter, int64_t deadline, int64_t until) {
  for (;;) {
    if (until > deadline) until = deadline;
    uint32_t expected = Waiter::kAwake;
    const bool shared = waiter.shared.load(std::memory_order_relaxed);
    if (waiter.state.compare_exchange_strong(expected, Waiter::kAsleep)) {
      if (shared) {
        wait_for_tickets(waiter, until);
      } else {
        futex_wait_until(waiter.state, Waiter::kAsleep, until);
      }
    }
    if (waiter.state.load(std::memory_order_acquire) == Waiter::kDone) return waiter.status;

    DispatcherLock lock;
    if (!waiter.satisfied) {
      const int64_t now = monotonic_now();
      for (uint32_t index = 0; index < waiter.count && !waiter.satisfied; ++index) {
        Waitable& object = *waiter.blocks[index].object;
        if (!object.shared() && object.due() <= now) object.wake();
      }
      if (!waiter.satisfied && waiter.shared.load(std::memory_order_relaxed)) {
        waiter.settle_shared();
      }
      if (!waiter.satisfied) {
        if (now >= deadline) {
          waiter.dequeue();
          return STATUS_TIMEOUT;
        }
        until = waiter.due();
      }
    }
    // Where somebody has satisfied the wait, he still has to say so: sleep on.
    uint32_t seen = waiter.state.load();
    while (seen != Waiter::kDone && !waiter.state.compare_exchange_weak(seen, Waiter::kAwake)) {
    }
  }
}

NTSTATUS wait_on(WaitBlock* blocks, size_t count, bool all, bool alertable, NtTimeout timeout,
                 Waitable* to_signal) {
  Thread* self = Thread::current();
  Waiter waiter{.thread = self};
  waiter.all = all;
  waiter.alertable = alertable;
  waiter.count = static_cast<uint32_t>(count);
  waiter.blocks = blocks;
  const bool poll = timeout && timeout->QuadPart == 0;
  const int64_t deadline = poll ? 0 : deadline_of(timeout);
  int64_t until = kNever;
  {
    DispatcherLock lock;
    if (to_signal) {
      const NTSTATUS status = to_signal->signal(self);
      if (!nt_success(status)) return status;
    }
    if (count != 0 && waiter.try_satisfy()) return waiter.status;
    if (!alertable || !self->has_apcs()) {
      if (poll) return STATUS_TIMEOUT;
      until = waiter.due();
      waiter.enqueue();
      self->waiter = &waiter;
    } else {
      waiter.status = STATUS_USER_APC;
    }
  }
  NTSTATUS status = waiter.status;
  if (status != STATUS_USER_APC) status = block(waiter, deadline, until);
  if (status == STATUS_USER_APC) self->run_apcs();
  self->end_if_terminated();
  return status;
}

}  // namespace

NTSTATUS wait_for(std::span<const Ref<Object>> objects, bool all, bool alertable,
                  NtTimeout timeout) {
  WaitBlock blocks[kMaximumWaitObjects];
  if (objects.empty() || objects.size() > kMaximumWaitObjects) return STATUS_INVALID_PARAMETER_1;
  for (size_t index = 0; index < objects.size(); ++index) {
    blocks[index].object = objects[index]->waitable();
    if (!blocks[index].object) return STATUS_OBJECT_TYPE_MISMATCH;
    if (!all) continue;
    for (size_t other = 0; other < index; ++other)
      if (blocks[other].object == blocks[index].object) return STATUS_INVALID_PARAMETER_MIX;
  }
  return wait_on(blocks, objects.size(), all && objects.size() > 1, alertable, timeout, nullptr);
}

NTSTATUS wait_for_waitable(Waitable& waitable, bool alertable, NtTimeout timeout) {
  WaitBlock block;
  block.object = &waitable;
  return wait_on(&block, 1, false, alertable, timeout, nullptr);
}

NTSTATUS wait_for_one(Object& object, bool alertable, NtTimeout timeout) {
  Waitable* waitable = object.waitable();
  if (!waitable) return STATUS_OBJECT_TYPE_MISMATCH;
  return wait_for_waitable(*waitable, alertable, timeout);
}

NTSTATUS signal_and_wait(Object& to_signal, Object& object, bool alertable, NtTimeout timeout) {
  WaitBlock block;
  block.object = object.waitable();
  Waitable* first = to_signal.waitable();
  if (!block.object || !first) return STATUS_OBJECT_TYPE_MISMATCH;
  return wait_on(&block, 1, false, alertable, timeout, first);
}

NTSTATUS delay(bool alertable, NtTimeout timeout) {
  if (timeout && timeout->QuadPart == 0 && !alertable) {
    ::sched_yield();
    return STATUS_SUCCESS;
  }
  const NTSTATUS status = wait_on(nullptr, 0, false, alertable, timeout, nullptr);
  return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

struct WaitPacket::State : Waiter {
  WaitBlock block{};
  Ref<Object> object;
  Ready callback = nullptr;
  void* context = nullptr;
};

WaitPacket::WaitPacket(Ready ready, void* context) : state_(new State) {
  state_->callback = ready;
  state_->context = context;
}

WaitPacket::~WaitPacket() = default;

NTSTATUS WaitPacket::start(Ref<Object> object) {
  State& state = *state_;
  state.block.object = object->waitable();
  if (!state.block.object) return STATUS_OBJECT_TYPE_MISMATCH;
  state.thread = nullptr;
  state.count = 1;
  state.blocks = &state.block;
  state.object = std::move(object);
  state.ready = [](Waiter& waiter) {
    State& self = static_cast<State&>(waiter);
    // The callback may destroy the packet.
    const Ref<Object> held = std::move(self.object);
    self.callback(self.context, self.status);
  };
  DispatcherLock lock;
  state.satisfied = false;
  state.shared = false;
  state.taken = UINT32_MAX;
  state.held = state.object.get();
  state.enqueue();
  if (state.block.shared) {
    add_shared_packet(state);
    return STATUS_SUCCESS;
  }
  state.block.object->wake();
  if (!state.satisfied) state.block.object->watched();
  return STATUS_SUCCESS;
}

bool WaitPacket::cancel() {
  Ref<Object> object;  // its last reference goes after the lock
  DispatcherLock lock;
  if (state_->satisfied || !state_->object) return false;
  state_->dequeue();
  object = std::move(state_->object);
  return true;
}

}  // namespace mimic::win
