#pragma once

#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct Semaphore final : Object, Waitable {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kSemaphore; }

  // 0 <= count <= maximum, maximum > 0.
  Semaphore(LONG count, LONG maximum, std::u16string name = {})
      : Object(ObjectType::kSemaphore), count_(count), maximum_(maximum), name_(std::move(name)) {}

  Waitable* waitable() override { return this; }
  std::u16string name() const override { return name_; }
  void last_handle_closed() override;
  bool is_signaled(Thread*) const override { return count_ > 0; }
  NTSTATUS acquire(Thread*) override {
    --count_;
    return STATUS_SUCCESS;
  }
  NTSTATUS signal(Thread*) override { return add(1); }

  // STATUS_SEMAPHORE_LIMIT_EXCEEDED where the count would pass the maximum.
  NTSTATUS release_count(LONG count, LONG* previous);
  LONG count() const;
  LONG maximum() const { return maximum_; }

 private:
  NTSTATUS add(LONG count);
  LONG count_;
  const LONG maximum_;
  const std::u16string name_;
};

}  // namespace mimic::win
