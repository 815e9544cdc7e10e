// NtFsControlFile and NtDeviceIoControlFile on files and directories.
#include "libs/windows/core/file.h"

namespace mimic::win {

NTSTATUS File::control(const IoRequest& request, ULONG code, const void* in, ULONG in_size,
                       void* out, ULONG out_size) {
  return IoObject::control(request, code, in, in_size, out, out_size);
}

}  // namespace mimic::win
