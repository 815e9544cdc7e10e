// One-time initialisation. RTL_RUN_ONCE is one pointer: the context in the upper bits, the state in
// the lower two.
#include "libs/windows/core/address_wait.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

constexpr uintptr_t kStateMask = 3, kRunning = 1, kDone = 2, kRunningAsync = 3;
constexpr uintptr_t kSleepers = 4;  // beside kRunning
constexpr ULONG kCheckOnly = 1, kAsync = 2, kInitFailed = 4;

std::atomic<uintptr_t>& state_of(PVOID once) { return *static_cast<std::atomic<uintptr_t>*>(once); }

}  // namespace

EXPORT(ntdll, void, RtlRunOnceInitialize, (PVOID * RunOnce)) { *RunOnce = nullptr; }

EXPORT(ntdll, NTSTATUS, RtlRunOnceBeginInitialize, (PVOID RunOnce, ULONG Flags, PVOID* Context)) {
  std::atomic<uintptr_t>& state = state_of(RunOnce);
  uintptr_t now = state.load(std::memory_order_acquire);
  if ((now & kStateMask) != kDone) {
    if ((Flags & kCheckOnly) && (Flags & kAsync)) return STATUS_INVALID_PARAMETER;
    if (Flags & kCheckOnly) return STATUS_UNSUCCESSFUL;
  }
  for (;;) {
    switch (now & kStateMask) {
      case kDone:
        if (Context) *Context = reinterpret_cast<PVOID>(now & ~kStateMask);
        return STATUS_SUCCESS;
      case 0:
        if (state.compare_exchange_weak(now, Flags & kAsync ? kRunningAsync : kRunning,
                                        std::memory_order_acquire))
          return STATUS_PENDING;
        break;
      case kRunningAsync:
        return Flags & kAsync ? STATUS_PENDING : STATUS_INVALID_PARAMETER;
      default:
        if (Flags & kAsync) return STATUS_INVALID_PARAMETER;
        if (!(now & kSleepers) && !state.compare_exchange_weak(now, now | kSleepers)) break;
        futex_wait_until(atomic_word(RunOnce), static_cast<uint32_t>(kRunning | kSleepers), kNever);
        now = state.load(std::memory_order_acquire);
    }
  }
}

EXPORT(ntdll, NTSTATUS, RtlRunOnceComplete, (PVOID RunOnce, ULONG Flags, PVOID Context)) {
  const auto context = reinterpret_cast<uintptr_t>(Context);
  const bool failed = Flags & kInitFailed;
  if (context & kStateMask) return STATUS_INVALID_PARAMETER;
  if (failed && (Context || (Flags & kAsync))) return STATUS_INVALID_PARAMETER;
  std::atomic<uintptr_t>& state = state_of(RunOnce);
  uintptr_t now = state.load(std::memory_order_relaxed);
  switch (now & kStateMask) {
    case kRunning:
      if (Flags & kAsync) return STATUS_INVALID_PARAMETER;
      now = state.exchange(failed ? 0 : context | kDone, std::memory_order_acq_rel);
      if (now & kSleepers) futex_wake(atomic_word(RunOnce), INT32_MAX);
      return STATUS_SUCCESS;
    case kRunningAsync:
      if (!(Flags & kAsync)) return STATUS_INVALID_PARAMETER;
      return state.compare_exchange_strong(now, context | kDone, std::memory_order_acq_rel)
                 ? STATUS_SUCCESS
                 : STATUS_UNSUCCESSFUL;
    default:
      return STATUS_UNSUCCESSFUL;
  }
}

EXPORT(ntdll, NTSTATUS, RtlRunOnceExecuteOnce,
       (PVOID RunOnce, PVOID InitFn, PVOID Parameter, PVOID* Context)) {
  const NTSTATUS status = RtlRunOnceBeginInitialize(RunOnce, 0, Context);
  if (status != STATUS_PENDING) return status;
  using InitFunction = ULONG(MS_ABI*)(PVOID, PVOID, PVOID*);
  if (!reinterpret_cast<InitFunction>(InitFn)(RunOnce, Parameter, Context)) {
    RtlRunOnceComplete(RunOnce, kInitFailed, nullptr);
    return STATUS_UNSUCCESSFUL;
  }
  return RtlRunOnceComplete(RunOnce, 0, Context ? *Context : nullptr);
}

}  // namespace mimic::win::ntdll
