// How the functions of kernel32 give back what the core returned.
#pragma once

#include "abi/windows/status.h"
#include "abi/windows/teb.h"

namespace mimic::win::kernel32 {

// Sets the last error of a status, as BaseSetLastNTError does, and returns FALSE.
inline BOOL fail(NTSTATUS status) {
  set_last_error(error_of(status));
  return FALSE;
}
inline BOOL fail_with(DWORD error) {
  set_last_error(error);
  return FALSE;
}
inline BOOL succeeded(NTSTATUS status) { return nt_success(status) ? TRUE : fail(status); }

}  // namespace mimic::win::kernel32
