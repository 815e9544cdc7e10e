#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win {

namespace ntdll {

DECLARE_EXPORT(ntdll, NTSTATUS, RtlInitBarrier,
               (PVOID Barrier, ULONG TotalThreads, ULONG SpinCount));
DECLARE_EXPORT(ntdll, BOOLEAN, RtlBarrier, (PVOID Barrier, ULONG Flags));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlDeleteBarrier, (PVOID Barrier));

}  // namespace ntdll

namespace kernel32 {

EXPORT(kernel32, BOOL, InitializeSynchronizationBarrier,
       (PVOID lpBarrier, LONG lTotalThreads, LONG lSpinCount)) {
  if (lSpinCount < -1) return fail_with(ERROR_INVALID_PARAMETER);
  return succeeded(ntdll::RtlInitBarrier(lpBarrier, static_cast<ULONG>(lTotalThreads),
                                         static_cast<ULONG>(lSpinCount)));
}

EXPORT(kernel32, BOOL, EnterSynchronizationBarrier, (PVOID lpBarrier, DWORD dwFlags)) {
  constexpr DWORD kKnownFlags = 7;
  if (dwFlags & ~kKnownFlags) return fail_with(ERROR_INVALID_PARAMETER);
  return ntdll::RtlBarrier(lpBarrier, dwFlags);
}

EXPORT(kernel32, BOOL, DeleteSynchronizationBarrier, (PVOID lpBarrier)) {
  return succeeded(ntdll::RtlDeleteBarrier(lpBarrier));
}

}  // namespace kernel32
}  // namespace mimic::win
