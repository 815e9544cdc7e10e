#include "libs/windows/core/timer.h"

#include "libs/windows/core/clock.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

bool Timer::is_signaled(Thread*) const {
  if (shared()) return shared()->available({});
  return signaled_ || (!driven_ && due_ != kNever && monotonic_now() >= due_);
}

int64_t Timer::due() const {
  if (shared()) return shared()->values().count > 0 ? kNever : shared()->values().due;
  return signaled_ || driven_ ? kNever : due_;
}

NTSTATUS Timer::acquire(Thread* thread) {
  if (shared()) return shared()->take(party_of(thread));
  if (manual_) return STATUS_SUCCESS;
  signaled_ = false;
  // The reactor advances a timer that it drives.
  if (!driven_ && due_ != kNever) advance(monotonic_now());
  return STATUS_SUCCESS;
}

SharedValues Timer::values() const {
  return {.type = type(),
          .manual = manual_,
          .count = signaled_,
          .generation = generation_,
          .due = due_,
          .period = period_};
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
  if (!driven_) drive(due_);
}

void Timer::drive(int64_t time) {
  if (time == kNever) return;
  driven_ = true;
  Reactor::at(time,
              [self = Ref<Timer>(this), generation = generation_] { self->expire(generation); });
}

void Timer::expire(uint32_t generation) {
  Ref<Thread> thread;
  Apc* apc = nullptr;
  {
    DispatcherLock lock;
    if (generation != generation_) return;
    if (shared()) {
      SharedGuard guard(shared());
      if (generation != shared()->values().generation) return;
      guard.refresh();
    } else {
      advance(monotonic_now());
      signaled_ = true;
    }
    driven_ = false;
    if (!shared()) wake();
    if (routine_) {
      const auto now = static_cast<ULONG_PTR>(system_time_now());
      thread = apc_thread_;
      apc = new Apc{
          routine_, {reinterpret_cast<ULONG_PTR>(argument_), now & 0xffffffff, now >> 32}, this};
    }
    if (shared()) {
      if (routine_) drive(shared()->values().due);
    } else if (routine_ || period_) {
      drive(due_);
    }
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

// Under the lock. A new setting, or none where `due` is kNever.
bool Timer::start(int64_t due, int64_t period, bool keeps_signal) {
  bool before;
  driven_ = false;
  if (shared()) {
    SharedGuard guard(shared());
    guard.refresh();
    SharedValues& now = shared()->values();
    before = now.count > 0;
    generation_ = ++now.generation;
    if (!keeps_signal) now.count = 0;
    now.due = due;
    now.period = period;
    guard.refresh();
    guard.nudge();
    return before;
  }
  before = is_signaled(nullptr);
  ++generation_;
  signaled_ = keeps_signal && before;
  due_ = due;
  period_ = period;
  return before;
}

void Timer::set(NtTimeout due, ULONG period, PVOID routine, PVOID argument, bool* was_signaled) {
  Ref<Thread> thread = routine ? Ref<Thread>(Thread::current()) : nullptr;
  const int64_t time = due->QuadPart == 0 ? monotonic_now() : deadline_of(due);
  drop_apc();
  DispatcherLock lock;
  const bool before = start(time, period * 1'000'000LL, false);
  if (was_signaled) *was_signaled = before;
  routine_ = reinterpret_cast<ApcRoutine>(routine);
  argument_ = argument;
  apc_thread_ = std::move(thread);
  if (routine_ || (!shared() && has_packets())) drive(time);
  if (shared()) return;
  if (is_signaled(nullptr)) {
    wake();
  } else {
    nudge();
  }
}

void Timer::cancel(bool* was_signaled) {
  drop_apc();
  DispatcherLock lock;
  const bool before = start(kNever, 0, true);
  if (was_signaled) *was_signaled = before;
  routine_ = nullptr;
}

int64_t Timer::remaining() const {
  DispatcherLock lock;
  const SharedGuard guard(shared());
  const int64_t time = shared() ? shared()->values().due : due_;
  return time == kNever ? 0 : (time - monotonic_now()) / 100;
}

bool Timer::state() const {
  DispatcherLock lock;
  SharedGuard guard(shared());
  guard.refresh();
  return is_signaled(nullptr);
}

void Timer::last_handle_closed() {
  // A timer that others have goes on; its calls in this process do not.
  if (shared()) {
    drop_apc();
    DispatcherLock lock;
    routine_ = nullptr;
  } else {
    cancel(nullptr);
  }
  SyncObject::last_handle_closed();
}

}  // namespace mimic::win
