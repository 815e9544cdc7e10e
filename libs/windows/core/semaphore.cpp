#include "libs/windows/core/semaphore.h"

namespace mimic::win {

NTSTATUS Semaphore::add(LONG count, LONG* previous) {
  SharedGuard guard(shared());
  LONG& present = shared() ? shared()->values().count : count_;
  *previous = present;
  if (count > maximum_ - present) return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
  present += count;
  if (shared()) {
    guard.serve();
  } else {
    wake();
  }
  return STATUS_SUCCESS;
}

NTSTATUS Semaphore::release_count(LONG count, LONG* previous) {
  LONG before;  // the caller's may be the guest's memory
  NTSTATUS status;
  {
    DispatcherLock lock;
    status = add(count, &before);
  }
  *previous = before;
  return status;
}

LONG Semaphore::count() const {
  DispatcherLock lock;
  const SharedGuard guard(shared());
  return count_now();
}

}  // namespace mimic::win
