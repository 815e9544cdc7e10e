// Streams of the C runtimes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "abi/windows/types.h"
#include "libs/windows/crt/lowio.h"

namespace mimic::win::crt {

// msvcrt's FILE: the macros getc and putc read and write the first two members. In the UCRT it is
// opaque.
struct FILE {
  char* _ptr;
  int _cnt;  // bytes left in the buffer: to read, or room to write
  char* _base;
  int _flag;
  int _file;
  int _charbuf;
  int _bufsiz;
  char* _tmpfname;
};
static_assert(sizeof(FILE) == 48);

// FILE::_flag.
inline constexpr int kReading = 1, kWriting = 2, kUnbuffered = 4, kOwnBuffer = 8, kStreamEof = 0x10,
                     kStreamError = 0x20, kString = 0x40, kReadWrite = 0x80, kUserBuffer = 0x100,
                     kSetVbuf = 0x400, kCommit = 0x4000, kAllocated = 0x8000, kTemporary = 0x10000;
inline constexpr int kAnyBuffer = kOwnBuffer | kUnbuffered | kUserBuffer;
inline constexpr int kStandardStreams = 20;  // _IOB_ENTRIES
inline constexpr int kBufferSize = 4096;
inline constexpr int kEof = -1;
inline constexpr uint16_t kWideEof = 0xffff;

using StreamArray = FILE[kStandardStreams];
// _iob.
FILE* standard_stream(int index);

// What a stream has besides what programs see.
struct StreamState {
  RecursiveLock lock;
  unsigned raw_size = 0;  // bytes of the file that the buffer was read from
  int filled = 0;         // bytes that they became
  WCHAR pending = 0;      // second half of a surrogate pair that was decoded
};
StreamState& state_of(FILE* stream);

class StreamGuard {
 public:
  explicit StreamGuard(FILE* stream) : lock_(state_of(stream).lock) { lock_.lock(); }
  ~StreamGuard() { lock_.unlock(); }
  StreamGuard(const StreamGuard&) = delete;
  StreamGuard& operator=(const StreamGuard&) = delete;

 private:
  RecursiveLock& lock_;
};

// While one lives, an unbuffered standard stream has a buffer, so that a printf is one write.
// The stream is locked.
class TemporaryBuffer {
 public:
  explicit TemporaryBuffer(FILE* stream);
  ~TemporaryBuffer();
  TemporaryBuffer(const TemporaryBuffer&) = delete;
  TemporaryBuffer& operator=(const TemporaryBuffer&) = delete;

 private:
  FILE* stream_ = nullptr;  // null where nothing had to be done
  int flags_ = 0;
  char buffer_[kBufferSize];
};

// A FILE that is not in use, marked kAllocated and unlocked; null where there is none.
FILE* allocate_stream();
void release_stream(FILE* stream);
// fopen's mode. False where it is none.
struct OpenMode {
  int descriptor_flags = 0;
  int stream_flags = 0;
};
template <class C>
bool parse_mode(const C* mode, OpenMode& out);
FILE* open_stream(const WCHAR* path, const WCHAR* mode, int share, FILE* reuse = nullptr);
int close_stream(FILE* stream);

// All below: the stream is locked.

int fill(FILE* stream);          // _filbuf
int spill(int c, FILE* stream);  // _flsbuf
int flush(FILE* stream);
void make_buffer(FILE* stream);
size_t read_bytes(FILE* stream, void* to, size_t count);
size_t write_bytes(FILE* stream, const void* from, size_t count);
int64_t tell(FILE* stream);
int seek(FILE* stream, int64_t distance, int origin);
int unget_byte(int c, FILE* stream);

inline int get_byte(FILE* stream) {
  return --stream->_cnt >= 0 ? static_cast<uint8_t>(*stream->_ptr++) : fill(stream);
}
inline int put_byte(int c, FILE* stream) {
  return --stream->_cnt >= 0 ? static_cast<uint8_t>(*stream->_ptr++ = static_cast<char>(c))
                             : spill(c, stream);
}
uint16_t get_unit(FILE* stream);
uint16_t put_unit(WCHAR unit, FILE* stream);
uint16_t unget_unit(uint16_t unit, FILE* stream);
bool put_units(FILE* stream, const WCHAR* text, size_t count);
// Whether bytes of the stream are characters of the locale (else they are UTF-16).
bool is_ansi(FILE* stream);

// Flushes (or closes) every open stream; how many.
int flush_all(bool close);
// What exit does to the streams.
void flush_all_streams();
int remove_temporary_files();
// tmpfile, tmpnam.
FILE* open_temporary(int share);

}  // namespace mimic::win::crt
