#include "libs/windows/core/volume.h"

#include <sys/statvfs.h>

#include <cerrno>

#include "libs/windows/core/file_metadata.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// path.cpp knows the devices and the last digits of the GUIDs, which are the drive's letter.
constexpr Volume kVolumes[] = {
    {u'C', u"\\Device\\HarddiskVolume3", u"{6d696d69-6300-0000-0000-000000000043}", u""},
    {u'Z', u"\\Device\\HarddiskVolume26", u"{6d696d69-6300-0000-0000-00000000005a}", u"Linux"},
};

// Flags of a volume ([MS-FSCC] 2.5.1): case is kept and may be told apart, names are Unicode, files
// may be sparse and may be links, there are hard links.
constexpr DWORD kFlags = 0x1 | 0x2 | 0x4 | 0x40 | 0x80 | 0x400000;

}  // namespace

const std::string& Volume::host_root() const {
  static const std::string slash = "/";
  return letter == u'Z' ? slash : private_drive();
}

std::span<const Volume> volumes() { return kVolumes; }

const Volume* volume_of(char16_t letter) {
  for (const Volume& volume : kVolumes) {
    if (volume.letter == upcase(letter)) return &volume;
  }
  return nullptr;
}

const Volume* volume_of_root(std::u16string_view path, bool loose) {
  const bool closed = path.ends_with(u'\\') || path.ends_with(u'/');
  if (!closed && !loose) return nullptr;
  if (closed) path.remove_suffix(1);
  if (path.size() == 2 && path[1] == u':') return volume_of(path[0]);
  for (const Volume& volume : kVolumes) {
    if (equal_ignoring_case(
            path, std::u16string_view(volume.guid_path()).substr(0, volume.guid.size() + 10)))
      return &volume;
  }
  return nullptr;
}

VolumeInformation volume_information(const Volume& volume) {
  FileMetadata root;
  if (const auto metadata = read_metadata(volume.host_root().c_str(), true)) root = *metadata;
  return {root.volume_serial(), kFlags, 255, volume.label, u"NTFS"};
}

Expected<VolumeSpace> volume_space(const char* host_path) {
  struct statvfs host;
  if (statvfs(host_path, &host) != 0) return nt_fail(status_of_errno(errno));
  const uint64_t unit = host.f_frsize ? host.f_frsize : 4096;
  VolumeSpace space;
  space.total = host.f_blocks * unit;
  space.available = host.f_bavail * unit;
  space.free = host.f_bfree * unit;
  space.sector = 512;
  space.sectors_per_cluster = unit >= 512 ? unit / 512 : 1;
  return space;
}

Expected<std::u16string> path_of_file(const IoObject& file) {
  if (file.type() != ObjectType::kFile && file.type() != ObjectType::kDirectory)
    return nt_fail(STATUS_INVALID_HANDLE);
  char path[4096];
  if (const int descriptor = file.descriptor(); descriptor >= 0) {
    if (!path_of_descriptor(descriptor, path)) return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
    return dos_path(path);
  }
  // What only appears to be on C: has just its name.
  const std::u16string name = file.name();
  for (const Volume& volume : kVolumes) {
    if (name.starts_with(volume.device))
      return std::u16string{volume.letter, u':'} + name.substr(volume.device.size());
  }
  return nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
}

}  // namespace mimic::win
