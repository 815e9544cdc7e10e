#pragma once

#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct KeyedEvent final : Object {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kKeyedEvent; }
  explicit KeyedEvent(std::u16string name = {})
      : Object(ObjectType::kKeyedEvent), name_(std::move(name)) {}
  std::u16string name() const override { return name_; }
  void last_handle_closed() override;

  // A wait and a release of the same key meet: whichever comes first blocks for the other.
  NTSTATUS wait(PVOID key, bool alertable, NtTimeout timeout);
  NTSTATUS release_key(PVOID key, bool alertable, NtTimeout timeout);

 private:
  struct Party;
  NTSTATUS meet(PVOID key, bool releases, bool alertable, NtTimeout timeout);
  Party* parties_ = nullptr;  // under the dispatcher lock
  const std::u16string name_;
};

// What a null handle of NtWaitForKeyedEvent means: the process's own.
KeyedEvent& default_keyed_event();

}  // namespace mimic::win
