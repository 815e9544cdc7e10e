// Waitable timers. A timer that threads wait for is evaluated by its waiters' own time-outs, which
// is as precise as the host's clock; the reactor drives one only where nobody would look at the
// clock: with an APC, or while a packet waits for it.
#pragma once

#include "libs/windows/core/object.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct Timer final : Object, Waitable {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kTimer; }

  explicit Timer(bool manual_reset, std::u16string name = {})
      : Object(ObjectType::kTimer), manual_(manual_reset), name_(std::move(name)) {}

  // Starts anew; *was_signaled is the state before. `period` in milliseconds, 0 for one shot.
  // The routine is called as an APC of the calling thread with (argument, low and high half of the
  // system time).
  void set(NtTimeout due, ULONG period, PVOID routine, PVOID argument, bool* was_signaled);
  void cancel(bool* was_signaled);
  // In 100 ns; negative where the time has passed.
  int64_t remaining() const;
  bool state() const;

  Waitable* waitable() override { return this; }
  std::u16string name() const override { return name_; }
  void last_handle_closed() override;
  bool is_signaled(Thread*) const override;
  NTSTATUS acquire(Thread*) override;
  int64_t due() const override { return signaled_ || driven_ ? INT64_MAX : due_; }
  void watched() override;

 private:
  void drive();
  void expire(uint32_t generation);
  void advance(int64_t now);
  void drop_apc();

  const bool manual_;
  const std::u16string name_;
  // Under the dispatcher lock:
  bool signaled_ = false;
  bool driven_ = false;      // the reactor will call expire()
  uint32_t generation_ = 0;  // counts set() and cancel()
  int64_t due_ = INT64_MAX;  // monotonic, of the next expiry
  int64_t period_ = 0;       // ns
  ApcRoutine routine_ = nullptr;
  PVOID argument_ = nullptr;
  Ref<Thread> apc_thread_;
};

}  // namespace mimic::win
