#include "libs/windows/core/event.h"

#include "libs/windows/core/namespace.h"

namespace mimic::win {

void Event::last_handle_closed() { forget_name(*this); }

bool Event::set() {
  DispatcherLock lock;
  const bool before = signaled_;
  signal(nullptr);
  return before;
}

bool Event::reset() {
  DispatcherLock lock;
  return std::exchange(signaled_, false);
}

bool Event::pulse() {
  DispatcherLock lock;
  const bool before = signaled_;
  signal(nullptr);
  signaled_ = false;
  return before;
}

bool Event::state() const {
  DispatcherLock lock;
  return signaled_;
}

}  // namespace mimic::win
