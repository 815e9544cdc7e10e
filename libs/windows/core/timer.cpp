#include "libs/windows/core/timer.h"

#include "libs/windows/core/clock.h"
#include "libs/windows/core/namespace.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

bool Timer::is_signaled(Thread*) const {
  return signaled_ || (!driven_ && due_ != kNever && monotonic_now() >= due_);
}

NTSTATUS Timer::acquire(Thread*) {
  if (manual_) return STATUS_SUCCESS;
  signaled_ = false;
  // The reactor advances a timer that it drives.
  if (!driven_ && due_ != kNever) advance(monotonic_now());
  return STATUS_SUCCESS;
}

// Puts the next expiry after `now`.
void Timer::advance(int64_t now) {
  if (now < due_) return;
  if (period_ == 0) {
    due_ = kNever;
  } else {
    due_ += ((now - due_) / period_ + 1) * period_;
  }
}

void Timer::watched() {
  if (!driven_) drive();
}

void Timer::drive() {
  if (due_ == kNever) return;
  driven_ = true;
  Reactor::at(due_,
              [self = Ref<Timer>(this), generation = generation_] { self->expire(generation); });
}

void Timer::expire(uint32_t generation) {
  Ref<Thread> thread;
  Apc* apc = nullptr;
  {
    DispatcherLock lock;
    if (generation != generation_) return;
    driven_ = false;
    advance(monotonic_now());
    signaled_ = true;
    wake();
    if (routine_) {
      const auto now = static_cast<ULONG_PTR>(system_time_now());
      thread = apc_thread_;
      apc = new Apc{
          routine_, {reinterpret_cast<ULONG_PTR>(argument_), now & 0xffffffff, now >> 32}, this};
    }
    if (routine_ || period_) drive();
  }
  if (apc) thread->queue_apc(apc);
}

// Takes back an APC that has not run. Not under the lock.
void Timer::drop_apc() {
  Ref<Thread> thread;
  {
    DispatcherLock lock;
    thread = std::move(apc_thread_);
  }
  if (thread) thread->remove_apcs(this);
}

void Timer::set(NtTimeout due, ULONG period, PVOID routine, PVOID argument, bool* was_signaled) {
  Ref<Thread> thread = routine ? Ref<Thread>(Thread::current()) : nullptr;
  const int64_t time = due->QuadPart == 0 ? monotonic_now() : deadline_of(due);
  drop_apc();
  DispatcherLock lock;
  if (was_signaled) *was_signaled = is_signaled(nullptr);
  ++generation_;
  signaled_ = false;
  driven_ = false;
  due_ = time;
  period_ = period * 1'000'000LL;
  routine_ = reinterpret_cast<ApcRoutine>(routine);
  argument_ = argument;
  apc_thread_ = std::move(thread);
  if (routine_ || has_packets()) drive();
  if (is_signaled(nullptr)) {
    wake();
  } else {
    nudge();
  }
}

void Timer::cancel(bool* was_signaled) {
  drop_apc();
  DispatcherLock lock;
  const bool signaled = is_signaled(nullptr);
  if (was_signaled) *was_signaled = signaled;
  ++generation_;
  signaled_ = signaled;
  driven_ = false;
  due_ = kNever;
  routine_ = nullptr;
}

int64_t Timer::remaining() const {
  DispatcherLock lock;
  return due_ == kNever ? 0 : (due_ - monotonic_now()) / 100;
}

bool Timer::state() const {
  DispatcherLock lock;
  return is_signaled(nullptr);
}

void Timer::last_handle_closed() {
  forget_name(*this);
  cancel(nullptr);
}

}  // namespace mimic::win
