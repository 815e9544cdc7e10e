// _read: text mode turns CR LF into LF, ends at Ctrl-Z, and decodes to UTF-16.
#include <cstring>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/lowio.h"
#include "libs/windows/crt/nls.h"
#include "libs/windows/crt/os_error.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::crt {

constinit thread_local unsigned raw_bytes_read = 0;

namespace {

constexpr char kCtrlZ = 26;
constexpr uint8_t kNoLookahead = '\n';
constexpr DWORD ERROR_ACCESS_DENIED = 5, ERROR_BROKEN_PIPE = 109;

// Reads at most `size` bytes; -1 with errno. The end of a pipe is the end of the file.
int read_raw(Descriptor& descriptor, void* to, unsigned size) {
  DWORD read = 0;
  if (!kernel32::ReadFile(descriptor.handle, to, size, &read, nullptr)) {
    const DWORD error = kernel32::GetLastError();
    if (error == ERROR_BROKEN_PIPE) return 0;
    set_os_error(error);
    if (error == ERROR_ACCESS_DENIED) crt_errno = kEBADF;
    return -1;
  }
  raw_bytes_read += read;
  return static_cast<int>(read);
}

// Puts the bytes back that were read and do not belong to what was asked for.
void unread(Descriptor& descriptor, const void* bytes, unsigned count) {
  if (descriptor.flags & (kDevice | kPipe)) {
    const auto* from = static_cast<const uint8_t*>(bytes);
    descriptor.lookahead = from[0];
    if (count > 1) descriptor.lookahead_more[0] = from[1];
    if (count > 2) descriptor.lookahead_more[1] = from[2];
  } else {
    const uint8_t flags = descriptor.flags;
    seek_locked(descriptor, -static_cast<int64_t>(count), kSeekCur);
    descriptor.flags = flags;
  }
  raw_bytes_read -= count;
}

// Takes what `unread` kept.
unsigned take_lookahead(Descriptor& descriptor, uint8_t* to, unsigned size) {
  if (!(descriptor.flags & (kDevice | kPipe))) return 0;
  unsigned count = 0;
  uint8_t* const kept[] = {&descriptor.lookahead, &descriptor.lookahead_more[0],
                           &descriptor.lookahead_more[1]};
  for (uint8_t* one : kept) {
    if (*one == kNoLookahead || count == size) break;
    to[count++] = *one;
    *one = kNoLookahead;
  }
  return count;
}

// Translates in place and returns how many units remain. `keep_last_cr` says whether a CR that is
// the last unit stays one.
template <class C, class Last>
size_t translate(Descriptor& descriptor, C* units, size_t count, Last&& keep_last_cr) {
  const C* from = units;
  const C* const end = units + count;
  C* to = units;
  while (from < end) {
    // Runs without anything to do are moved as a whole.
    const C* stop = from;
    while (stop < end && *stop != '\r' && *stop != kCtrlZ) ++stop;
    if (to != from) std::memmove(to, from, (stop - from) * sizeof(C));
    to += stop - from;
    from = stop;
    if (from == end) break;
    if (*from == kCtrlZ) {
      if (!(descriptor.flags & kDevice)) {
        descriptor.flags |= kAtEof;
        // What follows is not looked at; the position stays behind it.
      } else {
        *to++ = *from;
      }
      break;
    }
    if (from + 1 < end) {
      if (from[1] == '\n') {
        *to++ = '\n';
        from += 2;
      } else {
        *to++ = *from++;
      }
    } else {
      ++from;
      *to++ = keep_last_cr() ? C('\r') : C('\n');
    }
  }
  return to - units;
}

// Whether a CR at the end of a read stays one. Takes the LF that follows it.
template <class C>
bool keep_cr(Descriptor& descriptor) {
  C next;
  const unsigned before = raw_bytes_read;
  const int read = read_raw(descriptor, &next, sizeof next);
  if (read <= 0) return true;
  if (read < static_cast<int>(sizeof next)) {
    raw_bytes_read = before + read;
    unread(descriptor, &next, read);
    return true;
  }
  if (next == '\n') return false;
  unread(descriptor, &next, sizeof next);
  return true;
}

int read_ansi(Descriptor& descriptor, char* to, unsigned size) {
  const unsigned kept = take_lookahead(descriptor, reinterpret_cast<uint8_t*>(to), size);
  int read = 0;
  if (kept < size) {
    read = read_raw(descriptor, to + kept, size - kept);
    if (read < 0) {
      if (!kept) return -1;
      read = 0;
    }
  }
  raw_bytes_read += kept;
  const size_t count = kept + read;
  if (count == 0) return 0;
  return static_cast<int>(
      translate(descriptor, to, count, [&] { return keep_cr<char>(descriptor); }));
}

int read_utf16(Descriptor& descriptor, char16_t* to, unsigned size) {
  DWORD mode;
  if (descriptor.flags & kDevice && kernel32::GetConsoleMode(descriptor.handle, &mode)) {
    DWORD read = 0;
    if (!kernel32::ReadConsoleW(descriptor.handle, to, size / 2, &read, nullptr)) {
      set_last_error();
      return -1;
    }
    if (read && *to == kCtrlZ) return 0;  // Ctrl-Z at the start of a line
    return static_cast<int>(2 * translate(descriptor, to, read, [] { return true; }));
  }
  auto* bytes = reinterpret_cast<uint8_t*>(to);
  const unsigned kept = take_lookahead(descriptor, bytes, size);
  const int read = kept < size ? read_raw(descriptor, bytes + kept, size - kept) : 0;
  if (read < 0) return -1;
  raw_bytes_read += kept;
  unsigned count = kept + read;
  if (count % 2 && count > 1) {
    unread(descriptor, bytes + count - 1, 1);
    --count;
  }
  return static_cast<int>(
      2 * translate(descriptor, to, count / 2, [&] { return keep_cr<char16_t>(descriptor); }));
}

// Bytes at the end that begin a character and do not finish it.
unsigned unfinished(const uint8_t* bytes, unsigned count) {
  for (unsigned back = 1; back <= 3 && back <= count; ++back) {
    const uint8_t byte = bytes[count - back];
    if ((byte & 0xc0) == 0x80) continue;
    const unsigned size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}

int read_utf8(Descriptor& descriptor, char16_t* to, unsigned size) {
  // Each byte gives at most one unit.
  std::string bytes(size / 2, '\0');
  auto* const raw = reinterpret_cast<uint8_t*>(bytes.data());
  const unsigned capacity = static_cast<unsigned>(bytes.size());
  const unsigned kept = take_lookahead(descriptor, raw, capacity);
  unsigned count = kept;
  raw_bytes_read += kept;
  for (;;) {
    const int read = count < capacity ? read_raw(descriptor, raw + count, capacity - count) : 0;
    if (read < 0) return -1;
    count += read;
    // A character cut by the end of a pipe's data is waited for.
    if (read > 0 && unfinished(raw, count) == count && count < capacity) continue;
    break;
  }
  if (count == 0) return 0;
  const unsigned rest = unfinished(raw, count);
  if (rest && rest < count) {
    unread(descriptor, raw + count - rest, rest);
    count -= rest;
  }
  const size_t translated =
      translate(descriptor, bytes.data(), count, [&] { return keep_cr<char>(descriptor); });
  if (!translated) return 0;
  return 2 * kernel32::MultiByteToWideChar(CP_UTF8, 0, bytes.data(), static_cast<int>(translated),
                                           to, static_cast<int>(size / 2));
}

}  // namespace

int read_locked(int fd, Descriptor& descriptor, void* to, unsigned size) {
  raw_bytes_read = 0;
  if (size == 0 || descriptor.flags & kAtEof) return 0;
  if (reinterpret_cast<intptr_t>(descriptor.handle) == kNoConsole) {
    crt_errno = kEBADF;
    crt_doserrno = 6;
    return -1;
  }
  if (!(descriptor.flags & kText)) {
    const unsigned kept = take_lookahead(descriptor, static_cast<uint8_t*>(to), size);
    raw_bytes_read += kept;
    if (kept == size) return static_cast<int>(kept);
    const int read = read_raw(descriptor, static_cast<char*>(to) + kept, size - kept);
    return read < 0 && !kept ? -1 : static_cast<int>(kept) + (read > 0 ? read : 0);
  }
  if (descriptor.mode == TextMode::kAnsi)
    return read_ansi(descriptor, static_cast<char*>(to), size);
  if (size % 2) {
    fail_invalid(kEINVAL);
    return -1;
  }
  auto* const units = static_cast<char16_t*>(to);
  return descriptor.mode == TextMode::kUtf8 ? read_utf8(descriptor, units, size)
                                            : read_utf16(descriptor, units, size);
}

int read_descriptor(int fd, void* to, unsigned size) {
  Descriptor* descriptor = descriptor_of(fd);
  if (!descriptor) return -1;
  if (size > 0x7fffffff || (size && !to)) {
    fail_invalid(kEINVAL);
    return -1;
  }
  RecursiveGuard guard(descriptor->lock);
  if (!(descriptor->flags & kOpen)) {
    crt_errno = kEBADF;
    return -1;
  }
  return read_locked(fd, *descriptor, to, size);
}

}  // namespace mimic::win::crt
