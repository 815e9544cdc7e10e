#include "libs/windows/core/wait.h"

#include <sched.h>

#include <optional>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

// The guest's time-out, read before anything is locked.
class TimeoutCopy {
 public:
  explicit TimeoutCopy(const LARGE_INTEGER* timeout) {
    if (timeout) copy_ = *timeout;
  }
  operator NtTimeout() const { return copy_ ? &*copy_ : nullptr; }

 private:
  std::optional<LARGE_INTEGER> copy_;
};

}  // namespace

EXPORT(ntdll, NTSTATUS, NtWaitForSingleObject,
       (HANDLE Handle, BOOLEAN Alertable, const LARGE_INTEGER* Timeout)) {
  const TimeoutCopy timeout(Timeout);
  auto object = object_of(Handle);
  if (!object) return object.error();
  return wait_for_one(**object, Alertable, timeout);
}

EXPORT(ntdll, NTSTATUS, NtWaitForMultipleObjects,
       (ULONG Count, const HANDLE* Handles, ULONG WaitType, BOOLEAN Alertable,
        const LARGE_INTEGER* Timeout)) {
  constexpr ULONG kMaximum = 64, kWaitAll = 0, kWaitAny = 1;
  if (Count == 0 || Count > kMaximum) return STATUS_INVALID_PARAMETER_1;
  if (WaitType > kWaitAny) return STATUS_INVALID_PARAMETER_3;
  const TimeoutCopy timeout(Timeout);
  Ref<Object> objects[kMaximum];
  for (ULONG index = 0; index < Count; ++index) {
    auto object = object_of(Handles[index]);
    if (!object) return object.error();
    objects[index] = std::move(*object);
  }
  return wait_for(std::span(objects, Count), WaitType == kWaitAll, Alertable, timeout);
}

EXPORT(ntdll, NTSTATUS, NtSignalAndWaitForSingleObject,
       (HANDLE SignalHandle, HANDLE WaitHandle, BOOLEAN Alertable, const LARGE_INTEGER* Timeout)) {
  const TimeoutCopy timeout(Timeout);
  auto to_signal = object_of(SignalHandle);
  if (!to_signal) return to_signal.error();
  auto object = object_of(WaitHandle);
  if (!object) return object.error();
  return signal_and_wait(**to_signal, **object, Alertable, timeout);
}

EXPORT(ntdll, NTSTATUS, NtDelayExecution, (BOOLEAN Alertable, const LARGE_INTEGER* DelayInterval)) {
  const TimeoutCopy timeout(DelayInterval);
  return delay(Alertable, timeout);
}

EXPORT(ntdll, NTSTATUS, NtYieldExecution, ()) {
  ::sched_yield();
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtTestAlert, ()) {
  Thread::current()->run_apcs();
  return STATUS_SUCCESS;
}

// A thread waits here for NtAlertThreadByThreadId, which is remembered where it comes first. The
// address is only for debuggers.
EXPORT(ntdll, NTSTATUS, NtWaitForAlertByThreadId, (PVOID Address, const LARGE_INTEGER* Timeout)) {
  const int64_t deadline = deadline_of(TimeoutCopy(Timeout));
  std::atomic<uint32_t>& alerted = Thread::current()->alert_by_id;
  for (;;) {
    if (alerted.exchange(0, std::memory_order_acquire)) return STATUS_ALERTED;
    if (deadline != kNever && monotonic_now() >= deadline) return STATUS_TIMEOUT;
    futex_wait_until(alerted, 0, deadline);
  }
}

EXPORT(ntdll, NTSTATUS, NtAlertThreadByThreadId, (HANDLE ThreadId)) {
  auto thread = find_thread(static_cast<DWORD>(reinterpret_cast<uintptr_t>(ThreadId)));
  if (!thread) return STATUS_INVALID_CID;
  if (thread->alert_by_id.exchange(1, std::memory_order_release) == 0)
    futex_wake(thread->alert_by_id, 1);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::ntdll
