#pragma once

#include "libs/windows/core/sync_object.h"

namespace mimic::win {

struct Event final : SyncObject {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kEvent; }

  Event(bool manual_reset, bool signaled, std::u16string name = {})
      : SyncObject(ObjectType::kEvent, std::move(name)),
        manual_(manual_reset),
        signaled_(signaled) {}

  bool is_signaled(Thread*) const override {
    return shared() ? shared()->available({}) : signaled_;
  }
  NTSTATUS acquire(Thread* thread) override {
    if (shared()) return shared()->take(party_of(thread));
    if (!manual_) signaled_ = false;
    return STATUS_SUCCESS;
  }
  NTSTATUS signal(Thread*) override {
    signal_now(false);
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
  SharedValues values() const override {
    return {.type = type(), .manual = manual_, .count = signaled_};
  }
  bool signal_now(bool pulse);

  const bool manual_;
  bool signaled_;
};

}  // namespace mimic::win
