// NtQueryVolumeInformationFile.
#include "libs/windows/core/file.h"

namespace mimic::win {

NTSTATUS File::query_volume(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) {
  return IoObject::query_volume(information_class, buffer, size, written);
}

}  // namespace mimic::win
