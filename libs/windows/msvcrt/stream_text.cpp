// Bytes and characters of streams.
#include <cstring>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/streams.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {
namespace {

// Whether single bytes may be read and written.
bool takes_bytes(FILE* stream) {
  if (stream->_cnt > 0) [[likely]]
    return true;
  const Descriptor* descriptor = find_descriptor(stream->_file);
  return !descriptor || !(descriptor->flags & kText) || descriptor->mode == TextMode::kAnsi;
}

int get_char(FILE* stream) { return takes_bytes(stream) ? get_byte(stream) : refuse(kEof); }
int put_char(int c, FILE* stream) {
  return takes_bytes(stream) ? put_byte(c, stream) : refuse(kEof);
}

char* get_line(char* to, int capacity, FILE* stream) {
  if (!takes_bytes(stream)) return refuse<char*>(nullptr);
  char* at = to;
  int left = capacity - 1;
  while (left > 0) {
    if (stream->_cnt > 0) {
      const auto size = static_cast<size_t>(left < stream->_cnt ? left : stream->_cnt);
      const char* const end = static_cast<const char*>(std::memchr(stream->_ptr, '\n', size));
      const size_t part = end ? end + 1 - stream->_ptr : size;
      std::memcpy(at, stream->_ptr, part);
      at += part;
      stream->_ptr += part;
      stream->_cnt -= static_cast<int>(part);
      left -= static_cast<int>(part);
      if (end) break;
      continue;
    }
    const int byte = get_byte(stream);
    if (byte == kEof) {
      if (at == to || stream->_flag & kStreamError) return nullptr;
      break;
    }
    *at++ = static_cast<char>(byte);
    --left;
    if (byte == '\n') break;
  }
  *at = 0;
  return to;
}

WCHAR* get_wide_line(WCHAR* to, int capacity, FILE* stream) {
  WCHAR* at = to;
  for (int left = capacity - 1; left > 0; --left) {
    const uint16_t unit = get_unit(stream);
    if (unit == kWideEof) {
      if (at == to) return nullptr;
      break;
    }
    *at++ = unit;
    if (unit == '\n') break;
  }
  *at = 0;
  return to;
}

// gets and gets_s: a line without its end. Null where there is none; a line that is too long is an
// error, and read to its end.
template <class C>
C* get_input_line(C* to, size_t capacity) {
  FILE* const stream = standard_stream(0);
  auto next = [&]() -> int {
    if constexpr (sizeof(C) == 1) return get_byte(stream);
    const uint16_t unit = get_unit(stream);
    return unit == kWideEof ? kEof : unit;
  };
  size_t count = 0;
  bool fits = true;
  int unit = next();
  if (unit == kEof) return nullptr;
  for (; unit != '\n' && unit != kEof; unit = next()) {
    if (count + 1 < capacity)
      to[count++] = static_cast<C>(unit);
    else
      fits = false;
  }
  to[fits ? count : 0] = 0;
  return fits ? to : refuse<C*>(nullptr, kERANGE);
}

size_t read_items(FILE* stream, void* to, size_t capacity, size_t size, size_t count) {
  if (!size || !count) return 0;
  if (!stream || !to || count > ~size_t{0} / size) return refuse(size_t{0});
  if (size * count > capacity) {
    std::memset(to, 0, capacity);
    return refuse(size_t{0}, kERANGE);
  }
  const size_t read = read_bytes(stream, to, size * count);
  return size == 1 ? read : read / size;
}

size_t write_items(FILE* stream, const void* from, size_t size, size_t count) {
  if (!size || !count) return 0;
  if (!stream || !from || count > ~size_t{0} / size) return refuse(size_t{0});
  TemporaryBuffer buffer(stream);
  const size_t written = write_bytes(stream, from, size * count);
  return size == 1 ? written : written / size;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::FILE;
using crt::kEof;
using crt::kWideEof;
using crt::refuse;
using crt::standard_stream;
using crt::StreamGuard;
using crt::TemporaryBuffer;

// The macros getc and putc call these where the buffer is empty or full.
EXPORT(msvcrt, int, _filbuf, (FILE * stream)) {
  if (!stream) return refuse(kEof);
  StreamGuard guard(stream);
  return crt::fill(stream);
}
EXPORT(msvcrt, int, _flsbuf, (int c, FILE* stream)) {
  if (!stream) return refuse(kEof);
  StreamGuard guard(stream);
  return crt::spill(c, stream);
}

CRT_EXPORT_O(int, fgetc, (FILE * stream)) {
  if (!stream) return refuse(kEof);
  StreamGuard guard(stream);
  return crt::get_char(stream);
}
CRT_EXPORT_O(int, fputc, (int c, FILE* stream)) {
  if (!stream) return refuse(kEof);
  StreamGuard guard(stream);
  return crt::put_char(c, stream);
}
CRT_ALIAS(getc, fgetc);
ALSO(ucrtbase, _o_getc, "msvcrt.fgetc");
CRT_ALIAS(putc, fputc);
ALSO(ucrtbase, _o_putc, "msvcrt.fputc");
CRT_EXPORT_O(int, getchar, ()) { return fgetc(standard_stream(0)); }
CRT_EXPORT_O(int, putchar, (int c)) { return fputc(c, standard_stream(1)); }
CRT_ALIAS(_fgetchar, getchar);
ALSO(ucrtbase, _o__fgetchar, "msvcrt.getchar");
CRT_ALIAS(_fputchar, putchar);
ALSO(ucrtbase, _o__fputchar, "msvcrt.putchar");

CRT_EXPORT_O(int, ungetc, (int c, FILE* stream)) {
  if (!stream) return refuse(kEof);
  StreamGuard guard(stream);
  return crt::unget_byte(c, stream);
}

CRT_EXPORT_O(char*, fgets, (char* to, int capacity, FILE* stream)) {
  if ((!to && capacity) || capacity < 0 || !stream) return refuse<char*>(nullptr);
  if (!capacity) return nullptr;
  StreamGuard guard(stream);
  return crt::get_line(to, capacity, stream);
}
CRT_EXPORT_O(char*, gets, (char* to)) {
  if (!to) return refuse<char*>(nullptr);
  StreamGuard guard(standard_stream(0));
  return crt::get_input_line(to, ~size_t{0});
}
CRT_EXPORT_O(int, fputs, (const char* text, FILE* stream)) {
  if (!text || !stream) return refuse(kEof);
  StreamGuard guard(stream);
  if (!crt::takes_bytes(stream)) return refuse(kEof);
  TemporaryBuffer buffer(stream);
  const size_t size = std::strlen(text);
  return crt::write_bytes(stream, text, size) == size ? 0 : kEof;
}
CRT_EXPORT_O(int, puts, (const char* text)) {
  if (!text) return refuse(kEof);
  FILE* const stream = standard_stream(1);
  StreamGuard guard(stream);
  if (!crt::takes_bytes(stream)) return refuse(kEof);
  TemporaryBuffer buffer(stream);
  const size_t size = std::strlen(text);
  if (crt::write_bytes(stream, text, size) != size) return kEof;
  return crt::put_byte('\n', stream) == kEof ? kEof : 0;
}

CRT_EXPORT_O(size_t, fread, (void* to, size_t size, size_t count, FILE* stream)) {
  if (!stream) return size && count ? refuse(size_t{0}) : 0;
  StreamGuard guard(stream);
  return crt::read_items(stream, to, ~size_t{0}, size, count);
}
CRT_EXPORT_O(size_t, fwrite, (const void* from, size_t size, size_t count, FILE* stream)) {
  if (!stream) return size && count ? refuse(size_t{0}) : 0;
  StreamGuard guard(stream);
  return crt::write_items(stream, from, size, count);
}
CRT_EXPORT_O(int, _getw, (FILE * stream)) {
  int value;
  return fread(&value, sizeof value, 1, stream) == 1 ? value : kEof;
}
CRT_EXPORT_O(int, _putw, (int value, FILE* stream)) {
  return fwrite(&value, sizeof value, 1, stream) == 1 ? value : kEof;
}

CRT_EXPORT_O(WCHAR, fgetwc, (FILE * stream)) {
  if (!stream) return refuse(WCHAR{kWideEof});
  StreamGuard guard(stream);
  return crt::get_unit(stream);
}
CRT_EXPORT_O(WCHAR, fputwc, (WCHAR unit, FILE* stream)) {
  if (!stream) return refuse(WCHAR{kWideEof});
  StreamGuard guard(stream);
  return crt::put_unit(unit, stream);
}
CRT_ALIAS(getwc, fgetwc);
ALSO(ucrtbase, _o_getwc, "msvcrt.fgetwc");
CRT_ALIAS(putwc, fputwc);
ALSO(ucrtbase, _o_putwc, "msvcrt.fputwc");
CRT_EXPORT_O(WCHAR, getwchar, ()) { return fgetwc(standard_stream(0)); }
CRT_EXPORT_O(WCHAR, putwchar, (WCHAR unit)) { return fputwc(unit, standard_stream(1)); }
CRT_ALIAS(_fgetwchar, getwchar);
ALSO(ucrtbase, _o__fgetwchar, "msvcrt.getwchar");
CRT_ALIAS(_fputwchar, putwchar);
ALSO(ucrtbase, _o__fputwchar, "msvcrt.putwchar");
CRT_EXPORT_O(WCHAR, ungetwc, (WCHAR unit, FILE* stream)) {
  if (!stream) return refuse(WCHAR{kWideEof});
  StreamGuard guard(stream);
  return crt::unget_unit(unit, stream);
}
CRT_EXPORT_O(WCHAR*, fgetws, (WCHAR * to, int capacity, FILE* stream)) {
  if ((!to && capacity) || capacity < 0 || !stream) return refuse<WCHAR*>(nullptr);
  if (!capacity) return nullptr;
  StreamGuard guard(stream);
  return crt::get_wide_line(to, capacity, stream);
}
CRT_EXPORT_O(WCHAR*, _getws, (WCHAR * to)) {
  if (!to) return refuse<WCHAR*>(nullptr);
  StreamGuard guard(standard_stream(0));
  return crt::get_input_line(to, ~size_t{0});
}
CRT_EXPORT_O(int, fputws, (const WCHAR* text, FILE* stream)) {
  if (!text || !stream) return refuse(kEof);
  StreamGuard guard(stream);
  TemporaryBuffer buffer(stream);
  return crt::put_units(stream, text, crt::length(text)) ? 0 : kEof;
}
CRT_EXPORT_O(int, _putws, (const WCHAR* text)) {
  if (!text) return refuse(kEof);
  FILE* const stream = standard_stream(1);
  StreamGuard guard(stream);
  TemporaryBuffer buffer(stream);
  if (!crt::put_units(stream, text, crt::length(text))) return kEof;
  return crt::put_unit('\n', stream) == kWideEof ? kEof : 0;
}

}  // namespace mimic::win::msvcrt

// What only the Universal CRT has: sizes, and the functions for streams that the caller has locked.
namespace mimic::win::ucrtbase {

using crt::FILE;
using crt::refuse;
using crt::standard_stream;
using crt::StreamGuard;

UCRT_EXPORT_O(char*, gets_s, (char* to, size_t capacity)) {
  if (!to || !capacity) return refuse<char*>(nullptr);
  StreamGuard guard(standard_stream(0));
  return crt::get_input_line(to, capacity);
}
UCRT_EXPORT_O(WCHAR*, _getws_s, (WCHAR * to, size_t capacity)) {
  if (!to || !capacity) return refuse<WCHAR*>(nullptr);
  StreamGuard guard(standard_stream(0));
  return crt::get_input_line(to, capacity);
}
UCRT_EXPORT_O(size_t, fread_s,
              (void* to, size_t capacity, size_t size, size_t count, FILE* stream)) {
  if (!stream) return size && count ? refuse(size_t{0}) : 0;
  StreamGuard guard(stream);
  return crt::read_items(stream, to, capacity, size, count);
}

UCRT_EXPORT_O(int, _fgetc_nolock, (FILE * stream)) { return crt::get_char(stream); }
UCRT_EXPORT_O(int, _fputc_nolock, (int c, FILE* stream)) { return crt::put_char(c, stream); }
UCRT_EXPORT_O(int, _ungetc_nolock, (int c, FILE* stream)) { return crt::unget_byte(c, stream); }
UCRT_EXPORT_O(WCHAR, _fgetwc_nolock, (FILE * stream)) { return crt::get_unit(stream); }
UCRT_EXPORT_O(WCHAR, _fputwc_nolock, (WCHAR unit, FILE* stream)) {
  return crt::put_unit(unit, stream);
}
UCRT_EXPORT_O(WCHAR, _ungetwc_nolock, (WCHAR unit, FILE* stream)) {
  return crt::unget_unit(unit, stream);
}
ALSO(ucrtbase, _getc_nolock, "ucrtbase._fgetc_nolock");
ALSO(ucrtbase, _o__getc_nolock, "ucrtbase._fgetc_nolock");
ALSO(ucrtbase, _putc_nolock, "ucrtbase._fputc_nolock");
ALSO(ucrtbase, _o__putc_nolock, "ucrtbase._fputc_nolock");
ALSO(ucrtbase, _getwc_nolock, "ucrtbase._fgetwc_nolock");
ALSO(ucrtbase, _o__getwc_nolock, "ucrtbase._fgetwc_nolock");
ALSO(ucrtbase, _putwc_nolock, "ucrtbase._fputwc_nolock");
ALSO(ucrtbase, _o__putwc_nolock, "ucrtbase._fputwc_nolock");
UCRT_EXPORT_O(size_t, _fread_nolock, (void* to, size_t size, size_t count, FILE* stream)) {
  return crt::read_items(stream, to, ~size_t{0}, size, count);
}
UCRT_EXPORT_O(size_t, _fread_nolock_s,
              (void* to, size_t capacity, size_t size, size_t count, FILE* stream)) {
  return crt::read_items(stream, to, capacity, size, count);
}
UCRT_EXPORT_O(size_t, _fwrite_nolock, (const void* from, size_t size, size_t count, FILE* stream)) {
  return crt::write_items(stream, from, size, count);
}

}  // namespace mimic::win::ucrtbase
