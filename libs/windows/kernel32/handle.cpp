// Handles: CloseHandle, DuplicateHandle and their flags.
#include "libs/windows/core/object.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win {

namespace ntdll {
DECLARE_EXPORT(ntdll, NTSTATUS, NtDuplicateObject,
               (HANDLE SourceProcessHandle, HANDLE SourceHandle, HANDLE TargetProcessHandle,
                HANDLE* TargetHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
                ULONG Options));
}  // namespace ntdll

namespace kernel32 {

inline constexpr DWORD HANDLE_FLAG_INHERIT = 1;
inline constexpr DWORD HANDLE_FLAG_PROTECT_FROM_CLOSE = 2;

EXPORT(kernel32, BOOL, CloseHandle, (HANDLE hObject)) {
  return succeeded(handles().close(hObject));
}

EXPORT(kernel32, BOOL, DuplicateHandle,
       (HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle,
        HANDLE* lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions)) {
  constexpr ULONG kInherit = 2;  // OBJ_INHERIT
  return succeeded(ntdll::NtDuplicateObject(hSourceProcessHandle, hSourceHandle,
                                            hTargetProcessHandle, lpTargetHandle, dwDesiredAccess,
                                            bInheritHandle ? kInherit : 0, dwOptions));
}

EXPORT(kernel32, BOOL, GetHandleInformation, (HANDLE hObject, LPDWORD lpdwFlags)) {
  auto entry = handles().lookup(hObject);
  if (!entry) return fail(entry.error());
  *lpdwFlags = (entry->inherit ? HANDLE_FLAG_INHERIT : 0) |
               (entry->protect_from_close ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
  return TRUE;
}

EXPORT(kernel32, BOOL, SetHandleInformation, (HANDLE hObject, DWORD dwMask, DWORD dwFlags)) {
  auto entry = handles().lookup(hObject);
  if (!entry) return fail(entry.error());
  const bool inherit =
      dwMask & HANDLE_FLAG_INHERIT ? dwFlags & HANDLE_FLAG_INHERIT : entry->inherit;
  const bool protect = dwMask & HANDLE_FLAG_PROTECT_FROM_CLOSE
                           ? dwFlags & HANDLE_FLAG_PROTECT_FROM_CLOSE
                           : entry->protect_from_close;
  return succeeded(handles().set_flags(hObject, inherit, protect));
}

}  // namespace kernel32

namespace kernelbase {

EXPORT(kernelbase, BOOL, CompareObjectHandles,
       (HANDLE hFirstObjectHandle, HANDLE hSecondObjectHandle)) {
  auto first = object_of(hFirstObjectHandle);
  auto second = object_of(hSecondObjectHandle);
  if (!first || !second) return kernel32::fail(STATUS_INVALID_HANDLE);
  return first->get() == second->get() ? TRUE : kernel32::fail(STATUS_NOT_SAME_OBJECT);
}

}  // namespace kernelbase
}  // namespace mimic::win
