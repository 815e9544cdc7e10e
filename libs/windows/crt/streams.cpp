// The streams: their table, opening and closing.
#include "libs/windows/crt/streams.h"

#include <new>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::msvcrt {
using crt::StreamArray;
EXPORT_DATA(msvcrt, StreamArray, _iob) = {
    {nullptr, 0, nullptr, crt::kReading | crt::kAllocated, 0, 0, 0, nullptr},
    {nullptr, 0, nullptr, crt::kWriting | crt::kAllocated, 1, 0, 0, nullptr},
    {nullptr, 0, nullptr, crt::kWriting | crt::kUnbuffered | crt::kAllocated, 2, 0, 0, nullptr},
};
}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {

using msvcrt::_iob;

namespace {

struct Stream {  // one that is not of _iob
  FILE file;
  StreamState state;
};

StreamState standard_states[kStandardStreams];
Stream* more_streams[kMostDescriptors];  // never freed, used again
int more_count = 0;
RecursiveLock table_lock;

bool is_standard(const FILE* stream) { return stream >= _iob && stream < _iob + kStandardStreams; }

// Calls visit(stream) for each that is in use.
template <class Visit>
void for_each(Visit&& visit) {
  for (FILE& stream : _iob) {
    if (stream._flag & (kAllocated | kReading | kWriting | kReadWrite)) visit(&stream);
  }
  for (int i = 0; i < more_count; ++i) {
    if (more_streams[i]->file._flag & kAllocated) visit(&more_streams[i]->file);
  }
}

}  // namespace

FILE* standard_stream(int index) { return &_iob[index]; }

StreamState& state_of(FILE* stream) {
  if (is_standard(stream)) return standard_states[stream - _iob];
  return reinterpret_cast<Stream*>(stream)->state;
}

FILE* allocate_stream() {
  RecursiveGuard guard(table_lock);
  auto claim = [](FILE* stream) {
    *stream = {};
    stream->_flag = kAllocated;
    stream->_file = -1;
    StreamState& state = state_of(stream);
    state.raw_size = 0;
    state.filled = 0;
    state.pending = 0;
    return stream;
  };
  for (int i = 3; i < kStandardStreams; ++i) {
    if (!_iob[i]._flag) return claim(&_iob[i]);
  }
  for (int i = 0; i < more_count; ++i) {
    if (!more_streams[i]->file._flag) return claim(&more_streams[i]->file);
  }
  void* memory = more_count < kMostDescriptors ? allocate(sizeof(Stream), true) : nullptr;
  if (!memory) {
    crt_errno = kEMFILE;
    return nullptr;
  }
  auto* fresh = new (memory) Stream{};
  more_streams[more_count++] = fresh;
  return claim(&fresh->file);
}

void release_stream(FILE* stream) {
  RecursiveGuard guard(table_lock);
  stream->_ptr = stream->_base = nullptr;
  stream->_cnt = 0;
  stream->_flag = 0;
  stream->_file = -1;
}

namespace {

// After "ccs=": the encoding.
template <class C>
int encoding_of(const C* name) {
  struct Encoding {
    const char* name;
    int flag;
  };
  constexpr Encoding kEncodings[] = {
      {"UTF-8", kO_U8TEXT}, {"UTF-16LE", kO_U16TEXT}, {"UNICODE", kO_WTEXT}};
  for (const Encoding& encoding : kEncodings) {
    size_t i = 0;
    while (encoding.name[i]) {
      const auto unit = static_cast<Unsigned<C>>(name[i]);
      const auto upper = unit >= 'a' && unit <= 'z' ? unit - 32 : unit;
      if (upper != encoding.name[i]) break;
      ++i;
    }
    if (encoding.name[i]) continue;
    while (name[i] == ' ') ++i;
    if (!name[i]) return encoding.flag;
  }
  return 0;
}

}  // namespace

template <class C>
bool parse_mode(const C* mode, OpenMode& out) {
  while (*mode == ' ') ++mode;
  switch (*mode) {
    case 'r':
      out = {0, kReading};
      break;
    case 'w':
      out = {kO_WRONLY | kO_CREAT | kO_TRUNC, kWriting};
      break;
    case 'a':
      out = {kO_WRONLY | kO_CREAT | kO_APPEND, kWriting};
      break;
    default:
      return false;
  }
  // Each letter once, and of those that exclude each other one.
  struct Letter {
    char name;
    uint8_t group;
    int flags;
  };
  constexpr Letter kLetters[] = {{'b', 1, kO_BINARY},      {'t', 1, kO_TEXT},
                                 {'S', 2, kO_SEQUENTIAL},  {'R', 2, kO_RANDOM},
                                 {'T', 4, kO_SHORT_LIVED}, {'D', 8, kO_TEMPORARY},
                                 {'N', 16, kO_NOINHERIT},  {'x', 32, kO_EXCL}};
  unsigned seen = 0;
  constexpr unsigned kPlus = 64, kCommitGroup = 128;
  for (++mode; *mode && *mode != ','; ++mode) {
    if (*mode == ' ') continue;
    if (*mode == '+') {
      if (seen & kPlus) return false;
      seen |= kPlus;
      out.descriptor_flags = (out.descriptor_flags & ~kO_WRONLY) | kO_RDWR;
      out.stream_flags = kReadWrite;
      continue;
    }
    if (*mode == 'c' || *mode == 'n') {
      if (seen & kCommitGroup) return false;
      seen |= kCommitGroup;
      continue;
    }
    const Letter* found = nullptr;
    for (const Letter& letter : kLetters) {
      if (*mode == static_cast<C>(letter.name)) found = &letter;
    }
    if (!found || seen & found->group) return false;
    seen |= found->group;
    out.descriptor_flags |= found->flags;
  }
  if (*mode != ',') return true;
  for (++mode; *mode == ' ';) ++mode;
  for (const char* wanted = "ccs"; *wanted; ++wanted, ++mode) {
    if (*mode != static_cast<C>(*wanted)) return false;
  }
  while (*mode == ' ') ++mode;
  if (*mode++ != '=') return false;
  while (*mode == ' ') ++mode;
  const int encoding = encoding_of(mode);
  out.descriptor_flags = (out.descriptor_flags & ~(kO_TEXT | kO_BINARY)) | encoding;
  return encoding != 0;
}
template bool parse_mode(const char*, OpenMode&);
template bool parse_mode(const WCHAR*, OpenMode&);

FILE* open_stream(const WCHAR* path, const WCHAR* mode, int share, FILE* reuse) {
  OpenMode flags;
  if (!parse_mode(mode, flags)) {
    if (reuse) release_stream(reuse);
    fail_invalid(kEINVAL);
    return nullptr;
  }
  FILE* stream = reuse ? reuse : allocate_stream();
  if (!stream) return nullptr;
  int fd;
  if (open_descriptor(&fd, path, flags.descriptor_flags, share, kS_IREAD | kS_IWRITE)) {
    release_stream(stream);
    return nullptr;
  }
  stream->_file = fd;
  stream->_flag = flags.stream_flags | kAllocated;
  return stream;
}

int close_stream(FILE* stream) {
  int result = -1;
  {
    StreamGuard guard(stream);
    if (stream->_flag & (kReading | kWriting | kReadWrite)) {
      result = flush(stream);
      if (stream->_flag & kOwnBuffer) heap_free(stream->_base);
      if (stream->_file >= 0 && close_descriptor(stream->_file) < 0) result = -1;
      heap_free(stream->_tmpfname);
      stream->_tmpfname = nullptr;
    } else {
      fail_invalid(kEINVAL);
    }
  }
  release_stream(stream);
  return result;
}

int flush_all(bool close) {
  RecursiveGuard guard(table_lock);
  int count = 0;
  for_each([&](FILE* stream) {
    if (close) {
      if (stream < _iob + 3 && stream >= _iob) return;
      if (close_stream(stream) == 0) ++count;
    } else {
      StreamGuard held(stream);
      if (stream->_flag & (kReading | kWriting | kReadWrite) && flush(stream) == 0) ++count;
    }
  });
  return count;
}

void flush_all_streams() {
  flush_all(false);
  remove_temporary_files();
}

int remove_temporary_files() {
  RecursiveGuard guard(table_lock);
  int count = 0;
  for_each([&](FILE* stream) {
    if (!stream->_tmpfname) return;
    close_stream(stream);
    ++count;
  });
  return count;
}

}  // namespace mimic::win::crt
