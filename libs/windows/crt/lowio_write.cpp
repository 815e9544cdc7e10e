// _write: text mode turns LF into CR LF, and UTF-16 into the file's encoding.
#include <algorithm>
#include <cstring>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/lowio.h"
#include "libs/windows/crt/nls.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::crt {
namespace {

constexpr size_t kChunk = 8192;  // units translated at a time

enum class Written { kAll, kPart, kFailed };

void set_write_error() {
  // ERROR_ACCESS_DENIED: the descriptor is there, and not for writing.
  if (set_last_error() == kEACCES && crt_doserrno == 5) crt_errno = kEBADF;
}

Written write_raw(Descriptor& descriptor, const void* from, size_t size) {
  DWORD written = 0;
  if (!kernel32::WriteFile(descriptor.handle, from, static_cast<DWORD>(size), &written, nullptr)) {
    set_write_error();
    return Written::kFailed;
  }
  return written == size ? Written::kAll : Written::kPart;
}

// UTF-16 to the console, or encoded to the file.
Written write_units(Descriptor& descriptor, bool console, const char16_t* from, size_t count) {
  if (console) {
    DWORD written = 0;
    if (!kernel32::WriteConsoleW(descriptor.handle, from, static_cast<DWORD>(count), &written,
                                 nullptr)) {
      set_last_error();
      return Written::kFailed;
    }
    return written == count ? Written::kAll : Written::kPart;
  }
  if (descriptor.mode == TextMode::kUtf16) return write_raw(descriptor, from, count * 2);
  char encoded[kChunk * 3 + 3];
  const int size =
      kernel32::WideCharToMultiByte(CP_UTF8, 0, from, static_cast<int>(count), encoded,
                                    static_cast<int>(sizeof encoded), nullptr, nullptr);
  return write_raw(descriptor, encoded, size);
}

// Copies units up to `capacity`, with CR before each LF; moves `from`.
template <class C>
size_t translate(const C*& from, const C* end, C* to, size_t capacity) {
  size_t count = 0;
  while (from < end && count + 1 < capacity) {
    size_t run = std::min<size_t>(end - from, capacity - count);
    const C* feed;
    if constexpr (sizeof(C) == 1)
      feed = static_cast<const C*>(std::memchr(from, '\n', run));
    else
      feed = std::char_traits<C>::find(from, run, C('\n'));
    if (feed) run = feed - from;
    std::memcpy(to + count, from, run * sizeof(C));
    count += run;
    from += run;
    if (!feed) continue;
    if (count + 2 > capacity) break;
    to[count++] = '\r';
    to[count++] = '\n';
    ++from;
  }
  return count;
}

template <class C, class Write>
int write_text(const C* from, unsigned size, Write&& write) {
  const C* const begin = from;
  const C* const end = from + size / sizeof(C);
  while (from < end) {
    C chunk[kChunk];
    const C* const chunk_begin = from;
    const size_t count = translate(from, end, chunk, kChunk);
    const Written written = write(chunk, count);
    if (written == Written::kAll) continue;
    if (written == Written::kFailed && chunk_begin == begin) return -1;
    return static_cast<int>((chunk_begin - begin) * sizeof(C));
  }
  return static_cast<int>(size);
}

}  // namespace

int write_locked(int fd, Descriptor& descriptor, const void* from, unsigned size) {
  if (size == 0) return 0;
  if (reinterpret_cast<intptr_t>(descriptor.handle) == kNoConsole) {
    crt_errno = kEBADF;
    crt_doserrno = 6;
    return -1;
  }
  if (descriptor.flags & kAppend) seek_locked(descriptor, 0, kSeekEnd);
  if (!(descriptor.flags & kText)) {
    DWORD written = 0;
    if (!kernel32::WriteFile(descriptor.handle, from, size, &written, nullptr)) {
      set_write_error();
      return -1;
    }
    if (written == 0) {
      // Nothing went: the disk is full.
      crt_errno = kENOSPC;
      crt_doserrno = 0;
      return -1;
    }
    return static_cast<int>(written);
  }
  if (descriptor.mode == TextMode::kAnsi)
    return write_text(static_cast<const char*>(from), size, [&](const char* text, size_t count) {
      return write_raw(descriptor, text, count);
    });
  if (size % 2) {
    fail_invalid(kEINVAL);
    return -1;
  }
  DWORD mode;
  const bool console =
      descriptor.flags & kDevice && kernel32::GetConsoleMode(descriptor.handle, &mode);
  return write_text(static_cast<const char16_t*>(from), size,
                    [&](const char16_t* text, size_t count) {
                      return write_units(descriptor, console, text, count);
                    });
}

int write_descriptor(int fd, const void* from, unsigned size) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  if (size && !from) {
    fail_invalid(kEINVAL);
    return -1;
  }
  RecursiveGuard guard(descriptor->lock);
  if (!(descriptor->flags & kOpen)) {
    crt_errno = kEBADF;
    return -1;
  }
  return write_locked(fd, *descriptor, from, size);
}

int64_t seek_locked(Descriptor& descriptor, int64_t distance, int origin) {
  LARGE_INTEGER move, position;
  move.QuadPart = distance;
  if (!kernel32::SetFilePointerEx(descriptor.handle, move, &position, static_cast<DWORD>(origin))) {
    set_last_error();
    return -1;
  }
  descriptor.flags &= ~kAtEof;
  return position.QuadPart;
}

int64_t seek_descriptor(int fd, int64_t distance, int origin) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  RecursiveGuard guard(descriptor->lock);
  return seek_locked(*descriptor, distance, origin);
}

}  // namespace mimic::win::crt
