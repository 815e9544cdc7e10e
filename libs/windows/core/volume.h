// The drives: C: and Z:, with what Windows calls their volumes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "abi/windows/types.h"
#include "libs/windows/core/io.h"

namespace mimic::win {

inline constexpr UINT DRIVE_UNKNOWN = 0, DRIVE_NO_ROOT_DIR = 1, DRIVE_REMOVABLE = 2,
                      DRIVE_FIXED = 3, DRIVE_REMOTE = 4, DRIVE_CDROM = 5, DRIVE_RAMDISK = 6;

struct Volume {
  char16_t letter;
  std::u16string_view device;  // "\Device\HarddiskVolume3"
  std::u16string_view guid;    // "{6d696d69-…}"
  std::u16string_view label;
  std::u16string root() const { return {letter, u':', u'\\'}; }
  // "\\?\Volume{…}\"
  std::u16string guid_path() const {
    std::u16string path = u"\\\\?\\Volume";
    path += guid;
    return path += u'\\';
  }
  const std::string& host_root() const;
};
std::span<const Volume> volumes();
// By its letter in any case; null where there is no such drive.
const Volume* volume_of(char16_t letter);
// By "X:\", "\\?\Volume{…}\", or either without the final backslash where `loose`.
const Volume* volume_of_root(std::u16string_view path, bool loose);

struct VolumeInformation {
  DWORD serial, flags, maximum_component;
  std::u16string_view label, file_system;
};
VolumeInformation volume_information(const Volume& volume);

struct VolumeSpace {
  uint64_t total, available, free;  // bytes; `available` to this user
  DWORD sector, sectors_per_cluster;
};
// Of the host's file system that holds a path on the host.
Expected<VolumeSpace> volume_space(const char* host_path);

// The DOS path of an open file or directory, as "X:\…". STATUS_INVALID_HANDLE for pipes and the
// like, STATUS_OBJECT_NAME_NOT_FOUND where the file has no name any more.
Expected<std::u16string> path_of_file(const IoObject& file);

}  // namespace mimic::win
