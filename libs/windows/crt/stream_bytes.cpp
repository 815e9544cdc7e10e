// Bytes of streams: buffers, positions.
#include <algorithm>
#include <cstring>
#include <string>

#include "libs/windows/core/heap.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::crt {
namespace {

uint8_t descriptor_flags(FILE* stream) {
  const Descriptor* descriptor = find_descriptor(stream->_file);
  return descriptor ? descriptor->flags : 0;
}

bool is_output_console(FILE* stream) {
  return (stream == standard_stream(1) || stream == standard_stream(2)) &&
         descriptor_flags(stream) & kDevice;
}

// Forgets what the buffer holds.
void empty(FILE* stream) {
  stream->_ptr = stream->_base;
  stream->_cnt = 0;
  StreamState& state = state_of(stream);
  state.raw_size = 0;
  state.filled = 0;
  state.pending = 0;
}

// Turns to writing; false with errno where the stream is not for that.
bool begin_writing(FILE* stream) {
  if (!(stream->_flag & (kWriting | kReadWrite))) {
    crt_errno = kEBADF;
    stream->_flag |= kStreamError;
    return false;
  }
  if (stream->_flag & kString) {
    crt_errno = kERANGE;
    stream->_flag |= kStreamError;
    return false;
  }
  if (stream->_flag & kReading) {
    stream->_cnt = 0;
    // Between reading and writing there has to be a seek or the end of the file.
    if (!(stream->_flag & kStreamEof)) {
      stream->_flag |= kStreamError;
      return false;
    }
    empty(stream);
    stream->_flag &= ~kReading;
  }
  stream->_flag = (stream->_flag | kWriting) & ~kStreamEof;
  stream->_cnt = 0;
  if (!(stream->_flag & kAnyBuffer) && !is_output_console(stream)) make_buffer(stream);
  return true;
}

bool has_buffer(FILE* stream) { return stream->_flag & (kOwnBuffer | kUserBuffer); }

// Writes out what the buffer holds and makes it empty.
bool drain(FILE* stream) {
  const int held = static_cast<int>(stream->_ptr - stream->_base);
  stream->_ptr = stream->_base;
  stream->_cnt = stream->_bufsiz;
  if (held <= 0) return true;
  if (write_descriptor(stream->_file, stream->_base, held) == held) return true;
  stream->_flag |= kStreamError;
  stream->_cnt = 0;
  return false;
}

}  // namespace

void make_buffer(FILE* stream) {
  if (auto* memory = static_cast<char*>(allocate(kBufferSize))) {
    stream->_flag |= kOwnBuffer;
    stream->_base = memory;
    stream->_bufsiz = kBufferSize;
  } else {
    stream->_flag |= kUnbuffered;
    stream->_base = reinterpret_cast<char*>(&stream->_charbuf);
    stream->_bufsiz = 2;
  }
  stream->_ptr = stream->_base;
  stream->_cnt = 0;
}

int fill(FILE* stream) {
  if (!(stream->_flag & (kReading | kWriting | kReadWrite)) || stream->_flag & kString) {
    stream->_cnt = 0;
    return kEof;
  }
  if (stream->_flag & kWriting) {
    stream->_cnt = 0;
    stream->_flag |= kStreamError;
    crt_errno = kEBADF;
    return kEof;
  }
  stream->_flag |= kReading;
  if (!(stream->_flag & kAnyBuffer)) {
    make_buffer(stream);
  } else if (!stream->_base) {
    stream->_base = reinterpret_cast<char*>(&stream->_charbuf);
    stream->_bufsiz = 2;
  }
  stream->_ptr = stream->_base;
  // An unbuffered stream reads what a unit of its text takes.
  const bool units = stream->_flag & kUnbuffered && !is_ansi(stream);
  const int capacity = stream->_flag & kUnbuffered ? (units ? 2 : 1) : stream->_bufsiz;
  const int count = read_descriptor(stream->_file, stream->_base, capacity);
  if (count <= 0) {
    stream->_cnt = 0;
    state_of(stream).raw_size = 0;
    state_of(stream).filled = 0;
    stream->_flag |= count == 0 ? kStreamEof : kStreamError;
    return kEof;
  }
  StreamState& state = state_of(stream);
  state.raw_size = raw_bytes_read;
  state.filled = count;
  stream->_cnt = count - 1;
  return static_cast<uint8_t>(*stream->_ptr++);
}

int spill(int c, FILE* stream) {
  if (!begin_writing(stream)) return kEof;
  const char byte = static_cast<char>(c);
  if (!has_buffer(stream)) {
    if (write_descriptor(stream->_file, &byte, 1) == 1) return static_cast<uint8_t>(byte);
    stream->_flag |= kStreamError;
    return kEof;
  }
  if (!drain(stream)) return kEof;
  *stream->_ptr++ = byte;
  --stream->_cnt;
  return static_cast<uint8_t>(byte);
}

int flush(FILE* stream) {
  int result = 0;
  if ((stream->_flag & (kReading | kWriting)) == kWriting && has_buffer(stream)) {
    const bool written = drain(stream);
    if (!written) result = kEof;
    if (written && stream->_flag & kReadWrite) stream->_flag &= ~kWriting;
    stream->_cnt = 0;
    stream->_ptr = stream->_base;
  }
  if (result == 0 && stream->_flag & kCommit) {
    if (Descriptor* descriptor = find_descriptor(stream->_file))
      kernel32::FlushFileBuffers(descriptor->handle);
  }
  return result;
}

size_t read_bytes(FILE* stream, void* to, size_t count) {
  auto* at = static_cast<char*>(to);
  size_t left = count;
  while (left) {
    if (stream->_cnt > 0) {
      const size_t part = std::min<size_t>(left, stream->_cnt);
      std::memcpy(at, stream->_ptr, part);
      stream->_ptr += part;
      stream->_cnt -= static_cast<int>(part);
      at += part;
      left -= part;
      continue;
    }
    const size_t unit = has_buffer(stream) ? stream->_bufsiz : kBufferSize;
    const bool reading =
        !(stream->_flag & (kWriting | kString)) && stream->_flag & (kReading | kReadWrite);
    if (reading && left >= unit) {
      // Whole buffers go where they are wanted.
      stream->_flag |= kReading;
      empty(stream);
      const size_t most = std::min<size_t>(left, 0x7fff0000);
      const int read =
          read_descriptor(stream->_file, at, static_cast<unsigned>(most / unit * unit));
      if (read <= 0) {
        stream->_flag |= read == 0 ? kStreamEof : kStreamError;
        break;
      }
      at += read;
      left -= read;
      continue;
    }
    stream->_cnt = 0;
    const int byte = fill(stream);
    if (byte == kEof) break;
    *at++ = static_cast<char>(byte);
    --left;
  }
  return count - left;
}

size_t write_bytes(FILE* stream, const void* from, size_t count) {
  const auto* at = static_cast<const char*>(from);
  size_t left = count;
  while (left) {
    if (stream->_flag & kWriting && stream->_cnt > 0) {
      const size_t part = std::min<size_t>(left, stream->_cnt);
      std::memcpy(stream->_ptr, at, part);
      stream->_ptr += part;
      stream->_cnt -= static_cast<int>(part);
      at += part;
      left -= part;
      continue;
    }
    if (!begin_writing(stream)) break;
    const bool buffered = has_buffer(stream);
    if (buffered && !drain(stream)) break;
    const size_t unit = buffered ? stream->_bufsiz : 1;
    if (left >= unit) {
      const size_t most = std::min<size_t>(left, 0x7fff0000);
      const auto size = static_cast<unsigned>(most / unit * unit);
      const int written = write_descriptor(stream->_file, at, size);
      if (!buffered) stream->_cnt = 0;
      if (written > 0) {
        at += written;
        left -= written;
      }
      if (written != static_cast<int>(size)) {
        stream->_flag |= kStreamError;
        stream->_cnt = 0;
        break;
      }
    }
  }
  return count - left;
}

namespace {

// How many bytes of the file the first `consumed` bytes of the buffer came from. The buffer was
// read from `start` on.
int64_t raw_length(FILE* stream, Descriptor& descriptor, int64_t start, int consumed) {
  const StreamState& state = state_of(stream);
  if (state.raw_size == static_cast<unsigned>(state.filled)) return consumed;
  if (consumed >= state.filled) return state.raw_size;
  if (consumed <= 0) return 0;
  std::string raw(state.raw_size, '\0');
  const int64_t position = seek_locked(descriptor, 0, kSeekCur);
  seek_locked(descriptor, start, kSeekSet);
  DWORD read = 0;
  kernel32::ReadFile(descriptor.handle, raw.data(), static_cast<DWORD>(raw.size()), &read, nullptr);
  seek_locked(descriptor, position, kSeekSet);
  size_t at = 0;
  if (descriptor.mode == TextMode::kUtf16) {
    for (; consumed > 0 && at + 1 < read; consumed -= 2) {
      const bool pair = at + 3 < read && !std::memcmp(&raw[at], u"\r\n", 4);
      at += pair ? 4 : 2;
    }
    return static_cast<int64_t>(at);
  }
  const bool utf8 = descriptor.mode == TextMode::kUtf8;
  while (consumed > 0 && at < read) {
    const auto byte = static_cast<uint8_t>(raw[at]);
    if (byte == '\r' && at + 1 < read && raw[at + 1] == '\n') {
      at += 2;
      consumed -= utf8 ? 2 : 1;
    } else if (!utf8) {
      ++at;
      --consumed;
    } else {
      const int size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
      at += size;
      consumed -= size == 4 ? 4 : 2;
    }
  }
  return static_cast<int64_t>(std::min<size_t>(at, read));
}

// How many bytes of the file a buffer that waits to be written will be.
int64_t pending_length(FILE* stream, const Descriptor& descriptor) {
  const int64_t held = stream->_ptr - stream->_base;
  if (!(descriptor.flags & kText)) return held;
  if (descriptor.mode == TextMode::kAnsi)
    return held + std::count(stream->_base, stream->_ptr, '\n');
  const auto* const units = reinterpret_cast<const char16_t*>(stream->_base);
  const auto* const end = units + held / 2;
  int64_t length = 0;
  for (const char16_t* at = units; at < end; ++at) {
    const bool utf8 = descriptor.mode == TextMode::kUtf8;
    // Each half of a surrogate pair is half of four bytes.
    const int size = !utf8 ? 2 : *at < 0x80 ? 1 : *at < 0x800 || (*at & 0xf800) == 0xd800 ? 2 : 3;
    length += *at == '\n' ? 2 * size : size;
  }
  return length;
}

}  // namespace

int64_t tell(FILE* stream) {
  Descriptor* descriptor = descriptor_of(stream->_file);
  if (!descriptor) return -1;
  RecursiveGuard guard(descriptor->lock);
  if (stream->_cnt < 0) stream->_cnt = 0;
  const uint8_t flags = descriptor->flags;
  int64_t position = seek_locked(*descriptor, 0, kSeekCur);
  descriptor->flags = flags;
  if (position < 0) return -1;
  if (!has_buffer(stream) || !stream->_base) return position - stream->_cnt;
  if (stream->_flag & kWriting) {
    const int64_t pending = pending_length(stream, *descriptor);
    if (pending && descriptor->flags & kAppend) {
      position = seek_locked(*descriptor, 0, kSeekEnd);
      if (position < 0) return -1;
    }
    return position + pending;
  }
  if (!(stream->_flag & kReading)) return position;
  const int64_t start = position - state_of(stream).raw_size;
  const int consumed = state_of(stream).filled - stream->_cnt;
  const int64_t result = start + raw_length(stream, *descriptor, start, consumed);
  descriptor->flags = flags;
  return result;
}

int seek(FILE* stream, int64_t distance, int origin) {
  if (!(stream->_flag & (kReading | kWriting | kReadWrite))) {
    crt_errno = kEINVAL;
    return -1;
  }
  stream->_flag &= ~kStreamEof;
  if (origin == kSeekCur) {
    const int64_t position = tell(stream);
    if (position < 0) return -1;
    distance += position;
    origin = kSeekSet;
  }
  flush(stream);
  empty(stream);
  if (stream->_flag & kReadWrite) stream->_flag &= ~(kReading | kWriting);
  return seek_descriptor(stream->_file, distance, origin) < 0 ? -1 : 0;
}

int unget_byte(int c, FILE* stream) {
  if (c == kEof || !(stream->_flag & (kReading | kReadWrite)) ||
      (stream->_flag & kReadWrite && stream->_flag & kWriting))
    return kEof;
  if (stream->_cnt < 0) stream->_cnt = 0;
  if (!(stream->_flag & kAnyBuffer)) make_buffer(stream);
  if (!stream->_base) {
    stream->_base = stream->_ptr = reinterpret_cast<char*>(&stream->_charbuf);
    stream->_bufsiz = 2;
  }
  if (stream->_ptr == stream->_base) {
    if (stream->_cnt) return kEof;
    ++stream->_ptr;
    ++state_of(stream).filled;
    ++state_of(stream).raw_size;
  }
  *--stream->_ptr = static_cast<char>(c);
  ++stream->_cnt;
  stream->_flag = (stream->_flag & ~kStreamEof) | kReading;
  return static_cast<uint8_t>(c);
}

TemporaryBuffer::TemporaryBuffer(FILE* stream) {
  if (stream != standard_stream(1) && stream != standard_stream(2)) return;
  const int flags = stream->_flag;
  if (!(flags & kWriting) || flags & (kOwnBuffer | kUserBuffer)) return;
  if (!(flags & kUnbuffered) && !is_output_console(stream)) return;
  // What setvbuf asked to be unbuffered stays so.
  if (flags & kSetVbuf) return;
  stream_ = stream;
  flags_ = flags & kUnbuffered;
  stream->_flag = (flags & ~kUnbuffered) | kUserBuffer;
  stream->_base = stream->_ptr = buffer_;
  stream->_cnt = stream->_bufsiz = kBufferSize;
}

TemporaryBuffer::~TemporaryBuffer() {
  if (!stream_) return;
  flush(stream_);
  stream_->_flag = (stream_->_flag & ~kUserBuffer) | flags_;
  stream_->_base = stream_->_ptr = nullptr;
  stream_->_cnt = stream_->_bufsiz = 0;
}

}  // namespace mimic::win::crt
