// Statuses, Win32 errors and the thread's last of each.
#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, ULONG, RtlNtStatusToDosErrorNoTeb, (NTSTATUS Status)) { return error_of(Status); }

EXPORT(ntdll, ULONG, RtlNtStatusToDosError, (NTSTATUS Status)) {
  current_teb()->LastStatusValue = static_cast<ULONG>(Status);
  return error_of(Status);
}

EXPORT(ntdll, NTSTATUS, RtlGetLastNtStatus, ()) {
  return static_cast<NTSTATUS>(current_teb()->LastStatusValue);
}

EXPORT(ntdll, DWORD, RtlGetLastWin32Error, ()) { return last_error(); }
EXPORT(ntdll, void, RtlSetLastWin32Error, (DWORD Error)) { set_last_error(Error); }
ALSO(ntdll, RtlRestoreLastWin32Error, "ntdll.RtlSetLastWin32Error");

EXPORT(ntdll, void, RtlSetLastWin32ErrorAndNtStatusFromNtStatus, (NTSTATUS Status)) {
  current_teb()->LastStatusValue = static_cast<ULONG>(Status);
  set_last_error(error_of(Status));
}

EXPORT(ntdll, NTSTATUS, RtlMapSecurityErrorToNtStatus, (DWORD Error)) {
  struct Entry {
    DWORD error;
    DWORD status;
  };
  static constexpr Entry kEntries[] = {
      {0x80090300, 0xC000009A},  // SEC_E_INSUFFICIENT_MEMORY
      {0x80090301, 0xC0000008},  // SEC_E_INVALID_HANDLE
      {0x80090302, 0xC00000BB},  // SEC_E_UNSUPPORTED_FUNCTION
      {0x80090303, 0xC000005E},  // SEC_E_TARGET_UNKNOWN
      {0x80090304, 0xC00000E5},  // SEC_E_INTERNAL_ERROR
      {0x80090305, 0xC00000FE},  // SEC_E_SECPKG_NOT_FOUND
      {0x80090308, 0xC000000D},  // SEC_E_INVALID_TOKEN
      {0x8009030C, 0xC000006D},  // SEC_E_LOGON_DENIED
      {0x8009030E, 0xC000005F},  // SEC_E_NO_CREDENTIALS
      {0x80090311, 0xC000005E},  // SEC_E_NO_AUTHENTICATING_AUTHORITY
      {0x80090321, 0xC0000023},  // SEC_E_BUFFER_TOO_SMALL
  };
  for (const Entry& entry : kEntries)
    if (entry.error == Error) return static_cast<NTSTATUS>(entry.status);
  return static_cast<NTSTATUS>(Error);
}

}  // namespace mimic::win::ntdll

namespace mimic::win::kernel32 {

EXPORT(kernel32, DWORD, GetLastError, ()) { return last_error(); }
FORWARD(kernel32, SetLastError, "ntdll.RtlSetLastWin32Error");
FORWARD(kernel32, RestoreLastError, "ntdll.RtlRestoreLastWin32Error");

}  // namespace mimic::win::kernel32

namespace mimic::win::advapi32 {

EXPORT(advapi32, ULONG, LsaNtStatusToWinError, (NTSTATUS Status)) { return error_of(Status); }

}  // namespace mimic::win::advapi32
