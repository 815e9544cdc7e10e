#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win {

namespace ntdll {

DECLARE_EXPORT(ntdll, NTSTATUS, RtlRunOnceBeginInitialize,
               (PVOID RunOnce, ULONG Flags, PVOID* Context));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlRunOnceComplete, (PVOID RunOnce, ULONG Flags, PVOID Context));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlRunOnceExecuteOnce,
               (PVOID RunOnce, PVOID InitFn, PVOID Parameter, PVOID* Context));

}  // namespace ntdll

namespace kernel32 {

FORWARD(kernel32, InitOnceInitialize, "ntdll.RtlRunOnceInitialize");

EXPORT(kernel32, BOOL, InitOnceBeginInitialize,
       (PVOID lpInitOnce, DWORD dwFlags, BOOL* fPending, LPVOID* lpContext)) {
  const NTSTATUS status = ntdll::RtlRunOnceBeginInitialize(lpInitOnce, dwFlags, lpContext);
  if (!nt_success(status)) return fail(status);
  *fPending = status == STATUS_PENDING;
  return TRUE;
}

EXPORT(kernel32, BOOL, InitOnceComplete, (PVOID lpInitOnce, DWORD dwFlags, LPVOID lpContext)) {
  return succeeded(ntdll::RtlRunOnceComplete(lpInitOnce, dwFlags, lpContext));
}

// The last error of a failure is what the callback left.
EXPORT(kernel32, BOOL, InitOnceExecuteOnce,
       (PVOID InitOnce, PVOID InitFn, PVOID Parameter, LPVOID* Context)) {
  return nt_success(ntdll::RtlRunOnceExecuteOnce(InitOnce, InitFn, Parameter, Context));
}

}  // namespace kernel32
}  // namespace mimic::win
