// Wide characters of streams: in text mode the bytes are the locale's, else they are UTF-16 in the
// buffer, which the descriptor may encode.
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/locale.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::crt {

bool is_ansi(FILE* stream) {
  const Descriptor* descriptor = find_descriptor(stream->_file);
  return descriptor && descriptor->flags & kText && descriptor->mode == TextMode::kAnsi;
}

uint16_t get_unit(FILE* stream) {
  StreamState& state = state_of(stream);
  if (state.pending) {
    const WCHAR unit = state.pending;
    state.pending = 0;
    return unit;
  }
  if (!is_ansi(stream)) {
    const int low = get_byte(stream);
    if (low == kEof) return kWideEof;
    const int high = get_byte(stream);
    if (high == kEof) return kWideEof;
    return static_cast<uint16_t>(high << 8 | low);
  }
  const Locale& locale = current_locale();
  char bytes[8];
  int count = 0;
  for (;;) {
    const int byte = get_byte(stream);
    if (byte == kEof) {
      if (count) crt_errno = kEILSEQ;
      return kWideEof;
    }
    bytes[count++] = static_cast<char>(byte);
    WCHAR units[2];
    const int used = decode(locale, bytes, count, units);
    if (used >= 0) {
      state.pending = units[1];
      return units[0];
    }
    if (count >= locale.locinfo->mb_cur_max) {
      // The bytes that began nothing are read again, but for the first.
      while (count > 1) unget_byte(static_cast<uint8_t>(bytes[--count]), stream);
      crt_errno = kEILSEQ;
      return kWideEof;
    }
  }
}

uint16_t put_unit(WCHAR unit, FILE* stream) {
  if (!is_ansi(stream)) {
    const char bytes[2] = {static_cast<char>(unit), static_cast<char>(unit >> 8)};
    return write_bytes(stream, bytes, 2) == 2 ? unit : kWideEof;
  }
  if (unit < 0x80) return put_byte(unit, stream) == kEof ? kWideEof : unit;
  char bytes[5];
  StreamState& state = state_of(stream);
  int size;
  const Locale& locale = current_locale();
  if (locale.locinfo->codepage == 65001 && (unit & 0xf800) == 0xd800) {
    // The halves of a surrogate pair are written together.
    if ((unit & 0xfc00) == 0xd800) {
      state.pending = unit;
      return unit;
    }
    const WCHAR pair[] = {state.pending, unit, 0};
    state.pending = 0;
    size = pair[0] ? static_cast<int>(to_multibyte(locale, pair, bytes, sizeof bytes)) : -1;
  } else {
    size = encode(locale, unit, bytes);
  }
  if (size < 0) {
    crt_errno = kEILSEQ;
    return kWideEof;
  }
  return write_bytes(stream, bytes, size) == static_cast<size_t>(size) ? unit : kWideEof;
}

bool put_units(FILE* stream, const WCHAR* text, size_t count) {
  if (!is_ansi(stream)) return write_bytes(stream, text, count * 2) == count * 2;
  for (; count; ++text, --count) {
    if (put_unit(*text, stream) == kWideEof && *text != kWideEof) return false;
  }
  return true;
}

uint16_t unget_unit(uint16_t unit, FILE* stream) {
  if (unit == kWideEof) return kWideEof;
  char bytes[5];
  int size = 2;
  if (is_ansi(stream)) {
    size = encode(current_locale(), unit, bytes);
    if (size < 0) {
      crt_errno = kEILSEQ;
      return kWideEof;
    }
  } else {
    bytes[0] = static_cast<char>(unit);
    bytes[1] = static_cast<char>(unit >> 8);
  }
  // The buffer may have no room before its start.
  if (!(stream->_flag & kAnyBuffer)) make_buffer(stream);
  if (stream->_cnt <= 0 && stream->_base && stream->_ptr - stream->_base < size) {
    stream->_cnt = 0;
    stream->_ptr = stream->_base + size;
    state_of(stream).filled = static_cast<int>(state_of(stream).raw_size = size);
  }
  for (int i = size; i > 0; --i) {
    if (unget_byte(static_cast<uint8_t>(bytes[i - 1]), stream) == kEof) return kWideEof;
  }
  return unit;
}

}  // namespace mimic::win::crt
