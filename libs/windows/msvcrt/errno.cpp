// errno and _doserrno as programs see them.
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/os_error.h"

namespace mimic::win::msvcrt {

CRT_EXPORT_O(int*, _errno, ()) { return &crt::crt_errno; }
CRT_EXPORT(ULONG*, __doserrno, ()) { return &crt::crt_doserrno; }

CRT_EXPORT_O(int, _get_errno, (int* value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  *value = crt::crt_errno;
  return 0;
}
CRT_EXPORT_O(int, _set_errno, (int value)) {
  crt::crt_errno = value;
  return 0;
}
CRT_EXPORT_O(int, _get_doserrno, (ULONG * value)) {
  if (!value) return crt::fail_invalid(crt::kEINVAL);
  *value = crt::crt_doserrno;
  return 0;
}
CRT_EXPORT_O(int, _set_doserrno, (ULONG value)) {
  crt::crt_doserrno = value;
  return 0;
}
EXPORT(msvcrt, void, _dosmaperr, (ULONG error)) { crt::set_os_error(error); }

}  // namespace mimic::win::msvcrt
