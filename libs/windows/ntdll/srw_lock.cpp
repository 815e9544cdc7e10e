// Slim reader/writer locks and condition variables.
#include "libs/windows/core/srw_lock.h"

#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ntdll/critical_section.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, void, RtlInitializeSRWLock, (PVOID * SRWLock)) { *SRWLock = nullptr; }
EXPORT(ntdll, void, RtlAcquireSRWLockExclusive, (PVOID SRWLock)) {
  srw_lock(SRWLock).acquire_exclusive();
}
EXPORT(ntdll, void, RtlAcquireSRWLockShared, (PVOID SRWLock)) {
  srw_lock(SRWLock).acquire_shared();
}
EXPORT(ntdll, BOOLEAN, RtlTryAcquireSRWLockExclusive, (PVOID SRWLock)) {
  return srw_lock(SRWLock).try_acquire_exclusive();
}
EXPORT(ntdll, BOOLEAN, RtlTryAcquireSRWLockShared, (PVOID SRWLock)) {
  return srw_lock(SRWLock).try_acquire_shared();
}
EXPORT(ntdll, void, RtlReleaseSRWLockExclusive, (PVOID SRWLock)) {
  srw_lock(SRWLock).release_exclusive();
}
EXPORT(ntdll, void, RtlReleaseSRWLockShared, (PVOID SRWLock)) {
  srw_lock(SRWLock).release_shared();
}

EXPORT(ntdll, void, RtlInitializeConditionVariable, (PVOID * ConditionVariable)) {
  *ConditionVariable = nullptr;
}

EXPORT(ntdll, void, RtlWakeConditionVariable, (PVOID ConditionVariable)) {
  condition_variable(ConditionVariable).wake(false);
}

EXPORT(ntdll, void, RtlWakeAllConditionVariable, (PVOID ConditionVariable)) {
  condition_variable(ConditionVariable).wake(true);
}

EXPORT(ntdll, NTSTATUS, RtlSleepConditionVariableCS,
       (PVOID ConditionVariable, RTL_CRITICAL_SECTION* CriticalSection,
        const LARGE_INTEGER* Timeout)) {
  win::ConditionVariable& variable = condition_variable(ConditionVariable);
  const uint32_t prepared = variable.prepare();
  RtlLeaveCriticalSection(CriticalSection);
  const NTSTATUS status = variable.wait(prepared, Timeout);
  RtlEnterCriticalSection(CriticalSection);
  return status;
}

EXPORT(ntdll, NTSTATUS, RtlSleepConditionVariableSRW,
       (PVOID ConditionVariable, PVOID SRWLock, const LARGE_INTEGER* Timeout, ULONG Flags)) {
  constexpr ULONG kShared = 1;  // CONDITION_VARIABLE_LOCKMODE_SHARED
  win::ConditionVariable& variable = condition_variable(ConditionVariable);
  SrwLock& lock = srw_lock(SRWLock);
  const uint32_t prepared = variable.prepare();
  Flags& kShared ? lock.release_shared() : lock.release_exclusive();
  const NTSTATUS status = variable.wait(prepared, Timeout);
  Flags& kShared ? lock.acquire_shared() : lock.acquire_exclusive();
  return status;
}

EXPORT(ntdll, NTSTATUS, RtlWaitOnAddress,
       (const void* Address, const void* CompareAddress, SIZE_T AddressSize,
        const LARGE_INTEGER* Timeout)) {
  return wait_on_address(Address, CompareAddress, AddressSize, Timeout);
}

EXPORT(ntdll, void, RtlWakeAddressSingle, (const void* Address)) {
  wake_by_address(Address, false);
}

EXPORT(ntdll, void, RtlWakeAddressAll, (const void* Address)) { wake_by_address(Address, true); }

}  // namespace mimic::win::ntdll
