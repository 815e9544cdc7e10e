#include "libs/windows/core/pool_wait.h"

namespace mimic::win {

NTSTATUS PoolWait::start(Ref<Object> object, int64_t deadline) {
  constexpr ULONG kTimeout = 0x102;
  retain();  // the packet's, until it is satisfied or cancelled
  const NTSTATUS status = packet_.start(std::move(object));
  if (!nt_success(status)) {
    release();
    return status;
  }
  if (ended_.load()) {
    // Satisfied, or cancelled before the line above.
    if (packet_.cancel()) release();
    return STATUS_SUCCESS;
  }
  if (deadline == kNever) return STATUS_SUCCESS;
  token_ = Reactor::at(deadline, [self = Ref<PoolWait>(this)] {
    if (!self->claim()) return;
    if (self->packet_.cancel()) self->release();
    self->item_->submit(kTimeout);
  });
  // The object may have been faster than the line before.
  if (ended_.load()) Reactor::cancel(token_.exchange(0));
  return STATUS_SUCCESS;
}

void PoolWait::signaled(void* context, NTSTATUS) {
  Ref<PoolWait> self(static_cast<PoolWait*>(context));
  self->release();
  if (!self->claim()) return;
  Reactor::cancel(self->token_.exchange(0));
  self->item_->submit(0);
}

void PoolWait::cancel() {
  if (!claim()) return;
  if (packet_.cancel()) release();
  Reactor::cancel(token_.exchange(0));
}

}  // namespace mimic::win
