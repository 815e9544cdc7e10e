#include "libs/windows/core/srw_lock.h"

#include "libs/windows/kernel32/result.h"
#include "libs/windows/ntdll/critical_section.h"

namespace mimic::win {

namespace ntdll {

DECLARE_EXPORT(ntdll, NTSTATUS, RtlSleepConditionVariableCS,
               (PVOID ConditionVariable, RTL_CRITICAL_SECTION* CriticalSection,
                const LARGE_INTEGER* Timeout));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlSleepConditionVariableSRW,
               (PVOID ConditionVariable, PVOID SRWLock, const LARGE_INTEGER* Timeout, ULONG Flags));

}  // namespace ntdll

namespace kernel32 {

FORWARD(kernel32, InitializeSRWLock, "ntdll.RtlInitializeSRWLock");
FORWARD(kernel32, AcquireSRWLockExclusive, "ntdll.RtlAcquireSRWLockExclusive");
FORWARD(kernel32, AcquireSRWLockShared, "ntdll.RtlAcquireSRWLockShared");
FORWARD(kernel32, TryAcquireSRWLockExclusive, "ntdll.RtlTryAcquireSRWLockExclusive");
FORWARD(kernel32, TryAcquireSRWLockShared, "ntdll.RtlTryAcquireSRWLockShared");
FORWARD(kernel32, ReleaseSRWLockExclusive, "ntdll.RtlReleaseSRWLockExclusive");
FORWARD(kernel32, ReleaseSRWLockShared, "ntdll.RtlReleaseSRWLockShared");
FORWARD(kernel32, InitializeConditionVariable, "ntdll.RtlInitializeConditionVariable");
FORWARD(kernel32, WakeConditionVariable, "ntdll.RtlWakeConditionVariable");
FORWARD(kernel32, WakeAllConditionVariable, "ntdll.RtlWakeAllConditionVariable");

namespace {

// A time-out is no failed status, but a failure here.
BOOL waited(NTSTATUS status) {
  return status == STATUS_TIMEOUT ? fail_with(ERROR_TIMEOUT) : succeeded(status);
}

}  // namespace

EXPORT(kernel32, BOOL, SleepConditionVariableCS,
       (PVOID ConditionVariable, RTL_CRITICAL_SECTION* CriticalSection, DWORD dwMilliseconds)) {
  LARGE_INTEGER storage;
  return waited(ntdll::RtlSleepConditionVariableCS(ConditionVariable, CriticalSection,
                                                   timeout_of(dwMilliseconds, storage)));
}

EXPORT(kernel32, BOOL, SleepConditionVariableSRW,
       (PVOID ConditionVariable, PVOID SRWLock, DWORD dwMilliseconds, ULONG Flags)) {
  LARGE_INTEGER storage;
  return waited(ntdll::RtlSleepConditionVariableSRW(ConditionVariable, SRWLock,
                                                    timeout_of(dwMilliseconds, storage), Flags));
}

}  // namespace kernel32

namespace kernelbase {

EXPORT(kernelbase, BOOL, WaitOnAddress,
       (const void* Address, PVOID CompareAddress, SIZE_T AddressSize, DWORD dwMilliseconds)) {
  LARGE_INTEGER storage;
  return kernel32::waited(
      wait_on_address(Address, CompareAddress, AddressSize, timeout_of(dwMilliseconds, storage)));
}

FORWARD(kernelbase, WakeByAddressSingle, "ntdll.RtlWakeAddressSingle");
FORWARD(kernelbase, WakeByAddressAll, "ntdll.RtlWakeAddressAll");

}  // namespace kernelbase
}  // namespace mimic::win
