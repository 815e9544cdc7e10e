// _stat and _fstat in all their sizes.
#include <cstdint>
#include <limits>

#include "abi/windows/status.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_paths.h"

namespace mimic::win::msvcrt {

DECLARE_EXPORT(msvcrt, intptr_t, _get_osfhandle, (int fd));

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

template <class Size, class Time>
struct Stat {
  uint32_t st_dev;
  uint16_t st_ino, st_mode;
  int16_t st_nlink, st_uid, st_gid;
  uint32_t st_rdev;
  Size st_size;
  Time st_atime, st_mtime, st_ctime;
};
using Stat32 = Stat<int32_t, int32_t>;
using Stat32i64 = Stat<int64_t, int32_t>;
using Stat64i32 = Stat<int32_t, int64_t>;
using Stat64 = Stat<int64_t, int64_t>;
static_assert(sizeof(Stat32) == 36 && sizeof(Stat32i64) == 48 && sizeof(Stat64i32) == 48 &&
              sizeof(Stat64) == 56);

constexpr uint16_t kModeDirectory = 0x4000, kModeCharacter = 0x2000, kModePipe = 0x1000,
                   kModeRegular = 0x8000, kRead = 0x100, kWrite = 0x80, kExecute = 0x40;
constexpr DWORD kTypeDisk = 1, kTypeCharacter = 2, kTypePipe = 3;

bool is_executable(std::u16string_view path) {
  const size_t dot = path.rfind(u'.');
  if (dot == path.npos) return false;
  for (const std::u16string_view extension : {u".exe", u".cmd", u".bat", u".com"}) {
    if (equal_ignoring_case(path.substr(dot), extension)) return true;
  }
  return false;
}

uint16_t mode_of(DWORD attributes, std::u16string_view path) {
  const bool directory = attributes & kDirectory;
  unsigned mode = directory ? kModeDirectory | kExecute : kModeRegular;
  mode |= attributes & kReadOnly ? kRead : kRead | kWrite;
  if (is_executable(path)) mode |= kExecute;
  const unsigned owner = mode & (kRead | kWrite | kExecute);
  return static_cast<uint16_t>(mode | owner >> 3 | owner >> 6);
}

template <class S>
int fail_all(S* result) {
  *result = {};
  return -1;
}

template <class Size, class Time>
bool fill(Stat<Size, Time>& stat, const FileInformation& information, uint16_t mode) {
  const uint64_t size = uint64_t{information.size_high} << 32 | information.size_low;
  if (size > static_cast<uint64_t>(std::numeric_limits<Size>::max())) {
    crt_errno = 132;  // EOVERFLOW
    return false;
  }
  const auto seconds = [](FILETIME time, int64_t otherwise) {
    const bool known = time.dwLowDateTime || time.dwHighDateTime;
    const int64_t value = known ? seconds_of(time) : otherwise;
    return value == static_cast<Time>(value) ? static_cast<Time>(value) : Time{-1};
  };
  stat.st_mode = mode;
  stat.st_nlink = 1;
  stat.st_size = static_cast<Size>(size);
  stat.st_mtime = seconds(information.written, 0);
  stat.st_atime = seconds(information.accessed, stat.st_mtime);
  stat.st_ctime = seconds(information.created, stat.st_mtime);
  return true;
}

uint32_t drive_of(std::u16string_view path) {
  if (path.size() >= 2 && path[1] == u':') return upcase(path[0]) - u'A';
  return static_cast<uint32_t>(current_drive() - 1);
}

template <class C, class S>
int stat_path(const C* given, S* result) {
  if (!result) return fail_invalid(kEINVAL), -1;
  if (!given) {
    fail_invalid(kEINVAL);
    return fail_all(result);
  }
  const std::u16string path = wide_path(given);
  if (path.find_first_of(u"*?") != path.npos) {
    set_os_error(ERROR_FILE_NOT_FOUND);
    return fail_all(result);
  }
  // msvcrt takes a separator at the end of a root alone.
  const bool ends_in_separator = path.size() > 3 && (path.back() == u'\\' || path.back() == u'/');
  if (ends_in_separator && !is_universal_runtime()) {
    set_os_error(ERROR_FILE_NOT_FOUND);
    return fail_all(result);
  }
  constexpr DWORD kReadAttributes = 0x80, kShareAll = 7, kOpenExisting = 3,
                  kBackupSemantics = 0x02000000;
  const HANDLE file = kernel32::CreateFileW(path.c_str(), kReadAttributes, kShareAll, nullptr,
                                            kOpenExisting, kBackupSemantics, nullptr);
  if (file == kInvalidHandle) {
    set_last_error();
    return fail_all(result);
  }
  S stat{};
  bool done = true;
  if (kernel32::GetFileType(file) == kTypeDisk) {
    FileInformation information;
    if (!kernel32::GetFileInformationByHandle(file, &information)) {
      set_last_error();
      done = false;
    } else {
      done = fill(stat, information, mode_of(information.attributes, path));
    }
    stat.st_dev = stat.st_rdev = drive_of(path);
  } else {
    stat.st_mode = kModeCharacter;
    stat.st_nlink = 1;
  }
  kernel32::CloseHandle(file);
  if (!done) return fail_all(result);
  *result = stat;
  return 0;
}

template <class S>
int stat_descriptor(int fd, S* result) {
  if (!result) return fail_invalid(kEINVAL), -1;
  *result = {};
  const intptr_t value = msvcrt::_get_osfhandle(fd);
  if (value == -1) return -1;
  const auto file = reinterpret_cast<HANDLE>(value);
  S stat{};
  const DWORD type = kernel32::GetFileType(file) & 0x7fff;
  if (type == kTypeCharacter || type == kTypePipe) {
    stat.st_mode = type == kTypePipe ? kModePipe : kModeCharacter;
    stat.st_nlink = 1;
    stat.st_dev = stat.st_rdev = static_cast<uint32_t>(fd);
    DWORD available = 0;
    if (type == kTypePipe &&
        kernel32::PeekNamedPipe(file, nullptr, 0, nullptr, &available, nullptr))
      stat.st_size = static_cast<decltype(stat.st_size)>(available);
    *result = stat;
    return 0;
  }
  FileInformation information;
  if (type != kTypeDisk) {
    crt_errno = kEBADF;
    return -1;
  }
  if (!kernel32::GetFileInformationByHandle(file, &information)) {
    set_last_error();
    return -1;
  }
  if (!fill(stat, information, mode_of(information.attributes, {}))) return -1;
  *result = stat;
  return 0;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT_O(int, _stat64, (const char* path, crt::Stat64* result)) {
  return crt::stat_path(path, result);
}
CRT_EXPORT_O(int, _stat64i32, (const char* path, crt::Stat64i32* result)) {
  return crt::stat_path(path, result);
}
CRT_EXPORT_O(int, _wstat64, (const WCHAR* path, crt::Stat64* result)) {
  return crt::stat_path(path, result);
}
CRT_EXPORT_O(int, _wstat64i32, (const WCHAR* path, crt::Stat64i32* result)) {
  return crt::stat_path(path, result);
}
CRT_EXPORT_O(int, _fstat64, (int fd, crt::Stat64* result)) {
  return crt::stat_descriptor(fd, result);
}
CRT_EXPORT_O(int, _fstat64i32, (int fd, crt::Stat64i32* result)) {
  return crt::stat_descriptor(fd, result);
}

// time_t of the 64-bit msvcrt has 64 bits.
ALSO(msvcrt, _stat, "msvcrt._stat64i32");
ALSO(msvcrt, _stati64, "msvcrt._stat64");
ALSO(msvcrt, _wstat, "msvcrt._wstat64i32");
ALSO(msvcrt, _wstati64, "msvcrt._wstat64");
ALSO(msvcrt, _fstat, "msvcrt._fstat64i32");
ALSO(msvcrt, _fstati64, "msvcrt._fstat64");

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(int, _stat32, (const char* path, crt::Stat32* result)) {
  return crt::stat_path(path, result);
}
UCRT_EXPORT_O(int, _stat32i64, (const char* path, crt::Stat32i64* result)) {
  return crt::stat_path(path, result);
}
UCRT_EXPORT_O(int, _wstat32, (const WCHAR* path, crt::Stat32* result)) {
  return crt::stat_path(path, result);
}
UCRT_EXPORT_O(int, _wstat32i64, (const WCHAR* path, crt::Stat32i64* result)) {
  return crt::stat_path(path, result);
}
UCRT_EXPORT_O(int, _fstat32, (int fd, crt::Stat32* result)) {
  return crt::stat_descriptor(fd, result);
}
UCRT_EXPORT_O(int, _fstat32i64, (int fd, crt::Stat32i64* result)) {
  return crt::stat_descriptor(fd, result);
}

}  // namespace mimic::win::ucrtbase
