// Low-level input and output: descriptors.
#include "libs/windows/crt/lowio.h"

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/umask.h"

namespace mimic::win::msvcrt {

using crt::Descriptor;
using crt::descriptor_of;
using crt::fail_invalid;
using crt::kEINVAL;
using crt::RecursiveGuard;

EXPORT_DATA(msvcrt, int, _fmode) = crt::kO_TEXT;
EXPORT_DATA(msvcrt, int, _commode) = 0;
EXPORT_DATA(msvcrt, int, _fileinfo) = -1;  // children inherit descriptors

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {

int& file_mode = msvcrt::_fmode;

namespace {

constexpr int kSeen = kS_IREAD | kS_IWRITE;

int open_checked(const WCHAR* path, int flags, int share, int permissions) {
  if (!path) return refuse(-1);
  int fd;
  open_descriptor(&fd, path, flags, share, permissions);
  return fd;
}

int open_s(int* fd, const WCHAR* path, int flags, int share, int permissions) {
  if (!fd) return fail_invalid(kEINVAL);
  *fd = -1;
  if (!path || (flags & kO_CREAT && permissions & ~kSeen)) return fail_invalid(kEINVAL);
  return open_descriptor(fd, path, flags, share, permissions);
}

// Changes where the file ends; zeros fill what is added. errno, or 0.
int change_size(int fd, int64_t size) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return kEBADF;
  if (size < 0) return fail_invalid(kEINVAL);
  RecursiveGuard guard(descriptor->lock);
  const int64_t before = seek_locked(*descriptor, 0, kSeekCur);
  if (before < 0 || seek_locked(*descriptor, size, kSeekSet) < 0) return crt_errno;
  const bool changed = kernel32::SetEndOfFile(descriptor->handle);
  const int error = changed ? 0 : set_last_error();
  seek_locked(*descriptor, before, kSeekSet);
  if (!changed && error == kEACCES && crt_doserrno == 5) return crt_errno = kEACCES;
  return error;
}

int64_t length_of(int fd) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  RecursiveGuard guard(descriptor->lock);
  const uint8_t flags = descriptor->flags;
  const int64_t here = seek_locked(*descriptor, 0, kSeekCur);
  if (here < 0) return -1;
  const int64_t end = seek_locked(*descriptor, 0, kSeekEnd);
  if (end != here) seek_locked(*descriptor, here, kSeekSet);
  descriptor->flags = flags;
  return end;
}

LONG narrow(int64_t value) {
  if (value <= 0x7fffffff) return static_cast<LONG>(value);
  crt_errno = kEINVAL;
  return -1;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::kSeekCur;
using crt::kSH_DENYNO;
using crt::refuse;

CRT_EXPORT_O(int*, __p__fmode, ()) { return &_fmode; }
CRT_EXPORT_O(int*, __p__commode, ()) { return &_commode; }
CRT_EXPORT_O(int, _set_fmode, (int mode)) {
  if (mode != crt::kO_TEXT && mode != crt::kO_BINARY && mode != crt::kO_WTEXT)
    return fail_invalid(kEINVAL);
  _fmode = mode;
  return 0;
}
CRT_EXPORT_O(int, _get_fmode, (int* mode)) {
  if (!mode) return fail_invalid(kEINVAL);
  *mode = _fmode;
  return 0;
}

// The permissions are there where _O_CREAT is.
CRT_EXPORT(int, _wopen, (const WCHAR* path, int flags, int permissions)) {
  return crt::open_checked(path, flags, kSH_DENYNO, permissions);
}
CRT_EXPORT(int, _open, (const char* path, int flags, int permissions)) {
  if (!path) return refuse(-1);
  return _wopen(crt::wide_path(path).c_str(), flags, permissions);
}
CRT_EXPORT(int, _wsopen, (const WCHAR* path, int flags, int share, int permissions)) {
  return crt::open_checked(path, flags, share, permissions);
}
CRT_EXPORT_O(int, _sopen, (const char* path, int flags, int share, int permissions)) {
  if (!path) return refuse(-1);
  return _wsopen(crt::wide_path(path).c_str(), flags, share, permissions);
}
CRT_EXPORT_O(int, _wsopen_s, (int* fd, const WCHAR* path, int flags, int share, int permissions)) {
  return crt::open_s(fd, path, flags, share, permissions);
}
CRT_EXPORT_O(int, _sopen_s, (int* fd, const char* path, int flags, int share, int permissions)) {
  if (fd) *fd = -1;
  if (!fd || !path) return fail_invalid(kEINVAL);
  return crt::open_s(fd, crt::wide_path(path).c_str(), flags, share, permissions);
}
CRT_EXPORT_O(int, _wcreat, (const WCHAR* path, int permissions)) {
  return _wopen(path, crt::kO_CREAT | crt::kO_TRUNC | crt::kO_RDWR, permissions);
}
CRT_EXPORT_O(int, _creat, (const char* path, int permissions)) {
  return _open(path, crt::kO_CREAT | crt::kO_TRUNC | crt::kO_RDWR, permissions);
}

CRT_EXPORT_O(int, _close, (int fd)) { return crt::close_descriptor(fd); }
CRT_EXPORT_O(int, _read, (int fd, void* to, unsigned size)) {
  return crt::read_descriptor(fd, to, size);
}
CRT_EXPORT_O(int, _write, (int fd, const void* from, unsigned size)) {
  return crt::write_descriptor(fd, from, size);
}
CRT_EXPORT_O(int64_t, _lseeki64, (int fd, int64_t distance, int origin)) {
  return crt::seek_descriptor(fd, distance, origin);
}
CRT_EXPORT_O(LONG, _lseek, (int fd, LONG distance, int origin)) {
  return crt::narrow(crt::seek_descriptor(fd, distance, origin));
}
CRT_EXPORT_O(int64_t, _telli64, (int fd)) { return crt::seek_descriptor(fd, 0, kSeekCur); }
CRT_EXPORT_O(LONG, _tell, (int fd)) { return crt::narrow(crt::seek_descriptor(fd, 0, kSeekCur)); }
CRT_EXPORT_O(int64_t, _filelengthi64, (int fd)) { return crt::length_of(fd); }
CRT_EXPORT_O(LONG, _filelength, (int fd)) { return crt::narrow(crt::length_of(fd)); }
CRT_EXPORT_O(int, _eof, (int fd)) {
  const int64_t here = crt::seek_descriptor(fd, 0, kSeekCur);
  if (here < 0) return -1;
  const int64_t end = crt::length_of(fd);
  return end < 0 ? -1 : here >= end;
}
CRT_EXPORT_O(int, _chsize_s, (int fd, int64_t size)) { return crt::change_size(fd, size); }
CRT_EXPORT_O(int, _chsize, (int fd, LONG size)) { return crt::change_size(fd, size) ? -1 : 0; }
CRT_EXPORT_O(int, _dup, (int fd)) { return crt::duplicate_descriptor(fd); }
CRT_EXPORT_O(int, _dup2, (int from, int to)) { return crt::duplicate_descriptor_to(from, to); }
CRT_EXPORT_O(int, _isatty, (int fd)) {
  Descriptor* descriptor = descriptor_of(fd);
  return descriptor ? descriptor->flags & crt::kDevice : 0;
}
CRT_EXPORT_O(int, _commit, (int fd)) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  RecursiveGuard guard(descriptor->lock);
  if (kernel32::FlushFileBuffers(descriptor->handle)) return 0;
  crt::crt_doserrno = kernel32::GetLastError();
  crt::crt_errno = crt::kEBADF;
  return -1;
}

CRT_EXPORT_O(int, _setmode, (int fd, int mode)) {
  constexpr int kModes[] = {crt::kO_TEXT, crt::kO_BINARY, crt::kO_WTEXT, crt::kO_U8TEXT,
                            crt::kO_U16TEXT};
  bool known = false;
  for (int one : kModes) known |= one == mode;
  if (!known) return refuse(-1);
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  RecursiveGuard guard(descriptor->lock);
  const int before = !(descriptor->flags & crt::kText)          ? crt::kO_BINARY
                     : descriptor->mode == crt::TextMode::kAnsi ? crt::kO_TEXT
                                                                : crt::kO_WTEXT;
  if (mode == crt::kO_BINARY)
    descriptor->flags &= ~crt::kText;
  else
    descriptor->flags |= crt::kText;
  descriptor->mode = mode == crt::kO_U8TEXT                             ? crt::TextMode::kUtf8
                     : mode == crt::kO_U16TEXT || mode == crt::kO_WTEXT ? crt::TextMode::kUtf16
                                                                        : crt::TextMode::kAnsi;
  return before;
}

CRT_EXPORT_O(int, _locking, (int fd, int mode, LONG size)) {
  constexpr int kUnlock = 0, kLock = 1, kRlock = 3;  // the others try once
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  if (size < 0 || mode < kUnlock || mode > 4) return refuse(-1);
  const int64_t here = crt::seek_descriptor(fd, 0, kSeekCur);
  if (here < 0) return -1;
  const auto low = static_cast<DWORD>(here), high = static_cast<DWORD>(here >> 32);
  const int tries = mode == kLock || mode == kRlock ? 10 : 1;
  for (int i = 0; i < tries; ++i) {
    if (i) kernel32::Sleep(1000);
    const BOOL done = mode == kUnlock ? kernel32::UnlockFile(descriptor->handle, low, high, size, 0)
                                      : kernel32::LockFile(descriptor->handle, low, high, size, 0);
    if (done) return 0;
  }
  crt::set_last_error();
  if (tries > 1) crt::crt_errno = crt::kEDEADLOCK;
  return -1;
}

CRT_EXPORT_O(int, _pipe, (int* fds, unsigned size, int mode)) {
  if (!fds) return refuse(-1);
  fds[0] = fds[1] = -1;
  struct {
    DWORD size;
    void* descriptor;
    BOOL inherit;
  } security = {sizeof security, nullptr, !(mode & crt::kO_NOINHERIT)};
  HANDLE ends[2];
  if (!kernel32::CreatePipe(&ends[0], &ends[1], &security, size)) {
    crt::set_last_error();
    return -1;
  }
  int numbers[2] = {crt::allocate_descriptor(), -1};
  if (numbers[0] >= 0) numbers[1] = crt::allocate_descriptor();
  if (numbers[1] < 0) {
    if (numbers[0] >= 0) crt::release_descriptor(numbers[0]);
    for (HANDLE end : ends) kernel32::CloseHandle(end);
    return -1;
  }
  const int text = mode & (crt::kO_TEXT | crt::kO_BINARY) ? mode : _fmode;
  for (int i = 0; i < 2; ++i) {
    Descriptor& descriptor = *crt::find_descriptor(numbers[i]);
    crt::set_handle(numbers[i], descriptor, ends[i]);
    descriptor.flags =
        static_cast<uint8_t>(crt::kOpen | crt::kPipe | (text & crt::kO_BINARY ? 0 : crt::kText) |
                             (mode & crt::kO_NOINHERIT ? crt::kNoInherit : 0));
    fds[i] = numbers[i];
  }
  return 0;
}

CRT_EXPORT_O(intptr_t, _get_osfhandle, (int fd)) {
  Descriptor* descriptor = descriptor_of(fd);
  return descriptor ? reinterpret_cast<intptr_t>(descriptor->handle) : -1;
}
CRT_EXPORT_O(int, _open_osfhandle, (intptr_t value, int flags)) {
  const auto handle = reinterpret_cast<HANDLE>(value);
  const DWORD type = kernel32::GetFileType(handle) & 0x7fff;
  if (type == 0) {
    crt::set_last_error();
    return -1;
  }
  const int fd = crt::allocate_descriptor();
  if (fd < 0) return -1;
  Descriptor& descriptor = *crt::find_descriptor(fd);
  crt::set_handle(fd, descriptor, handle);
  descriptor.flags = static_cast<uint8_t>(crt::kOpen |
                                          (type == 2   ? crt::kDevice
                                           : type == 3 ? crt::kPipe
                                                       : 0) |
                                          (flags & crt::kO_TEXT ? crt::kText : 0) |
                                          (flags & crt::kO_APPEND ? crt::kAppend : 0) |
                                          (flags & crt::kO_NOINHERIT ? crt::kNoInherit : 0));
  return fd;
}

CRT_EXPORT_O(int, _umask, (int mask)) {
  const int before = crt::umask_bits;
  crt::umask_bits = mask & crt::kSeen;
  return before;
}
CRT_EXPORT_O(int, _umask_s, (int mask, int* before)) {
  if (!before) return fail_invalid(kEINVAL);
  *before = crt::umask_bits;
  if (mask & ~crt::kSeen) return fail_invalid(kEINVAL);
  crt::umask_bits = mask;
  return 0;
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(int, _wsopen_dispatch,
              (const WCHAR* path, int flags, int share, int permissions, int* fd, int secure)) {
  if (!fd) return crt::fail_invalid(crt::kEINVAL);
  *fd = -1;
  if (!path || (secure && flags & crt::kO_CREAT && permissions & ~crt::kSeen))
    return crt::fail_invalid(crt::kEINVAL);
  return crt::open_descriptor(fd, path, flags, share, permissions);
}
UCRT_EXPORT_O(int, _sopen_dispatch,
              (const char* path, int flags, int share, int permissions, int* fd, int secure)) {
  if (fd) *fd = -1;
  if (!fd || !path) return crt::fail_invalid(crt::kEINVAL);
  return _wsopen_dispatch(crt::wide_path(path).c_str(), flags, share, permissions, fd, secure);
}

}  // namespace mimic::win::ucrtbase
