#pragma once

#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct Event final : Object, Waitable {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kEvent; }

  Event(bool manual_reset, bool signaled, std::u16string name = {})
      : Object(ObjectType::kEvent),
        manual_(manual_reset),
        signaled_(signaled),
        name_(std::move(name)) {}

  Waitable* waitable() override { return this; }
  std::u16string name() const override { return name_; }
  void last_handle_closed() override;
  bool is_signaled(Thread*) const override { return signaled_; }
  NTSTATUS acquire(Thread*) override {
    if (!manual_) signaled_ = false;
    return STATUS_SUCCESS;
  }
  NTSTATUS signal(Thread*) override {
    if (!signaled_) {
      signaled_ = true;
      wake();
    }
    return STATUS_SUCCESS;
  }

  bool manual_reset() const { return manual_; }
  // These return whether it was signaled before.
  bool set();
  bool reset();
  // Releases who waits now, all or one, and leaves the event unsignaled.
  bool pulse();
  bool state() const;

 private:
  const bool manual_;
  bool signaled_;
  const std::u16string name_;
};

}  // namespace mimic::win
