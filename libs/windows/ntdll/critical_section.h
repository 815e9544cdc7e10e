#pragma once

#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {

struct RTL_CRITICAL_SECTION {
  PVOID DebugInfo;
  LONG LockCount;
  LONG RecursionCount;
  HANDLE OwningThread;
  HANDLE LockSemaphore;
  ULONG_PTR SpinCount;
};
static_assert(sizeof(RTL_CRITICAL_SECTION) == 40);

namespace ntdll {

DECLARE_EXPORT(ntdll, NTSTATUS, RtlInitializeCriticalSectionEx,
               (RTL_CRITICAL_SECTION * CriticalSection, ULONG SpinCount, ULONG Flags));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlEnterCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlLeaveCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection));

}  // namespace ntdll
}  // namespace mimic::win
