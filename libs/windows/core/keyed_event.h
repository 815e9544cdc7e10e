#pragma once

#include "libs/windows/core/sync_object.h"

namespace mimic::win {

struct KeyedEvent final : SyncObject {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kKeyedEvent; }
  explicit KeyedEvent(std::u16string name = {})
      : SyncObject(ObjectType::kKeyedEvent, std::move(name)) {}
  Waitable* waitable() override { return nullptr; }
  bool is_signaled(Thread*) const override { return false; }

  // A wait and a release of the same key meet: whichever comes first blocks for the other.
  NTSTATUS wait(PVOID key, bool alertable, NtTimeout timeout);
  NTSTATUS release_key(PVOID key, bool alertable, NtTimeout timeout);

 private:
  struct Party;
  SharedValues values() const override { return {.type = type()}; }
  void moved() override;
  NTSTATUS meet(PVOID key, bool releases, bool alertable, NtTimeout timeout);
  Party* parties_ = nullptr;  // under the dispatcher lock
};

// What a null handle of NtWaitForKeyedEvent means: the process's own.
KeyedEvent& default_keyed_event();

}  // namespace mimic::win
