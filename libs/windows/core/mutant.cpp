#include "libs/windows/core/mutant.h"

#include "libs/windows/core/namespace.h"

namespace mimic::win {

void Mutant::last_handle_closed() { forget_name(*this); }

NTSTATUS Mutant::acquire(Thread* thread) {
  if (owner_ != thread || depth_ == 0) {
    owner_ = thread;
    if (thread) {
      previous_owned_ = nullptr;
      next_owned_ = thread->owned;
      if (next_owned_) next_owned_->previous_owned_ = this;
      thread->owned = this;
    }
  }
  ++depth_;
  if (!abandoned_) return STATUS_SUCCESS;
  abandoned_ = false;
  return STATUS_ABANDONED_WAIT_0;
}

void Mutant::unlink() {
  depth_ = 0;
  if (!owner_) return;  // a packet's wait took it
  (previous_owned_ ? previous_owned_->next_owned_ : owner_->owned) = next_owned_;
  if (next_owned_) next_owned_->previous_owned_ = previous_owned_;
  owner_ = nullptr;
}

NTSTATUS Mutant::signal(Thread* thread) {
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
  if (previous) *previous = 1 - depth_;
  return signal(self);
}

void Mutant::take_initially() {
  Thread* self = Thread::current();
  DispatcherLock lock;
  acquire(self);
}

Mutant::Information Mutant::information() const {
  Thread* self = Thread::current();
  DispatcherLock lock;
  return {1 - depth_, owner_ == self, abandoned_, owner_ ? owner_->id() : 0};
}

void Mutant::abandon_all(Thread& thread) {
  while (Mutant* mutant = thread.owned) {
    mutant->unlink();
    mutant->abandoned_ = true;
    mutant->wake();
  }
}

Mutant::~Mutant() {
  DispatcherLock lock;
  if (owner_) unlink();
}

}  // namespace mimic::win
