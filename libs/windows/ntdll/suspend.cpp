// Suspending threads and their contexts, native.
#include "libs/windows/core/suspension.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

NTSTATUS counted(HANDLE handle, ULONG* previous, Expected<uint32_t> (*work)(Thread&)) {
  const auto thread = object_of<Thread>(handle);
  if (!thread) return thread.error();
  const auto count = work(**thread);
  if (!count) return count.error();
  if (previous) *previous = *count;
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtSuspendThread, (HANDLE ThreadHandle, ULONG* PreviousSuspendCount)) {
  return counted(ThreadHandle, PreviousSuspendCount, suspend_thread);
}
ALSO(ntdll, ZwSuspendThread, "ntdll.NtSuspendThread");
EXPORT(ntdll, NTSTATUS, NtResumeThread, (HANDLE ThreadHandle, ULONG* PreviousSuspendCount)) {
  return counted(ThreadHandle, PreviousSuspendCount, resume_thread);
}
ALSO(ntdll, ZwResumeThread, "ntdll.NtResumeThread");

EXPORT_PARTIAL("debug and extended registers are not delivered", ntdll, NTSTATUS,
               NtGetContextThread, (HANDLE ThreadHandle, CONTEXT* ThreadContext)) {
  const auto thread = object_of<Thread>(ThreadHandle);
  if (!thread) return thread.error();
  CONTEXT context = *ThreadContext;
  const NTSTATUS status = get_thread_context(**thread, &context);
  if (nt_success(status)) *ThreadContext = context;
  return status;
}
ALSO(ntdll, ZwGetContextThread, "ntdll.NtGetContextThread");
EXPORT_PARTIAL("debug and extended registers are ignored", ntdll, NTSTATUS, NtSetContextThread,
               (HANDLE ThreadHandle, const CONTEXT* ThreadContext)) {
  const auto thread = object_of<Thread>(ThreadHandle);
  if (!thread) return thread.error();
  const CONTEXT context = *ThreadContext;
  return set_thread_context(**thread, context);
}
ALSO(ntdll, ZwSetContextThread, "ntdll.NtSetContextThread");

}  // namespace mimic::win::ntdll
