#include "libs/windows/core/keyed_event.h"

#include "libs/windows/core/namespace.h"

namespace mimic::win {

struct KeyedEvent::Party : Waitable {
  Party(PVOID key, bool releases) : key(key), releases(releases) {}
  bool is_signaled(Thread*) const override { return met; }
  PVOID key;
  bool releases;
  bool met = false;
  Party* next = nullptr;
};

NTSTATUS KeyedEvent::meet(PVOID key, bool releases, bool alertable, NtTimeout timeout) {
  if (reinterpret_cast<uintptr_t>(key) & 1) return STATUS_INVALID_PARAMETER_1;
  Party self(key, releases);
  {
    DispatcherLock lock;
    Party** link = &parties_;
    for (; Party* other = *link; link = &other->next) {
      if (other->key != key || other->releases == releases) continue;
      *link = other->next;
      other->met = true;
      other->wake();
      return STATUS_SUCCESS;
    }
    *link = &self;
  }
  const NTSTATUS status = wait_for_waitable(self, alertable, timeout);
  DispatcherLock lock;
  if (self.met) return STATUS_SUCCESS;
  Party** link = &parties_;
  while (*link != &self) link = &(*link)->next;
  *link = self.next;
  return status;
}

NTSTATUS KeyedEvent::wait(PVOID key, bool alertable, NtTimeout timeout) {
  return meet(key, false, alertable, timeout);
}

NTSTATUS KeyedEvent::release_key(PVOID key, bool alertable, NtTimeout timeout) {
  return meet(key, true, alertable, timeout);
}

void KeyedEvent::last_handle_closed() { forget_name(*this); }

KeyedEvent& default_keyed_event() {
  static KeyedEvent* event = [] {
    auto* made = new KeyedEvent;
    made->retain();
    return made;
  }();
  return *event;
}

}  // namespace mimic::win
