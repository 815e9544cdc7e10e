// Mutants: the recursive mutexes that have an owner and can be abandoned.
#pragma once

#include "libs/windows/core/thread.h"

namespace mimic::win {

struct Mutant final : Object, Waitable {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kMutant; }

  explicit Mutant(std::u16string name = {}) : Object(ObjectType::kMutant), name_(std::move(name)) {}

  Waitable* waitable() override { return this; }
  std::u16string name() const override { return name_; }
  void last_handle_closed() override;
  bool is_signaled(Thread* thread) const override {
    return depth_ == 0 || (thread && owner_ == thread);
  }
  NTSTATUS acquire(Thread* thread) override;
  // Releases once, for `thread`. STATUS_MUTANT_NOT_OWNED.
  NTSTATUS signal(Thread* thread) override;

  // *previous: the count before, as NtReleaseMutant gives it (0: was owned once).
  NTSTATUS release_once(LONG* previous);
  void take_initially();
  struct Information {
    LONG count;  // 1: free
    bool owned_by_caller;
    bool abandoned;
    DWORD owner;
  };
  Information information() const;

  // Releases all that a dying thread owns. Under the dispatcher lock.
  static void abandon_all(Thread& thread);

 private:
  ~Mutant() override;
  void unlink();

  std::u16string name_;
  Thread* owner_ = nullptr;
  LONG depth_ = 0;
  bool abandoned_ = false;
  Mutant* next_owned_ = nullptr;
  Mutant* previous_owned_ = nullptr;
};

}  // namespace mimic::win
