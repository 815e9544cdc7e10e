#include "libs/windows/core/mutant.h"

namespace mimic::win {

NTSTATUS Mutant::acquire(Thread* thread) {
  if (shared()) {
    const NTSTATUS status = shared()->take(party_of(thread));
    link(thread);
    return status;
  }
  link(thread);
  ++depth_;
  if (!abandoned_) return STATUS_SUCCESS;
  abandoned_ = false;
  return STATUS_ABANDONED_WAIT_0;
}

// A thread that owns a shared mutant keeps it, since it can be abandoned when this process has no
// handle to it any more.
void Mutant::link(Thread* thread) {
  if (!thread || owner_ == thread) return;
  owner_ = thread;
  previous_owned_ = nullptr;
  next_owned_ = thread->owned;
  if (next_owned_) next_owned_->previous_owned_ = this;
  thread->owned = this;
  if (shared()) retain();
}

// May be the end of a shared one.
void Mutant::unlink() {
  depth_ = 0;
  if (!owner_) return;  // a packet's wait took it
  (previous_owned_ ? previous_owned_->next_owned_ : owner_->owned) = next_owned_;
  if (next_owned_) next_owned_->previous_owned_ = previous_owned_;
  owner_ = nullptr;
  if (shared()) release();
}

NTSTATUS Mutant::release_once(Thread* thread, LONG* previous) {
  if (shared()) {
    bool last;
    {
      SharedGuard guard(shared());
      SharedValues& now = shared()->values();
      if (previous) *previous = now.count;
      if (now.count > 0 || now.owner != party_of(thread)) return STATUS_MUTANT_NOT_OWNED;
      last = ++now.count > 0;
      if (last) {
        now.owner = {};
        guard.serve();
      }
    }
    if (last) unlink();
    return STATUS_SUCCESS;
  }
  if (previous) *previous = 1 - depth_;
  if (owner_ != thread || depth_ == 0) return STATUS_MUTANT_NOT_OWNED;
  if (--depth_ == 0) {
    unlink();
    wake();
  }
  return STATUS_SUCCESS;
}

NTSTATUS Mutant::release_once(LONG* previous) {
  Thread* self = Thread::current();
  DispatcherLock lock;
  return release_once(self, previous);
}

void Mutant::take_initially() {
  Thread* self = Thread::current();
  DispatcherLock lock;
  const SharedGuard guard(shared());
  acquire(self);
}

Mutant::Information Mutant::information() const {
  Thread* self = Thread::current();
  DispatcherLock lock;
  if (!shared())
    return {1 - depth_, owner_ == self, abandoned_, owner_ ? own_identity().id : 0,
            owner_ ? owner_->id() : 0};
  SharedGuard guard(shared());
  guard.refresh();
  const SharedValues& now = shared()->values();
  return {now.count, now.owner == party_of(self), now.abandoned, now.owner.process.id,
          now.owner.thread};
}

void Mutant::abandon_all(Thread& thread) {
  while (Mutant* mutant = thread.owned) {
    if (SharedState* state = mutant->shared()) {
      {
        SharedGuard guard(state);
        SharedValues& now = state->values();
        now.abandoned = true;
        now.count = 1;
        now.owner = {};
        guard.serve();
      }
      mutant->unlink();
      continue;
    }
    mutant->unlink();
    mutant->abandoned_ = true;
    mutant->wake();
  }
}

SharedValues Mutant::values() const {
  return {.type = type(),
          .abandoned = abandoned_,
          .count = 1 - depth_,
          .owner = depth_ ? party_of(owner_) : SharedParty{}};
}

void Mutant::moved() {
  if (owner_) retain();
}

Mutant::~Mutant() {
  // Nobody but its owner's end can reach it.
  if (!owner_) return;
  DispatcherLock lock;
  if (owner_) unlink();
}

}  // namespace mimic::win
