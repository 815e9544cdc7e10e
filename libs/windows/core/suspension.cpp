#include "libs/windows/core/suspension.h"

#include "abi/windows/seh/suspend.h"

namespace mimic::win {
namespace {

// Runs use(guest thread) while it cannot go away; STATUS_THREAD_IS_TERMINATING where it has ended.
template <class Use>
NTSTATUS with_guest(Thread& thread, Use&& use) {
  DispatcherLock lock;
  if (!thread.guest || thread.ended) return STATUS_THREAD_IS_TERMINATING;
  return use(*thread.guest);
}

bool has_started(const GuestThread& guest) { return guest.tid != 0; }

// What a thread that has not run yet will start with.
void get_start_context(const Thread& thread, CONTEXT* context) {
  CONTEXT start{};
  start.SegCs = 0x33;
  start.SegDs = start.SegEs = start.SegGs = start.SegSs = 0x2b;
  start.SegFs = 0x53;
  start.EFlags = 0x200;
  start.MxCsr = start.FltSave.MxCsr = 0x1f80;
  start.FltSave.ControlWord = 0x27f;
  start.Rip = reinterpret_cast<uint64_t>(thread.start_routine);
  start.Rcx = reinterpret_cast<uint64_t>(thread.parameter);
  start.Rsp = reinterpret_cast<uint64_t>(thread.guest->stack_high) - 0x28;
  seh::copy_context(*context, start, context->ContextFlags);
}

}  // namespace

Expected<uint32_t> suspend_thread(Thread& thread) {
  uint32_t previous = 0;
  bool done = false, self = false;
  for (bool first = true; !done; first = false) {
    const NTSTATUS status = with_guest(thread, [&](GuestThread& guest) -> NTSTATUS {
      std::atomic<uint32_t>& count = guest.control.suspend_count;
      if (first) {
        if (count >= seh::kMaximumSuspendCount) return STATUS_SUSPEND_COUNT_EXCEEDED;
        previous = count.fetch_add(1);
        self = &guest == current_guest_thread();
      }
      done = self || previous != 0 || !has_started(guest) || seh::try_suspend(guest, first);
      // Somebody may have resumed it before it stopped.
      if (!first && count == 0) done = true;
      return STATUS_SUCCESS;
    });
    if (status != STATUS_SUCCESS) return nt_fail(status);
    if (!done) seh::wait_for_progress();
  }
  if (self) seh::suspend_self();
  return previous;
}

Expected<uint32_t> resume_thread(Thread& thread) {
  uint32_t previous = 0;
  const NTSTATUS status = with_guest(thread, [&](GuestThread& guest) -> NTSTATUS {
    std::atomic<uint32_t>& count = guest.control.suspend_count;
    previous = count;
    if (previous != 0 && count.fetch_sub(1) == 1) seh::wake_suspended(guest);
    return STATUS_SUCCESS;
  });
  if (status != STATUS_SUCCESS) return nt_fail(status);
  return previous;
}

NTSTATUS get_thread_context(Thread& thread, CONTEXT* context) {
  if (&thread == Thread::current()) {
    seh::get_own_context(context);
    return STATUS_SUCCESS;
  }
  const auto suspended = suspend_thread(thread);
  if (!suspended) return suspended.error();
  const NTSTATUS status = with_guest(thread, [&](GuestThread& guest) -> NTSTATUS {
    if (has_started(guest))
      seh::get_context(guest, context);
    else
      get_start_context(thread, context);
    return STATUS_SUCCESS;
  });
  resume_thread(thread);
  return status;
}

NTSTATUS set_thread_context(Thread& thread, const CONTEXT& context) {
  if (&thread == Thread::current()) {
    CONTEXT now;
    now.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    seh::get_own_context(&now);
    seh::copy_context(now, context, context.ContextFlags);
    mimic_restore_context(&now);
  }
  const auto suspended = suspend_thread(thread);
  if (!suspended) return suspended.error();
  const NTSTATUS status = with_guest(thread, [&](GuestThread& guest) -> NTSTATUS {
    if (!has_started(guest)) return STATUS_UNSUCCESSFUL;
    seh::set_context(guest, context);
    return STATUS_SUCCESS;
  });
  resume_thread(thread);
  return status;
}

}  // namespace mimic::win
