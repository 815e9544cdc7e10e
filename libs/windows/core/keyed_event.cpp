#include "libs/windows/core/keyed_event.h"

namespace mimic::win {

struct KeyedEvent::Party : Waitable {
  Party(PVOID key, bool releases) : key(key), releases(releases) {}
  bool is_signaled(Thread*) const override { return met; }
  // Where the event is shared, the ticket is all there is of a party.
  void granted(Thread*) override { met = true; }
  void refused() override { met = true; }
  int add_ticket(SharedGuard& guard, bool, Thread* thread) override {
    const uint64_t value = reinterpret_cast<uint64_t>(key);
    using Kind = SharedState::Kind;
    if (try_meet(guard)) return -1;
    return guard.add_ticket(releases ? Kind::kKeyRelease : Kind::kKeyWait, party_of(thread), value);
  }
  bool try_meet(SharedGuard& guard) {
    using Kind = SharedState::Kind;
    return met = guard.meet(releases ? Kind::kKeyWait : Kind::kKeyRelease,
                            reinterpret_cast<uint64_t>(key));
  }
  void share(SharedState* state) {
    set_shared(state);
    move_waiters();
  }
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
    if (shared()) {
      self.share(shared());
      SharedGuard guard(shared());
      if (self.try_meet(guard)) return STATUS_SUCCESS;
    }
    Party** link = &parties_;
    for (; Party* other = *link; link = &other->next) {
      if (other->key != key || other->releases == releases) continue;
      *link = other->next;
      other->met = true;
      other->wake();
      return STATUS_SUCCESS;
    }
    if (!shared()) *link = &self;
  }
  const NTSTATUS status = wait_for_waitable(self, alertable, timeout);
  DispatcherLock lock;
  if (self.met) return STATUS_SUCCESS;
  Party** link = &parties_;
  while (*link && *link != &self) link = &(*link)->next;
  if (*link) *link = self.next;
  return status;
}

NTSTATUS KeyedEvent::wait(PVOID key, bool alertable, NtTimeout timeout) {
  return meet(key, false, alertable, timeout);
}

NTSTATUS KeyedEvent::release_key(PVOID key, bool alertable, NtTimeout timeout) {
  return meet(key, true, alertable, timeout);
}

void KeyedEvent::moved() {
  while (Party* party = parties_) {
    parties_ = party->next;
    party->share(shared());
  }
}

KeyedEvent& default_keyed_event() {
  static KeyedEvent* event = [] {
    auto* made = new KeyedEvent;
    made->retain();
    return made;
  }();
  return *event;
}

}  // namespace mimic::win
