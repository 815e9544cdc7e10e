#include "libs/windows/core/event.h"

namespace mimic::win {

// Under the dispatcher lock. Signals, for who waits now alone where `pulse`.
bool Event::signal_now(bool pulse) {
  bool before;
  if (shared()) {
    SharedGuard guard(shared());
    LONG& count = shared()->values().count;
    before = std::exchange(count, 1) != 0;
    guard.serve();
    if (pulse) count = 0;
  } else {
    before = std::exchange(signaled_, true);
    if (!before) wake();
    if (pulse) signaled_ = false;
  }
  return before;
}

bool Event::set() {
  DispatcherLock lock;
  return signal_now(false);
}

bool Event::pulse() {
  DispatcherLock lock;
  return signal_now(true);
}

bool Event::reset() {
  DispatcherLock lock;
  if (!shared()) return std::exchange(signaled_, false);
  const SharedGuard guard(shared());
  return std::exchange(shared()->values().count, 0) != 0;
}

bool Event::state() const {
  DispatcherLock lock;
  const SharedGuard guard(shared());
  return is_signaled(nullptr);
}

}  // namespace mimic::win
