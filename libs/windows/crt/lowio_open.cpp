// _open and its kind: flags to rights, and the encoding by the byte order mark.
#include <cstring>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/lowio.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/umask.h"

namespace mimic::win::crt {

int umask_bits = 0;

namespace {

constexpr DWORD kGenericRead = 0x80000000, kGenericWrite = 0x40000000, kDelete = 0x10000,
                kWriteAttributes = 0x100;
constexpr DWORD kShareRead = 1, kShareWrite = 2, kShareDelete = 4;
constexpr DWORD kCreateNew = 1, kCreateAlways = 2, kOpenExisting = 3, kOpenAlways = 4,
                kTruncateExisting = 5;

struct SecurityAttributes {
  DWORD size;
  void* descriptor;
  BOOL inherit;
};

struct Request {
  DWORD access, share, disposition, attributes = 0x80 /* FILE_ATTRIBUTE_NORMAL */;
};

// Nothing where the flags make no sense.
bool request_of(int flags, int share, int permissions, Request& request) {
  constexpr DWORD kAccess[] = {kGenericRead, kGenericWrite, kGenericRead | kGenericWrite, 0};
  request.access = kAccess[flags & 3];
  switch (share) {
    case kSH_DENYRW:
      request.share = 0;
      break;
    case kSH_DENYWR:
      request.share = kShareRead;
      break;
    case kSH_DENYRD:
      request.share = kShareWrite;
      break;
    case kSH_DENYNO:
      request.share = kShareRead | kShareWrite;
      break;
    case kSH_SECURE:
      request.share = request.access == kGenericRead ? kShareRead : 0;
      break;
    default:
      return false;
  }
  if (!request.access) return false;
  switch (flags & (kO_CREAT | kO_EXCL | kO_TRUNC)) {
    case kO_CREAT:
      request.disposition = kOpenAlways;
      break;
    case kO_CREAT | kO_TRUNC:
      request.disposition = kCreateAlways;
      break;
    case kO_CREAT | kO_EXCL:
    case kO_CREAT | kO_EXCL | kO_TRUNC:
      request.disposition = kCreateNew;
      break;
    case kO_TRUNC:
    case kO_TRUNC | kO_EXCL:
      request.disposition = kTruncateExisting;
      break;
    default:
      request.disposition = kOpenExisting;
      break;
  }
  if (flags & kO_CREAT && !(permissions & ~umask_bits & kS_IWRITE))
    request.attributes = 1;  // FILE_ATTRIBUTE_READONLY
  if (flags & kO_TEMPORARY) {
    request.attributes |= 0x4000000;  // FILE_FLAG_DELETE_ON_CLOSE
    request.access |= kDelete;
    request.share |= kShareDelete;
  }
  if (flags & kO_SHORT_LIVED) request.attributes |= 0x100;     // FILE_ATTRIBUTE_TEMPORARY
  if (flags & kO_OBTAIN_DIR) request.attributes |= 0x2000000;  // FILE_FLAG_BACKUP_SEMANTICS
  if (flags & kO_SEQUENTIAL)
    request.attributes |= 0x8000000;
  else if (flags & kO_RANDOM)
    request.attributes |= 0x10000000;
  return true;
}

// The text mode that the flags ask for, and whether the file's mark may decide.
bool encoded(int flags) { return flags & (kO_WTEXT | kO_U16TEXT | kO_U8TEXT); }

constexpr uint8_t kUtf8Mark[] = {0xef, 0xbb, 0xbf}, kUtf16Mark[] = {0xff, 0xfe};

// Reads or writes the byte order mark and sets the mode. errno, or 0.
int settle_encoding(Descriptor& descriptor, int flags, bool readable) {
  descriptor.mode = flags & kO_U8TEXT    ? TextMode::kUtf8
                    : flags & kO_U16TEXT ? TextMode::kUtf16
                                         : TextMode::kAnsi;
  if (descriptor.flags & (kDevice | kPipe)) {
    if (flags & kO_WTEXT) descriptor.mode = TextMode::kUtf16;
    return 0;
  }
  const bool writable = flags & (kO_WRONLY | kO_RDWR);
  const int64_t size = seek_locked(descriptor, 0, kSeekEnd);
  if (size < 0) return crt_errno;
  if (size == 0) {
    if (!writable) return 0;
    if (flags & kO_WTEXT) descriptor.mode = TextMode::kUtf16;
    const bool utf8 = descriptor.mode == TextMode::kUtf8;
    DWORD written;
    if (!kernel32::WriteFile(descriptor.handle, utf8 ? kUtf8Mark : kUtf16Mark,
                             utf8 ? sizeof kUtf8Mark : sizeof kUtf16Mark, &written, nullptr))
      return set_last_error();
    return 0;
  }
  seek_locked(descriptor, 0, kSeekSet);
  if (!readable) {
    // Only written: what is there goes, or is appended to in the mode asked for.
    if (flags & kO_WTEXT) descriptor.mode = TextMode::kUtf16;
    return 0;
  }
  uint8_t start[3];
  DWORD read = 0;
  if (!kernel32::ReadFile(descriptor.handle, start, sizeof start, &read, nullptr))
    return set_last_error();
  int64_t begin = 0;
  if (read >= 2 && start[0] == 0xfe && start[1] == 0xff) {
    return crt_errno = kEINVAL;  // big-endian
  } else if (read >= 2 && !std::memcmp(start, kUtf16Mark, 2)) {
    descriptor.mode = TextMode::kUtf16;
    begin = 2;
  } else if (read == 3 && !std::memcmp(start, kUtf8Mark, 3)) {
    descriptor.mode = TextMode::kUtf8;
    begin = 3;
  }
  if (seek_locked(descriptor, begin, kSeekSet) < 0) return crt_errno;
  return 0;
}

}  // namespace

int open_descriptor(int* fd, const WCHAR* path, int flags, int share, int permissions) {
  *fd = -1;
  if (!(flags & (kO_TEXT | kO_BINARY | kO_WTEXT | kO_U16TEXT | kO_U8TEXT))) {
    const int mode = file_mode;
    flags |= mode == kO_BINARY ? kO_BINARY : mode ? mode : kO_TEXT;
  }
  Request request;
  if (!request_of(flags, share, permissions, request)) {
    crt_doserrno = 0;
    return fail_invalid(kEINVAL);
  }
  const int number = allocate_descriptor();
  if (number < 0) return crt_errno;
  Descriptor& descriptor = *find_descriptor(number);
  RecursiveGuard guard(descriptor.lock);

  SecurityAttributes security = {sizeof security, nullptr, !(flags & kO_NOINHERIT)};
  HANDLE handle = kInvalidHandle;
  bool readable = request.access & kGenericRead;
  // The mark of a file that is only written has to be read all the same.
  if (encoded(flags) && !readable && request.disposition != kCreateAlways &&
      request.disposition != kTruncateExisting) {
    handle = kernel32::CreateFileW(path, request.access | kGenericRead, request.share, &security,
                                   request.disposition, request.attributes, nullptr);
    readable = handle != kInvalidHandle;
  }
  if (handle == kInvalidHandle)
    handle = kernel32::CreateFileW(path, request.access, request.share, &security,
                                   request.disposition, request.attributes, nullptr);
  if (handle == kInvalidHandle) {
    const int error = set_last_error();
    descriptor.flags = 0;
    return error;
  }
  const DWORD type = kernel32::GetFileType(handle) & 0x7fff;
  if (type == 0) {
    const DWORD error = kernel32::GetLastError();
    kernel32::CloseHandle(handle);
    descriptor.flags = 0;
    if (error) return set_os_error(error);
    return crt_errno = kEACCES;
  }
  set_handle(number, descriptor, handle);
  uint8_t bits = kOpen;
  if (type == 2) bits |= kDevice;
  if (type == 3) bits |= kPipe;
  if (flags & kO_NOINHERIT) bits |= kNoInherit;
  if (flags & kO_APPEND) bits |= kAppend;
  if (!(flags & kO_BINARY)) bits |= kText;
  descriptor.flags = bits;
  if (bits & kText && encoded(flags)) {
    if (const int error = settle_encoding(descriptor, flags, readable)) {
      kernel32::CloseHandle(handle);
      release_descriptor(number);
      return crt_errno = error;
    }
  } else if (bits & kText && !(bits & (kDevice | kPipe)) && flags & kO_RDWR) {
    // A Ctrl-Z at the very end would hide what is written behind it.
    if (seek_locked(descriptor, -1, kSeekEnd) >= 0) {
      char last;
      DWORD read = 0;
      if (kernel32::ReadFile(handle, &last, 1, &read, nullptr) && read == 1 && last == 26) {
        seek_locked(descriptor, -1, kSeekEnd);
        kernel32::SetEndOfFile(handle);
      }
    }
    seek_locked(descriptor, 0, kSeekSet);
  }
  *fd = number;
  return 0;
}

}  // namespace mimic::win::crt
