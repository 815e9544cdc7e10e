// Waitable timers. A timer that threads wait for is evaluated by its waiters' own time-outs, which
// is as precise as the host's clock; the reactor drives one only where nobody would look at the
// clock: with an APC, or while a packet waits for it.
#pragma once

#include "libs/windows/core/sync_object.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

struct Timer final : SyncObject {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kTimer; }

  explicit Timer(bool manual_reset, std::u16string name = {})
      : SyncObject(ObjectType::kTimer, std::move(name)), manual_(manual_reset) {}

  // Starts anew; *was_signaled is the state before. `period` in milliseconds, 0 for one shot.
  // The routine is called as an APC of the calling thread with (argument, low and high half of the
  // system time).
  void set(NtTimeout due, ULONG period, PVOID routine, PVOID argument, bool* was_signaled);
  void cancel(bool* was_signaled);
  // In 100 ns; negative where the time has passed.
  int64_t remaining() const;
  bool state() const;

  void last_handle_closed() override;
  bool is_signaled(Thread*) const override;
  NTSTATUS acquire(Thread*) override;
  int64_t due() const override;
  void watched() override;

 private:
  SharedValues values() const override;
  bool start(int64_t due, int64_t period, bool keeps_signal);
  void drive(int64_t time);
  void expire(uint32_t generation);
  void advance(int64_t now);
  void drop_apc();

  const bool manual_;
  // Under the dispatcher lock. A shared timer's own are signaled_, due_ and period_; the generation
  // tells whether it is still the setting that this process has made.
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
