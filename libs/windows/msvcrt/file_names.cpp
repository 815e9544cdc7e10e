// Functions on files by name: removing, renaming, permissions, times.
#include "abi/windows/status.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, void, GetSystemTimeAsFileTime, (FILETIME * lpSystemTimeAsFileTime));

}  // namespace mimic::win::kernel32

namespace mimic::win::msvcrt {

DECLARE_EXPORT(msvcrt, intptr_t, _get_osfhandle, (int fd));

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

int result_of(BOOL done) {
  if (done) return 0;
  set_last_error();
  return -1;
}

template <class C>
int remove_file(const C* path) {
  return result_of(kernel32::DeleteFileW(wide_path(path).c_str()));
}
template <class C>
int rename_file(const C* from, const C* to) {
  constexpr DWORD kCopyAllowed = 2;
  if (!from || !to) return fail_invalid(kEINVAL), -1;
  return result_of(
      kernel32::MoveFileExW(wide_path(from).c_str(), wide_path(to).c_str(), kCopyAllowed));
}

// 0 or errno. A folder can always be written to, as far as this function knows.
template <class C>
int check_access(const C* path, int mode) {
  if (!path || mode & ~6) return fail_invalid(kEINVAL);
  const DWORD attributes = kernel32::GetFileAttributesW(wide_path(path).c_str());
  if (attributes == kNoAttributes) return set_last_error();
  if (!(attributes & kDirectory) && attributes & kReadOnly && mode & 2)
    return set_os_error(ERROR_ACCESS_DENIED);
  return 0;
}

template <class C>
int change_mode(const C* path, int mode) {
  constexpr int kWrite = 0x80;
  if (!path) return fail_invalid(kEINVAL), -1;
  const std::u16string name = wide_path(path);
  const DWORD attributes = kernel32::GetFileAttributesW(name.c_str());
  if (attributes == kNoAttributes) return result_of(FALSE);
  return result_of(kernel32::SetFileAttributesW(
      name.c_str(), mode & kWrite ? attributes & ~kReadOnly : attributes | kReadOnly));
}

template <class Time>
struct Times {  // struct _utimbuf
  Time accessed, modified;
};

template <class Time>
int set_times(HANDLE file, const Times<Time>* times) {
  FILETIME accessed, modified;
  if (times) {
    const int64_t a = times->accessed, m = times->modified;
    if (a < 0 || m < 0) {
      crt_errno = kEINVAL;
      return -1;
    }
    accessed = file_time_of(a);
    modified = file_time_of(m);
  } else {
    kernel32::GetSystemTimeAsFileTime(&accessed);
    modified = accessed;
  }
  if (kernel32::SetFileTime(file, nullptr, &accessed, &modified)) return 0;
  crt_errno = kEINVAL;
  return -1;
}

template <class C, class Time>
int set_times_of(const C* path, const Times<Time>* times) {
  if (!path) return fail_invalid(kEINVAL), -1;
  // Opened for writing, so that a read-only file is refused.
  constexpr DWORD kReadWrite = 0xc0000000, kShareReadWrite = 3, kOpenExisting = 3;
  const HANDLE file = kernel32::CreateFileW(wide_path(path).c_str(), kReadWrite, kShareReadWrite,
                                            nullptr, kOpenExisting, 0, nullptr);
  if (file == kInvalidHandle) return result_of(FALSE);
  const int result = set_times(file, times);
  kernel32::CloseHandle(file);
  return result;
}

template <class Time>
int set_times_of_descriptor(int fd, const Times<Time>* times) {
  const intptr_t file = msvcrt::_get_osfhandle(fd);
  return file == -1 ? -1 : set_times(reinterpret_cast<HANDLE>(file), times);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using Times32 = crt::Times<int32_t>;
using Times64 = crt::Times<int64_t>;

#define FILE_FUNCTIONS(C, remove, unlink, rename, access, access_s, chmod, utime32, utime64)       \
  CRT_EXPORT_O(int, remove, (const C* path)) { return crt::remove_file(path); }                    \
  CRT_EXPORT_O(int, unlink, (const C* path)) { return crt::remove_file(path); }                    \
  CRT_EXPORT_O(int, rename, (const C* from, const C* to)) { return crt::rename_file(from, to); }   \
  CRT_EXPORT_O(int, access, (const C* path, int mode)) {                                           \
    return crt::check_access(path, mode) ? -1 : 0;                                                 \
  }                                                                                                \
  CRT_EXPORT_O(int, access_s, (const C* path, int mode)) { return crt::check_access(path, mode); } \
  CRT_EXPORT_O(int, chmod, (const C* path, int mode)) { return crt::change_mode(path, mode); }     \
  CRT_EXPORT_O(int, utime32, (const C* path, const Times32* times)) {                              \
    return crt::set_times_of(path, times);                                                         \
  }                                                                                                \
  CRT_EXPORT_O(int, utime64, (const C* path, const Times64* times)) {                              \
    return crt::set_times_of(path, times);                                                         \
  }

FILE_FUNCTIONS(char, remove, _unlink, rename, _access, _access_s, _chmod, _utime32, _utime64)
FILE_FUNCTIONS(WCHAR, _wremove, _wunlink, _wrename, _waccess, _waccess_s, _wchmod, _wutime32,
               _wutime64)

CRT_EXPORT_O(int, _futime32, (int fd, const Times32* times)) {
  return crt::set_times_of_descriptor(fd, times);
}
CRT_EXPORT_O(int, _futime64, (int fd, const Times64* times)) {
  return crt::set_times_of_descriptor(fd, times);
}

// time_t of the 64-bit msvcrt has 64 bits.
ALSO(msvcrt, _utime, "msvcrt._utime64");
ALSO(msvcrt, _wutime, "msvcrt._wutime64");
ALSO(msvcrt, _futime, "msvcrt._futime64");

}  // namespace mimic::win::msvcrt
