// Folders, drives and the current one.
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, SetEnvironmentVariableW, (LPCWSTR lpName, LPCWSTR lpValue));

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {
namespace {

std::u16string current_folder() {
  WCHAR path[MAX_PATH];
  const DWORD size = kernel32::GetCurrentDirectoryW(MAX_PATH, path);
  if (size < MAX_PATH) return {path, size};
  std::u16string longer(size, u'\0');
  longer.resize(kernel32::GetCurrentDirectoryW(size, longer.data()));
  return longer;
}

std::u16string full_path_of(const std::u16string& path) {
  WCHAR full[MAX_PATH];
  const DWORD size = kernel32::GetFullPathNameW(path.c_str(), MAX_PATH, full, nullptr);
  if (size < MAX_PATH) return {full, size};
  std::u16string longer(size, u'\0');
  longer.resize(kernel32::GetFullPathNameW(path.c_str(), size, longer.data(), nullptr));
  return longer;
}

// Gives a path in the caller's buffer, or in an allocated one of at least `capacity` units.
template <class C>
C* give_path(const std::u16string& path, C* to, size_t capacity) {
  const std::basic_string<C> text = path_text<C>(path);
  const size_t needed = text.size() + 1;
  if (!to) {
    const size_t size = needed > capacity ? needed : capacity;
    to = static_cast<C*>(allocate(size * sizeof(C)));
    if (!to) return nullptr;
  } else if (needed > capacity) {
    crt_errno = kERANGE;
    return nullptr;
  }
  std::memcpy(to, text.c_str(), needed * sizeof(C));
  return to;
}

template <class C>
C* get_current(C* to, int capacity) {
  if (capacity < 0 || (to && capacity == 0)) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  if (to) *to = 0;
  return give_path(current_folder(), to, static_cast<size_t>(capacity));
}

template <class C>
C* get_current_of(int drive, C* to, int capacity) {
  if (drive == 0) return get_current(to, capacity);
  if (capacity < 0 || (to && capacity == 0)) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  if (drive < 0 || drive > 26 || !(kernel32::GetLogicalDrives() >> (drive - 1) & 1)) {
    set_os_error(ERROR_INVALID_DRIVE);
    fail_invalid(kEACCES);
    return nullptr;
  }
  const WCHAR dot[] = {static_cast<WCHAR>(u'A' + drive - 1), u':', u'.', 0};
  return give_path(full_path_of(dot), to, static_cast<size_t>(capacity));
}

template <class C>
C* make_full(C* to, const C* path, size_t capacity) {
  if (!path || !*path) return get_current(to, static_cast<int>(capacity));
  if (to && !capacity) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  const std::u16string full = full_path_of(wide_path(path));
  if (full.empty()) {
    set_last_error();
    return nullptr;
  }
  return give_path(full, to, to ? capacity : 0);
}

int result_of(BOOL done) {
  if (done) return 0;
  set_last_error();
  return -1;
}

// The current folder, and the variable that keeps it for the drive.
int change_folder(const std::u16string& path) {
  if (!kernel32::SetCurrentDirectoryW(path.c_str())) return result_of(FALSE);
  const std::u16string folder = current_folder();
  if (folder.size() < 2 || folder[1] != u':') return 0;
  const WCHAR name[] = {u'=', upcase(folder[0]), u':', 0};
  kernel32::SetEnvironmentVariableW(name, folder.c_str());
  return 0;
}

struct DiskFree {
  unsigned total_clusters, available_clusters, sectors_per_cluster, bytes_per_sector;
};

}  // namespace

int current_drive() {
  const std::u16string folder = current_folder();
  if (folder.size() < 2 || folder[1] != u':') return 0;
  return upcase(folder[0]) - u'A' + 1;
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

#define FOLDER_FUNCTIONS(C, mkdir, rmdir, chdir, getcwd, getdcwd, fullpath)                   \
  CRT_EXPORT_O(int, mkdir, (const C* path)) {                                                 \
    return crt::result_of(kernel32::CreateDirectoryW(crt::wide_path(path).c_str(), nullptr)); \
  }                                                                                           \
  CRT_EXPORT_O(int, rmdir, (const C* path)) {                                                 \
    return crt::result_of(kernel32::RemoveDirectoryW(crt::wide_path(path).c_str()));          \
  }                                                                                           \
  CRT_EXPORT_O(int, chdir, (const C* path)) {                                                 \
    if (!path) return crt::fail_invalid(crt::kEINVAL), -1;                                    \
    return crt::change_folder(crt::wide_path(path));                                          \
  }                                                                                           \
  CRT_EXPORT_O(C*, getcwd, (C * to, int capacity)) { return crt::get_current(to, capacity); } \
  CRT_EXPORT_O(C*, getdcwd, (int drive, C* to, int capacity)) {                               \
    return crt::get_current_of(drive, to, capacity);                                          \
  }                                                                                           \
  CRT_EXPORT_O(C*, fullpath, (C * to, const C* path, size_t capacity)) {                      \
    return crt::make_full(to, path, capacity);                                                \
  }

FOLDER_FUNCTIONS(char, _mkdir, _rmdir, _chdir, _getcwd, _getdcwd, _fullpath)
FOLDER_FUNCTIONS(WCHAR, _wmkdir, _wrmdir, _wchdir, _wgetcwd, _wgetdcwd, _wfullpath)

CRT_EXPORT_O(int, _getdrive, ()) { return crt::current_drive(); }
CRT_EXPORT_O(ULONG, _getdrives, ()) { return kernel32::GetLogicalDrives(); }
CRT_EXPORT_O(int, _chdrive, (int drive)) {
  if (drive < 1 || drive > 26) {
    crt::set_os_error(ERROR_INVALID_DRIVE);
    crt::fail_invalid(crt::kEACCES);
    return -1;
  }
  const WCHAR name[] = {static_cast<WCHAR>(u'A' + drive - 1), u':', 0};
  return crt::result_of(kernel32::SetCurrentDirectoryW(name));
}
// The result is a Windows error.
CRT_EXPORT_O(unsigned, _getdiskfree, (unsigned drive, crt::DiskFree* result)) {
  if (!result || drive > 26) {
    crt::fail_invalid(crt::kEINVAL);
    return ERROR_INVALID_PARAMETER;
  }
  *result = {};
  const WCHAR root[] = {static_cast<WCHAR>(u'A' + drive - 1), u':', u'\\', 0};
  DWORD sectors, bytes, available, total;
  if (!kernel32::GetDiskFreeSpaceW(drive ? root : nullptr, &sectors, &bytes, &available, &total)) {
    crt::set_last_error();
    return crt::crt_doserrno;
  }
  *result = {total, available, sectors, bytes};
  return 0;
}

}  // namespace mimic::win::msvcrt
