// Opening, closing and positioning streams.
#include <cstring>
#include <string>

#include "libs/windows/core/heap.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::crt {
namespace {

int close_checked(FILE* stream) {
  if (!stream) return refuse(kEof);
  return close_stream(stream);
}

FILE* reopen(const WCHAR* path, const WCHAR* mode, FILE* stream, int share) {
  if (!mode || !stream) return refuse<FILE*>(nullptr);
  StreamGuard guard(stream);
  if (stream->_flag & (kReading | kWriting | kReadWrite)) {
    flush(stream);
    if (stream->_flag & kOwnBuffer) heap_free(stream->_base);
    if (stream->_file >= 0) {
      // The new file gets the number of the old one, as it is the first that is free.
      close_descriptor(stream->_file);
    }
  }
  StreamState& state = state_of(stream);
  state.raw_size = 0;
  state.filled = 0;
  state.pending = 0;
  stream->_ptr = stream->_base = nullptr;
  stream->_cnt = stream->_bufsiz = 0;
  if (!path) {
    release_stream(stream);
    return refuse<FILE*>(nullptr);
  }
  FILE* const opened = open_stream(path, mode, share, stream);
  if (opened == standard_stream(2)) opened->_flag |= kUnbuffered;
  return opened;
}

int open_s(FILE** to, const WCHAR* path, const WCHAR* mode) {
  if (!to) return fail_invalid(kEINVAL);
  *to = nullptr;
  if (!path || !mode) return fail_invalid(kEINVAL);
  *to = open_stream(path, mode, kSH_SECURE);
  return *to ? 0 : crt_errno;
}

template <class C>
FILE* open_on(int fd, const C* mode) {
  if (!mode) return refuse<FILE*>(nullptr);
  if (!descriptor_of(fd)) return nullptr;
  OpenMode flags;
  if (!parse_mode(mode, flags)) return refuse<FILE*>(nullptr);
  FILE* stream = allocate_stream();
  if (!stream) return nullptr;
  Descriptor* descriptor = find_descriptor(fd);
  if (flags.descriptor_flags & kO_APPEND) descriptor->flags |= kAppend;
  if (flags.descriptor_flags & kO_BINARY) descriptor->flags &= ~kText;
  stream->_file = fd;
  stream->_flag = flags.stream_flags | kAllocated;
  return stream;
}

int64_t tell_checked(FILE* stream) {
  if (!stream) return refuse(int64_t{-1});
  StreamGuard guard(stream);
  return tell(stream);
}

int seek_checked(FILE* stream, int64_t distance, int origin) {
  if (!stream || static_cast<unsigned>(origin) > 2) return refuse(-1);
  StreamGuard guard(stream);
  return seek(stream, distance, origin);
}

LONG narrow_position(int64_t position) {
  if (position <= 0x7fffffff) return static_cast<LONG>(position);
  crt_errno = kEINVAL;
  return -1;
}

int flush_checked(FILE* stream) {
  if (!stream) {
    flush_all(false);
    return 0;
  }
  StreamGuard guard(stream);
  return flush(stream);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::FILE;
using crt::kSH_DENYNO;
using crt::kSH_SECURE;
using crt::refuse;
using crt::StreamGuard;

EXPORT(msvcrt, FILE*, __iob_func, ()) { return crt::standard_stream(0); }
EXPORT(msvcrt, FILE*, __p__iob, ()) { return crt::standard_stream(0); }
CRT_EXPORT_O(FILE*, __acrt_iob_func, (unsigned index)) {
  return crt::standard_stream(static_cast<int>(index));
}

CRT_EXPORT_O(FILE*, _wfsopen, (const WCHAR* path, const WCHAR* mode, int share)) {
  if (!path || !mode || !*mode || !*path) return refuse<FILE*>(nullptr);
  return crt::open_stream(path, mode, share);
}
CRT_EXPORT_O(FILE*, _fsopen, (const char* path, const char* mode, int share)) {
  if (!path || !mode) return refuse<FILE*>(nullptr);
  return _wfsopen(crt::wide_path(path).c_str(), crt::wide_path(mode).c_str(), share);
}
CRT_EXPORT_O(FILE*, _wfopen, (const WCHAR* path, const WCHAR* mode)) {
  return _wfsopen(path, mode, kSH_DENYNO);
}
CRT_EXPORT_O(FILE*, fopen, (const char* path, const char* mode)) {
  return _fsopen(path, mode, kSH_DENYNO);
}
CRT_EXPORT_O(int, _wfopen_s, (FILE * *to, const WCHAR* path, const WCHAR* mode)) {
  return crt::open_s(to, path, mode);
}
CRT_EXPORT_O(int, fopen_s, (FILE * *to, const char* path, const char* mode)) {
  if (to) *to = nullptr;
  if (!to || !path || !mode) return crt::fail_invalid(crt::kEINVAL);
  return crt::open_s(to, crt::wide_path(path).c_str(), crt::wide_path(mode).c_str());
}
CRT_EXPORT_O(FILE*, _wfreopen, (const WCHAR* path, const WCHAR* mode, FILE* stream)) {
  return crt::reopen(path, mode, stream, kSH_DENYNO);
}
CRT_EXPORT_O(FILE*, freopen, (const char* path, const char* mode, FILE* stream)) {
  if (!mode) return refuse<FILE*>(nullptr);
  return crt::reopen(path ? crt::wide_path(path).c_str() : nullptr, crt::wide_path(mode).c_str(),
                     stream, kSH_DENYNO);
}
CRT_EXPORT_O(int, _wfreopen_s, (FILE * *to, const WCHAR* path, const WCHAR* mode, FILE* stream)) {
  if (!to) return crt::fail_invalid(crt::kEINVAL);
  *to = crt::reopen(path, mode, stream, kSH_SECURE);
  return *to ? 0 : crt::crt_errno;
}
CRT_EXPORT_O(int, freopen_s, (FILE * *to, const char* path, const char* mode, FILE* stream)) {
  if (to) *to = nullptr;
  if (!to || !mode || !path) return crt::fail_invalid(crt::kEINVAL);
  return _wfreopen_s(to, crt::wide_path(path).c_str(), crt::wide_path(mode).c_str(), stream);
}
CRT_EXPORT_O(FILE*, _wfdopen, (int fd, const WCHAR* mode)) { return crt::open_on(fd, mode); }
CRT_EXPORT_O(FILE*, _fdopen, (int fd, const char* mode)) { return crt::open_on(fd, mode); }

CRT_EXPORT_O(int, fclose, (FILE * stream)) { return crt::close_checked(stream); }
UCRT_ALIAS_O(_fclose_nolock, fclose);
CRT_EXPORT_O(int, _fcloseall, ()) { return crt::flush_all(true); }
CRT_EXPORT_O(int, fflush, (FILE * stream)) { return crt::flush_checked(stream); }
UCRT_ALIAS_O(_fflush_nolock, fflush);
CRT_EXPORT_O(int, _flushall, ()) { return crt::flush_all(false); }

CRT_EXPORT_O(int, _fseeki64, (FILE * stream, int64_t distance, int origin)) {
  return crt::seek_checked(stream, distance, origin);
}
CRT_EXPORT_O(int, fseek, (FILE * stream, LONG distance, int origin)) {
  return crt::seek_checked(stream, distance, origin);
}
CRT_EXPORT_O(int64_t, _ftelli64, (FILE * stream)) { return crt::tell_checked(stream); }
CRT_EXPORT_O(LONG, ftell, (FILE * stream)) {
  return crt::narrow_position(crt::tell_checked(stream));
}
UCRT_ALIAS_O(_fseek_nolock, fseek);
UCRT_ALIAS_O(_fseeki64_nolock, _fseeki64);
UCRT_ALIAS_O(_ftell_nolock, ftell);
UCRT_ALIAS_O(_ftelli64_nolock, _ftelli64);
CRT_EXPORT_O(int, fgetpos, (FILE * stream, int64_t* position)) {
  if (!position) return refuse(-1);
  const int64_t at = crt::tell_checked(stream);
  *position = at;
  return at < 0 ? -1 : 0;
}
CRT_EXPORT_O(int, fsetpos, (FILE * stream, const int64_t* position)) {
  if (!position) return refuse(-1);
  return crt::seek_checked(stream, *position, crt::kSeekSet);
}
CRT_EXPORT_O(void, rewind, (FILE * stream)) {
  if (!stream) {
    crt::fail_invalid(crt::kEINVAL);
    return;
  }
  StreamGuard guard(stream);
  crt::seek(stream, 0, crt::kSeekSet);
  stream->_flag &= ~(crt::kStreamError | crt::kStreamEof);
}

CRT_EXPORT_O(int, setvbuf, (FILE * stream, char* buffer, int mode, size_t size)) {
  constexpr int kFull = 0, kLine = 0x40, kNone = 4;
  if (!stream || (mode != kFull && mode != kLine && mode != kNone)) return refuse(-1);
  if (mode != kNone && (size < 2 || size > 0x7fffffff)) return refuse(-1);
  StreamGuard guard(stream);
  crt::flush(stream);
  if (stream->_flag & crt::kOwnBuffer) heap_free(stream->_base);
  stream->_flag &= ~(crt::kAnyBuffer | crt::kSetVbuf);
  stream->_ptr = stream->_base = nullptr;
  stream->_cnt = stream->_bufsiz = 0;
  if (mode == kNone) {
    // Standard error is so from the start, and keeps the buffer that a printf has for a moment.
    stream->_flag |= crt::kUnbuffered;
    if (stream != crt::standard_stream(2)) stream->_flag |= crt::kSetVbuf;
    return 0;
  }
  if (buffer) {
    stream->_flag |= crt::kUserBuffer | crt::kSetVbuf;
  } else {
    buffer = static_cast<char*>(heap_allocate(size & ~size_t{1}));
    if (!buffer) return -1;
    stream->_flag |= crt::kOwnBuffer | crt::kSetVbuf;
  }
  stream->_bufsiz = static_cast<int>(size & ~size_t{1});
  stream->_ptr = stream->_base = buffer;
  return 0;
}
CRT_EXPORT_O(void, setbuf, (FILE * stream, char* buffer)) {
  if (!stream) {
    crt::fail_invalid(crt::kEINVAL);
    return;
  }
  setvbuf(stream, buffer, buffer ? 0 : 4, 512);
}

CRT_EXPORT_O(int, feof, (FILE * stream)) {
  return stream ? stream->_flag & crt::kStreamEof : refuse(0);
}
CRT_EXPORT_O(int, ferror, (FILE * stream)) {
  return stream ? stream->_flag & crt::kStreamError : refuse(0);
}
CRT_EXPORT_O(int, clearerr_s, (FILE * stream)) {
  if (!stream) return crt::fail_invalid(crt::kEINVAL);
  StreamGuard guard(stream);
  stream->_flag &= ~(crt::kStreamEof | crt::kStreamError);
  if (auto* descriptor = crt::find_descriptor(stream->_file)) descriptor->flags &= ~crt::kAtEof;
  return 0;
}
CRT_EXPORT_O(void, clearerr, (FILE * stream)) { clearerr_s(stream); }
CRT_EXPORT_O(int, _fileno, (FILE * stream)) { return stream ? stream->_file : refuse(-1); }

CRT_EXPORT_O(void, _lock_file, (FILE * stream)) { crt::state_of(stream).lock.lock(); }
CRT_EXPORT_O(void, _unlock_file, (FILE * stream)) { crt::state_of(stream).lock.unlock(); }

namespace {
int most_streams = 512;
}
CRT_EXPORT(int, _getmaxstdio, ()) { return most_streams; }
CRT_EXPORT(int, _setmaxstdio, (int count)) {
  if (count < crt::kStandardStreams || count > crt::kMostDescriptors) return refuse(-1);
  return most_streams = count;
}
CRT_EXPORT_O(int, _rmtmp, ()) { return crt::remove_temporary_files(); }

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

// The buffer's members, for libraries that look into streams.
UCRT_EXPORT_O(int, _get_stream_buffer_pointers,
              (crt::FILE * stream, char*** base, char*** pointer, int** count)) {
  if (!stream) return crt::fail_invalid(crt::kEINVAL);
  if (base) *base = &stream->_base;
  if (pointer) *pointer = &stream->_ptr;
  if (count) *count = &stream->_cnt;
  return 0;
}

}  // namespace mimic::win::ucrtbase
