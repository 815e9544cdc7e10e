// Drives and volumes.
#include "libs/windows/core/volume.h"

#include <atomic>

#include "libs/windows/core/file_lookup.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

namespace {

// A list of strings, closed by an empty one.
template <class Char>
DWORD give_list(std::u16string_view list, Char* buffer, DWORD size) {
  // deliver() closes the text with the second terminator.
  return deliver(std::u16string(list), buffer, size);
}

std::u16string drive_strings() {
  std::u16string list;
  for (const Volume& volume : volumes()) (list += volume.root()) += u'\0';
  return list;
}

// The directory that a volume is asked for by; null means the current one.
Expected<FoundFile> directory_of(const std::u16string* path) {
  auto found = look_up(path && !path->empty() ? *path : u".", true);
  if (found && !found->metadata.is_directory()) return nt_fail(STATUS_NOT_A_DIRECTORY);
  return found;
}

template <class Char>
std::optional<std::u16string> optional_wide(const Char* text) {
  if (!text) return std::nullopt;
  return wide(text);
}

// The volume that the full form of a path is on.
const Volume* volume_of_path(std::u16string_view path) {
  const std::u16string full = full_path(path);
  std::u16string_view rest = full;
  if (rest.starts_with(u"\\\\?\\") || rest.starts_with(u"\\\\.\\")) {
    if (rest.substr(4).starts_with(u"Volume{"))
      return volume_of_root(rest.substr(0, rest.find(u'}') + 1), true);
    rest.remove_prefix(4);
  }
  return rest.size() >= 2 && rest[1] == u':' ? volume_of(rest[0]) : nullptr;
}

UINT drive_type(std::u16string_view path) {
  const std::u16string current = current_directory();
  if (path.empty()) return volume_of(current[0]) ? DRIVE_FIXED : DRIVE_NO_ROOT_DIR;
  if (volume_of_root(path, true)) return DRIVE_FIXED;
  return path == u"\\" && volume_of(current[0]) ? DRIVE_FIXED : DRIVE_NO_ROOT_DIR;
}

BOOL give_space(const std::optional<std::u16string>& path, VolumeSpace& space) {
  const auto found = directory_of(path ? &*path : nullptr);
  if (!found) return fail(found.error());
  // What is virtual will be made below the folder that is nearest.
  std::string host = found->path;
  auto answer = volume_space(host.c_str());
  while (!answer && host.size() > 1) {
    host.resize(std::max<size_t>(host.rfind('/'), 1));
    answer = volume_space(host.c_str());
  }
  if (!answer) return fail(answer.error());
  space = *answer;
  return TRUE;
}

BOOL give_free_space(const std::optional<std::u16string>& path, DWORD* sectors_per_cluster,
                     DWORD* bytes_per_sector, DWORD* free_clusters, DWORD* clusters) {
  VolumeSpace space;
  if (!give_space(path, space)) return FALSE;
  const uint64_t cluster = uint64_t{space.sector} * space.sectors_per_cluster;
  const auto count = [&](uint64_t bytes) {
    return static_cast<DWORD>(std::min<uint64_t>(bytes / cluster, 0xffffffff));
  };
  if (sectors_per_cluster) *sectors_per_cluster = space.sectors_per_cluster;
  if (bytes_per_sector) *bytes_per_sector = space.sector;
  if (free_clusters) *free_clusters = count(space.available);
  if (clusters) *clusters = count(space.total);
  return TRUE;
}

BOOL give_free_bytes(const std::optional<std::u16string>& path, ULARGE_INTEGER* available,
                     ULARGE_INTEGER* total, ULARGE_INTEGER* free) {
  VolumeSpace space;
  if (!give_space(path, space)) return FALSE;
  if (available) available->QuadPart = space.available;
  if (total) total->QuadPart = space.total;
  if (free) free->QuadPart = space.free;
  return TRUE;
}

template <class Char>
BOOL give_information(const Volume& volume, Char* name, DWORD name_size, DWORD* serial,
                      DWORD* maximum, DWORD* flags, Char* file_system, DWORD file_system_size) {
  const VolumeInformation information = volume_information(volume);
  if ((name && deliver(std::u16string(information.label), name, name_size) >= name_size) ||
      (file_system && deliver(std::u16string(information.file_system), file_system,
                              file_system_size) >= file_system_size))
    return fail_with(ERROR_BAD_LENGTH);
  if (serial) *serial = information.serial;
  if (maximum) *maximum = information.maximum_component;
  if (flags) *flags = information.flags;
  return TRUE;
}

// Of the root of a volume; without a path, of the current drive.
template <class Char>
BOOL give_information_of(const Char* root, Char* name, DWORD name_size, DWORD* serial,
                         DWORD* maximum, DWORD* flags, Char* file_system, DWORD file_system_size) {
  const std::u16string path = root ? wide(root) : current_directory().substr(0, 2) + u'\\';
  if (path.empty()) return fail_with(ERROR_PATH_NOT_FOUND);
  const Volume* volume = volume_of_root(path, false);
  if (!volume) {
    // The name has to end with a backslash, and to be the root.
    if (path.back() != u'\\' && path.back() != u'/') return fail_with(ERROR_INVALID_NAME);
    const auto found = look_up(path, true);
    if (!found) return fail(found.error());
    return fail_with(ERROR_DIR_NOT_ROOT);
  }
  return give_information(*volume, name, name_size, serial, maximum, flags, file_system,
                          file_system_size);
}

template <class Char>
BOOL give_volume_path(const Char* name, Char* buffer, DWORD size) {
  const std::u16string path = wide(name);
  if (path.empty() || !buffer || !size) return fail_with(ERROR_INVALID_PARAMETER);
  const Volume* volume = volume_of_path(path);
  if (!volume) return fail_with(ERROR_INVALID_NAME);
  const std::u16string root = path.starts_with(u"\\\\?\\Volume{") ? volume->guid_path()
                              : path.starts_with(u"\\\\?\\")      ? u"\\\\?\\" + volume->root()
                                                                  : volume->root();
  return deliver(root, buffer, size) < size ? TRUE : fail_with(ERROR_FILENAME_EXCED_RANGE);
}

template <class Char>
BOOL give_volume_name(const Char* mount_point, Char* buffer, DWORD size) {
  const std::u16string path = wide(mount_point);
  if (!path.ends_with(u'\\')) return fail_with(ERROR_INVALID_NAME);
  const Volume* volume = volume_of_root(path, false);
  if (!volume) {
    const auto found = look_up(path, true);
    return found ? fail_with(ERROR_NOT_A_REPARSE_POINT) : fail(found.error());
  }
  return deliver(volume->guid_path(), buffer, size) < size ? TRUE
                                                           : fail_with(ERROR_FILENAME_EXCED_RANGE);
}

template <class Char>
BOOL give_volume_paths(const Char* name, Char* buffer, DWORD size, DWORD* needed) {
  const Volume* volume = volume_of_root(wide(name), false);
  if (!volume) return fail_with(ERROR_INVALID_NAME);
  const std::u16string list = volume->root() + u'\0';
  if (needed) *needed = list.size() + 1;
  return deliver(list, buffer, size) < size ? TRUE : fail_with(ERROR_MORE_DATA);
}

struct DeviceName {
  std::u16string_view name, target;
};
constexpr DeviceName kDevices[] = {
    {u"NUL", u"\\Device\\Null"},
    {u"CON", u"\\Device\\ConDrv\\Console"},
    {u"CONIN$", u"\\Device\\ConDrv\\CurrentIn"},
    {u"CONOUT$", u"\\Device\\ConDrv\\CurrentOut"},
    {u"PIPE", u"\\Device\\NamedPipe"},
    {u"UNC", u"\\Device\\Mup"},
    {u"GLOBALROOT", u""},
};

template <class Char>
DWORD query_device(const Char* device, Char* buffer, DWORD size) {
  std::u16string list;
  if (device) {
    const std::u16string name = wide(device);
    if (name.size() == 2 && name[1] == u':') {
      if (const Volume* volume = volume_of(name[0])) list = volume->device;
    }
    for (const DeviceName& known : kDevices) {
      if (equal_ignoring_case(name, known.name)) list = known.target;
    }
    if (list.empty()) return fail_with(ERROR_FILE_NOT_FOUND);
    list += u'\0';
  } else {
    for (const Volume& volume : volumes()) list += {volume.letter, u':', u'\0'};
    for (const DeviceName& known : kDevices) (list += known.name) += u'\0';
  }
  const DWORD length = deliver(list, buffer, size);
  return length < size ? length + 1 : fail_with(ERROR_INSUFFICIENT_BUFFER);
}

// The searches for volumes and for what is mounted: the objects hold the place.
class FindVolume final : public Object {
 public:
  FindVolume() : Object(ObjectType::kFind) {}
  std::atomic<size_t> at{1};
};

template <class Char>
HANDLE find_first_volume(Char* buffer, DWORD size) {
  if (deliver(volumes()[0].guid_path(), buffer, size) >= size)
    return fail_with(ERROR_FILENAME_EXCED_RANGE), INVALID_HANDLE_VALUE;
  return handles().insert(make_object<FindVolume>(), 0);
}

template <class Char>
BOOL find_next_volume(HANDLE handle, Char* buffer, DWORD size) {
  const auto object = object_of(handle);
  auto* const find = object ? dynamic_cast<FindVolume*>(object->get()) : nullptr;
  if (!find) return fail(STATUS_INVALID_HANDLE);
  const size_t at = find->at;
  if (at >= volumes().size()) return fail_with(ERROR_NO_MORE_FILES);
  if (deliver(volumes()[at].guid_path(), buffer, size) >= size)
    return fail_with(ERROR_FILENAME_EXCED_RANGE);
  find->at = at + 1;
  return TRUE;
}

}  // namespace

EXPORT(kernel32, DWORD, GetLogicalDrives, ()) {
  DWORD drives = 0;
  for (const Volume& volume : volumes()) drives |= 1u << (volume.letter - u'A');
  return drives;
}
EXPORT(kernel32, DWORD, GetLogicalDriveStringsW, (DWORD nBufferLength, LPWSTR lpBuffer)) {
  return give_list(drive_strings(), lpBuffer, nBufferLength);
}
EXPORT(kernel32, DWORD, GetLogicalDriveStringsA, (DWORD nBufferLength, LPSTR lpBuffer)) {
  return give_list(drive_strings(), lpBuffer, nBufferLength);
}

EXPORT(kernel32, UINT, GetDriveTypeW, (LPCWSTR lpRootPathName)) {
  return drive_type(wide(lpRootPathName));
}
EXPORT(kernel32, UINT, GetDriveTypeA, (LPCSTR lpRootPathName)) {
  return drive_type(wide(lpRootPathName));
}

EXPORT(kernel32, BOOL, GetDiskFreeSpaceW,
       (LPCWSTR lpRootPathName, LPDWORD lpSectorsPerCluster, LPDWORD lpBytesPerSector,
        LPDWORD lpNumberOfFreeClusters, LPDWORD lpTotalNumberOfClusters)) {
  return give_free_space(optional_wide(lpRootPathName), lpSectorsPerCluster, lpBytesPerSector,
                         lpNumberOfFreeClusters, lpTotalNumberOfClusters);
}
EXPORT(kernel32, BOOL, GetDiskFreeSpaceA,
       (LPCSTR lpRootPathName, LPDWORD lpSectorsPerCluster, LPDWORD lpBytesPerSector,
        LPDWORD lpNumberOfFreeClusters, LPDWORD lpTotalNumberOfClusters)) {
  return give_free_space(optional_wide(lpRootPathName), lpSectorsPerCluster, lpBytesPerSector,
                         lpNumberOfFreeClusters, lpTotalNumberOfClusters);
}

EXPORT(kernel32, BOOL, GetDiskFreeSpaceExW,
       (LPCWSTR lpDirectoryName, ULARGE_INTEGER* lpFreeBytesAvailableToCaller,
        ULARGE_INTEGER* lpTotalNumberOfBytes, ULARGE_INTEGER* lpTotalNumberOfFreeBytes)) {
  return give_free_bytes(optional_wide(lpDirectoryName), lpFreeBytesAvailableToCaller,
                         lpTotalNumberOfBytes, lpTotalNumberOfFreeBytes);
}
EXPORT(kernel32, BOOL, GetDiskFreeSpaceExA,
       (LPCSTR lpDirectoryName, ULARGE_INTEGER* lpFreeBytesAvailableToCaller,
        ULARGE_INTEGER* lpTotalNumberOfBytes, ULARGE_INTEGER* lpTotalNumberOfFreeBytes)) {
  return give_free_bytes(optional_wide(lpDirectoryName), lpFreeBytesAvailableToCaller,
                         lpTotalNumberOfBytes, lpTotalNumberOfFreeBytes);
}

EXPORT(kernel32, BOOL, GetVolumeInformationW,
       (LPCWSTR lpRootPathName, LPWSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
        LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength, LPDWORD lpFileSystemFlags,
        LPWSTR lpFileSystemNameBuffer, DWORD nFileSystemNameSize)) {
  return give_information_of(lpRootPathName, lpVolumeNameBuffer, nVolumeNameSize,
                             lpVolumeSerialNumber, lpMaximumComponentLength, lpFileSystemFlags,
                             lpFileSystemNameBuffer, nFileSystemNameSize);
}
EXPORT(kernel32, BOOL, GetVolumeInformationA,
       (LPCSTR lpRootPathName, LPSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
        LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength, LPDWORD lpFileSystemFlags,
        LPSTR lpFileSystemNameBuffer, DWORD nFileSystemNameSize)) {
  return give_information_of(lpRootPathName, lpVolumeNameBuffer, nVolumeNameSize,
                             lpVolumeSerialNumber, lpMaximumComponentLength, lpFileSystemFlags,
                             lpFileSystemNameBuffer, nFileSystemNameSize);
}

EXPORT(kernel32, BOOL, GetVolumeInformationByHandleW,
       (HANDLE hFile, LPWSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
        LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength, LPDWORD lpFileSystemFlags,
        LPWSTR lpFileSystemNameBuffer, DWORD nFileSystemNameSize)) {
  const auto file = io_object_of(hFile, 0);
  if (!file) return fail(STATUS_INVALID_HANDLE);
  const auto path = path_of_file(**file);
  const Volume* volume = path ? volume_of((*path)[0]) : nullptr;
  if (!volume) return fail(path ? STATUS_INVALID_PARAMETER : path.error());
  if (!give_information(*volume, lpVolumeNameBuffer, nVolumeNameSize, lpVolumeSerialNumber,
                        lpMaximumComponentLength, lpFileSystemFlags, lpFileSystemNameBuffer,
                        nFileSystemNameSize))
    return FALSE;
  // The serial number is that of the host's file system, as for GetFileInformationByHandle.
  if (lpVolumeSerialNumber && (*file)->descriptor() >= 0) {
    if (const auto metadata = read_metadata((*file)->descriptor()))
      *lpVolumeSerialNumber = metadata->volume_serial();
  }
  return TRUE;
}

EXPORT(kernel32, BOOL, SetVolumeLabelW, (LPCWSTR lpRootPathName, LPCWSTR lpVolumeName)) {
  return fail(STATUS_ACCESS_DENIED);
}
EXPORT(kernel32, BOOL, SetVolumeLabelA, (LPCSTR lpRootPathName, LPCSTR lpVolumeName)) {
  return fail(STATUS_ACCESS_DENIED);
}

EXPORT(kernel32, BOOL, GetVolumePathNameW,
       (LPCWSTR lpszFileName, LPWSTR lpszVolumePathName, DWORD cchBufferLength)) {
  return give_volume_path(lpszFileName, lpszVolumePathName, cchBufferLength);
}
EXPORT(kernel32, BOOL, GetVolumePathNameA,
       (LPCSTR lpszFileName, LPSTR lpszVolumePathName, DWORD cchBufferLength)) {
  return give_volume_path(lpszFileName, lpszVolumePathName, cchBufferLength);
}

EXPORT(kernel32, BOOL, GetVolumeNameForVolumeMountPointW,
       (LPCWSTR lpszVolumeMountPoint, LPWSTR lpszVolumeName, DWORD cchBufferLength)) {
  return give_volume_name(lpszVolumeMountPoint, lpszVolumeName, cchBufferLength);
}
EXPORT(kernel32, BOOL, GetVolumeNameForVolumeMountPointA,
       (LPCSTR lpszVolumeMountPoint, LPSTR lpszVolumeName, DWORD cchBufferLength)) {
  return give_volume_name(lpszVolumeMountPoint, lpszVolumeName, cchBufferLength);
}

EXPORT(kernel32, BOOL, GetVolumePathNamesForVolumeNameW,
       (LPCWSTR lpszVolumeName, LPWSTR lpszVolumePathNames, DWORD cchBufferLength,
        LPDWORD lpcchReturnLength)) {
  return give_volume_paths(lpszVolumeName, lpszVolumePathNames, cchBufferLength, lpcchReturnLength);
}
EXPORT(kernel32, BOOL, GetVolumePathNamesForVolumeNameA,
       (LPCSTR lpszVolumeName, LPSTR lpszVolumePathNames, DWORD cchBufferLength,
        LPDWORD lpcchReturnLength)) {
  return give_volume_paths(lpszVolumeName, lpszVolumePathNames, cchBufferLength, lpcchReturnLength);
}

EXPORT(kernel32, HANDLE, FindFirstVolumeW, (LPWSTR lpszVolumeName, DWORD cchBufferLength)) {
  return find_first_volume(lpszVolumeName, cchBufferLength);
}
EXPORT(kernel32, HANDLE, FindFirstVolumeA, (LPSTR lpszVolumeName, DWORD cchBufferLength)) {
  return find_first_volume(lpszVolumeName, cchBufferLength);
}
EXPORT(kernel32, BOOL, FindNextVolumeW,
       (HANDLE hFindVolume, LPWSTR lpszVolumeName, DWORD cchBufferLength)) {
  return find_next_volume(hFindVolume, lpszVolumeName, cchBufferLength);
}
EXPORT(kernel32, BOOL, FindNextVolumeA,
       (HANDLE hFindVolume, LPSTR lpszVolumeName, DWORD cchBufferLength)) {
  return find_next_volume(hFindVolume, lpszVolumeName, cchBufferLength);
}
EXPORT(kernel32, BOOL, FindVolumeClose, (HANDLE hFindVolume)) {
  return succeeded(handles().close(hFindVolume));
}

// No folder has another volume mounted on it: what the host has mounted belongs to Z:.
EXPORT(kernel32, HANDLE, FindFirstVolumeMountPointW,
       (LPCWSTR lpszRootPathName, LPWSTR lpszVolumeMountPoint, DWORD cchBufferLength)) {
  return fail_with(volume_of_root(wide(lpszRootPathName), false) ? ERROR_NO_MORE_FILES
                                                                 : ERROR_PATH_NOT_FOUND),
         INVALID_HANDLE_VALUE;
}
EXPORT(kernel32, BOOL, FindNextVolumeMountPointW,
       (HANDLE hFindVolumeMountPoint, LPWSTR lpszVolumeMountPoint, DWORD cchBufferLength)) {
  return fail(STATUS_INVALID_HANDLE);
}
EXPORT(kernel32, BOOL, FindVolumeMountPointClose, (HANDLE hFindVolumeMountPoint)) {
  return fail(STATUS_INVALID_HANDLE);
}
EXPORT(kernel32, BOOL, SetVolumeMountPointW,
       (LPCWSTR lpszVolumeMountPoint, LPCWSTR lpszVolumeName)) {
  return fail(STATUS_ACCESS_DENIED);
}
EXPORT(kernel32, BOOL, DeleteVolumeMountPointW, (LPCWSTR lpszVolumeMountPoint)) {
  return fail(STATUS_ACCESS_DENIED);
}

EXPORT(kernel32, DWORD, QueryDosDeviceW,
       (LPCWSTR lpDeviceName, LPWSTR lpTargetPath, DWORD ucchMax)) {
  return query_device(lpDeviceName, lpTargetPath, ucchMax);
}
EXPORT(kernel32, DWORD, QueryDosDeviceA, (LPCSTR lpDeviceName, LPSTR lpTargetPath, DWORD ucchMax)) {
  return query_device(lpDeviceName, lpTargetPath, ucchMax);
}
// Drives other than C: and Z: lead nowhere.
EXPORT_PARTIAL("always refused", kernel32, BOOL, DefineDosDeviceW,
               (DWORD dwFlags, LPCWSTR lpDeviceName, LPCWSTR lpTargetPath)) {
  return fail(STATUS_ACCESS_DENIED);
}
EXPORT_PARTIAL("always refused", kernel32, BOOL, DefineDosDeviceA,
               (DWORD dwFlags, LPCSTR lpDeviceName, LPCSTR lpTargetPath)) {
  return fail(STATUS_ACCESS_DENIED);
}

}  // namespace mimic::win::kernel32
