// NtQueryVolumeInformationFile ([MS-FSCC] 2.5).
#include <algorithm>
#include <cstring>

#include "libs/windows/core/file.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/volume.h"

namespace mimic::win {
namespace {

constexpr ULONG kFsVolume = 1, kFsSize = 3, kFsAttribute = 5, kFsFullSize = 7, kFsObjectId = 8,
                kFsSectorSize = 11;

struct Answer {
  void* buffer;
  ULONG size;
  ULONG_PTR* written;

  // The fixed part, then a name that may be cut; `fixed` bytes lie before the name.
  template <class T>
  NTSTATUS give(const T& value, size_t fixed = sizeof(T), std::u16string_view name = {}) const {
    if (size < fixed) return STATUS_INFO_LENGTH_MISMATCH;
    std::memcpy(buffer, &value, fixed);
    const size_t fits = std::min<size_t>(name.size() * 2, size - fixed) & ~size_t{1};
    std::memcpy(static_cast<char*>(buffer) + fixed, name.data(), fits);
    *written = fixed + fits;
    return fits < name.size() * 2 ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
  }
};

struct FsVolume {
  int64_t creation_time;
  ULONG serial, label_length;
  BOOLEAN supports_objects, reserved;
};
struct FsSize {
  int64_t total, available;
  ULONG sectors_per_unit, bytes_per_sector;
};
struct FsFullSize {
  int64_t total, available, free;
  ULONG sectors_per_unit, bytes_per_sector;
};
struct FsAttribute {
  ULONG attributes, maximum_component, name_length;
};
struct FsSectorSize {
  ULONG logical, physical_atomic, physical_performance, effective_atomic, flags, alignment,
      partition_alignment;
};

NTSTATUS query_space(const File& file, bool full, const Answer& answer) {
  const auto space = volume_space(file.path().c_str());
  if (!space) return space.error();
  const auto units = [&](uint64_t bytes) {
    return static_cast<int64_t>(bytes / (uint64_t{space->sector} * space->sectors_per_cluster));
  };
  if (full)
    return answer.give(FsFullSize{units(space->total), units(space->available), units(space->free),
                                  space->sectors_per_cluster, space->sector});
  return answer.give(FsSize{units(space->total), units(space->available),
                            space->sectors_per_cluster, space->sector});
}

}  // namespace

NTSTATUS File::query_volume(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) {
  const Answer answer{buffer, size, written};
  if (file_type() != FILE_TYPE_DISK)
    return IoObject::query_volume(information_class, buffer, size, written);
  const std::u16string path = dos_path(this->path());
  const Volume* const volume = volume_of(path.empty() ? u'Z' : path[0]);
  if (!volume) return STATUS_INVALID_DEVICE_REQUEST;
  const VolumeInformation about = volume_information(*volume);
  switch (information_class) {
    case kFsVolume:
      return answer.give(
          FsVolume{0, about.serial, static_cast<ULONG>(about.label.size() * 2), 1, 0}, 18,
          about.label);
    case kFsSize:
      return query_space(*this, false, answer);
    case kFsFullSize:
      return query_space(*this, true, answer);
    case kFsAttribute:
      return answer.give(FsAttribute{about.flags, about.maximum_component,
                                     static_cast<ULONG>(about.file_system.size() * 2)},
                         sizeof(FsAttribute), about.file_system);
    case kFsObjectId:
      return STATUS_OBJECT_NAME_NOT_FOUND;
    case kFsSectorSize:
      return answer.give(FsSectorSize{512, 4096, 4096, 4096, 3, 0, 0});
    default:
      return IoObject::query_volume(information_class, buffer, size, written);
  }
}

}  // namespace mimic::win
