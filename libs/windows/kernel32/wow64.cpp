// 32-bit programs on 64-bit Windows. There are none here: a 64-bit program asks in vain.
#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, BOOL, Wow64DisableWow64FsRedirection, (PVOID * OldValue)) {
  return fail(STATUS_NOT_IMPLEMENTED);
}
EXPORT(kernel32, BOOL, Wow64RevertWow64FsRedirection, (PVOID OlValue)) {
  return fail(STATUS_NOT_IMPLEMENTED);
}
EXPORT(kernel32, BOOLEAN, Wow64EnableWow64FsRedirection, (BOOLEAN Wow64FsEnableRedirection)) {
  return static_cast<BOOLEAN>(fail(STATUS_NOT_IMPLEMENTED));
}
EXPORT(kernel32, DWORD, Wow64SuspendThread, (HANDLE hThread)) {
  fail_with(ERROR_INVALID_PARAMETER);
  return ~0u;
}
EXPORT(kernel32, BOOL, Wow64GetThreadContext, (HANDLE hThread, PVOID lpContext)) {
  return fail_with(ERROR_INVALID_PARAMETER);
}
EXPORT(kernel32, BOOL, Wow64SetThreadContext, (HANDLE hThread, const void* lpContext)) {
  return fail_with(ERROR_INVALID_PARAMETER);
}
EXPORT(kernel32, HRESULT, IsWow64GuestMachineSupported,
       (USHORT WowGuestMachine, BOOL* MachineIsSupported)) {
  *MachineIsSupported = FALSE;
  return 0;
}

}  // namespace mimic::win::kernel32
