#include "libs/windows/core/semaphore.h"

#include "libs/windows/core/namespace.h"

namespace mimic::win {

void Semaphore::last_handle_closed() { forget_name(*this); }

NTSTATUS Semaphore::add(LONG count) {
  if (count > maximum_ - count_) return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
  count_ += count;
  wake();
  return STATUS_SUCCESS;
}

NTSTATUS Semaphore::release_count(LONG count, LONG* previous) {
  DispatcherLock lock;
  *previous = count_;
  return add(count);
}

LONG Semaphore::count() const {
  DispatcherLock lock;
  return count_;
}

}  // namespace mimic::win
