#pragma once

#include "libs/windows/core/clock.h"
#include "libs/windows/core/thread_pool.h"

namespace mimic::win {

// Calls a pool item once: when the object is signaled or the time has come, whichever is first.
class PoolWait final : public Object {
 public:
  explicit PoolWait(Ref<PoolItem> item)
      : Object(ObjectType::kThreadPool), item_(std::move(item)), packet_(signaled, this) {}

  NTSTATUS start(Ref<Object> object, int64_t deadline);
  // After return it will not call the item any more (it may have before).
  void cancel();

 private:
  static void signaled(void* context, NTSTATUS status);
  bool claim() { return !ended_.exchange(true); }

  Ref<PoolItem> item_;
  WaitPacket packet_;
  std::atomic<bool> ended_{false};
  std::atomic<Reactor::Token> token_{0};
};

}  // namespace mimic::win
