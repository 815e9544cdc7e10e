// NtSetInformationFile on files and directories.
#include "libs/windows/core/file.h"

namespace mimic::win {

NTSTATUS File::set(ULONG information_class, const void* buffer, ULONG size) {
  return IoObject::set(information_class, buffer, size);
}

}  // namespace mimic::win
