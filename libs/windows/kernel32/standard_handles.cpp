// GetStdHandle and SetStdHandle.
#include "libs/windows/core/standard_handles.h"

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, HANDLE, GetStdHandle, (DWORD nStdHandle)) {
  const HANDLE* const place = standard_handle(nStdHandle);
  if (!place) {
    set_last_error(ERROR_INVALID_HANDLE);
    return INVALID_HANDLE_VALUE;
  }
  return *place;
}

EXPORT(kernel32, BOOL, SetStdHandleEx, (DWORD nStdHandle, HANDLE hHandle, HANDLE* phPrevValue)) {
  HANDLE* const place = standard_handle(nStdHandle);
  if (!place) return fail_with(ERROR_INVALID_HANDLE);
  if (phPrevValue) *phPrevValue = *place;
  *place = hHandle;
  return TRUE;
}

EXPORT(kernel32, BOOL, SetStdHandle, (DWORD nStdHandle, HANDLE hHandle)) {
  return SetStdHandleEx(nStdHandle, hHandle, nullptr);
}

}  // namespace mimic::win::kernel32
