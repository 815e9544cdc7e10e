#pragma once

#include "libs/windows/core/sync_object.h"

namespace mimic::win {

struct Semaphore final : SyncObject {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kSemaphore; }

  // 0 <= count <= maximum, maximum > 0.
  Semaphore(LONG count, LONG maximum, std::u16string name = {})
      : SyncObject(ObjectType::kSemaphore, std::move(name)), count_(count), maximum_(maximum) {}

  bool is_signaled(Thread*) const override { return count_now() > 0; }
  NTSTATUS acquire(Thread* thread) override {
    if (shared()) return shared()->take(party_of(thread));
    --count_;
    return STATUS_SUCCESS;
  }
  NTSTATUS signal(Thread*) override {
    LONG previous;
    return add(1, &previous);
  }

  // STATUS_SEMAPHORE_LIMIT_EXCEEDED where the count would pass the maximum.
  NTSTATUS release_count(LONG count, LONG* previous);
  LONG count() const;
  LONG maximum() const { return maximum_; }

 private:
  SharedValues values() const override {
    return {.type = type(), .count = count_, .maximum = maximum_};
  }
  LONG count_now() const { return shared() ? shared()->values().count : count_; }
  NTSTATUS add(LONG count, LONG* previous);

  LONG count_;
  const LONG maximum_;
};

}  // namespace mimic::win
