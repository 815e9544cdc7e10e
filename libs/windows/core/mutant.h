// Mutants: the recursive mutexes that have an owner and can be abandoned.
#pragma once

#include "libs/windows/core/sync_object.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

struct Mutant final : SyncObject {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kMutant; }

  explicit Mutant(std::u16string name = {}) : SyncObject(ObjectType::kMutant, std::move(name)) {}

  bool is_signaled(Thread* thread) const override {
    if (shared()) return shared()->available(party_of(thread));
    return depth_ == 0 || (thread && owner_ == thread);
  }
  NTSTATUS acquire(Thread* thread) override;
  void granted(Thread* thread) override { link(thread); }
  // Releases once, for `thread`. STATUS_MUTANT_NOT_OWNED.
  NTSTATUS signal(Thread* thread) override { return release_once(thread, nullptr); }

  // *previous: the count before, as NtReleaseMutant gives it (0: was owned once).
  NTSTATUS release_once(LONG* previous);
  void take_initially();
  struct Information {
    LONG count;  // 1: free
    bool owned_by_caller;
    bool abandoned;
    DWORD owner_process, owner;
  };
  Information information() const;

  // Releases all that a dying thread owns. Under the dispatcher lock.
  static void abandon_all(Thread& thread);

 private:
  ~Mutant() override;
  SharedValues values() const override;
  void moved() override;
  NTSTATUS release_once(Thread* thread, LONG* previous);
  void link(Thread* thread);
  void unlink();

  // Of a shared one the owner alone is kept here, where it is a thread of this process.
  Thread* owner_ = nullptr;
  LONG depth_ = 0;
  bool abandoned_ = false;
  Mutant* next_owned_ = nullptr;
  Mutant* previous_owned_ = nullptr;
};

}  // namespace mimic::win
