#include "libs/windows/ntdll/critical_section.h"

#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

FORWARD(kernel32, EnterCriticalSection, "ntdll.RtlEnterCriticalSection");
FORWARD(kernel32, LeaveCriticalSection, "ntdll.RtlLeaveCriticalSection");
FORWARD(kernel32, TryEnterCriticalSection, "ntdll.RtlTryEnterCriticalSection");
FORWARD(kernel32, DeleteCriticalSection, "ntdll.RtlDeleteCriticalSection");
FORWARD(kernel32, InitializeCriticalSection, "ntdll.RtlInitializeCriticalSection");
FORWARD(kernel32, SetCriticalSectionSpinCount, "ntdll.RtlSetCriticalSectionSpinCount");

EXPORT(kernel32, BOOL, InitializeCriticalSectionEx,
       (RTL_CRITICAL_SECTION * lpCriticalSection, DWORD dwSpinCount, DWORD Flags)) {
  return succeeded(ntdll::RtlInitializeCriticalSectionEx(lpCriticalSection, dwSpinCount, Flags));
}

EXPORT(kernel32, BOOL, InitializeCriticalSectionAndSpinCount,
       (RTL_CRITICAL_SECTION * lpCriticalSection, DWORD dwSpinCount)) {
  ntdll::RtlInitializeCriticalSectionEx(lpCriticalSection, dwSpinCount & 0xffffff, 0);
  return TRUE;
}

}  // namespace mimic::win::kernel32
