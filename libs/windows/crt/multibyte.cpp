// Multibyte characters of the locale's code page.
#include <cstring>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/locale.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {
namespace {

int decode_utf8(const char* text, size_t count, WCHAR units[2]) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) {
    units[0] = lead;
    return lead != 0;
  }
  const int size = lead >= 0xc2 && lead < 0xe0   ? 2
                   : lead >= 0xe0 && lead < 0xf0 ? 3
                   : lead >= 0xf0 && lead < 0xf5 ? 4
                                                 : 0;
  if (!size) return -1;
  char32_t point = lead & (0x7f >> size);
  for (int i = 1; i < size; ++i) {
    if (static_cast<size_t>(i) >= count || (text[i] & 0xc0) != 0x80) return -1;
    point = point << 6 | (text[i] & 0x3f);
  }
  if ((size == 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
      (size == 4 && (point < 0x10000 || point > 0x10ffff)))
    return -1;
  if (point < 0x10000) {
    units[0] = static_cast<WCHAR>(point);
  } else {
    units[0] = static_cast<WCHAR>(0xd800 + ((point - 0x10000) >> 10));
    units[1] = static_cast<WCHAR>(0xdc00 + (point & 0x3ff));
  }
  return size;
}

int encode_utf8(char32_t point, char* out) {
  if (point < 0x80) {
    out[0] = static_cast<char>(point);
    return 1;
  }
  const int size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (int i = size - 1; i > 0; --i, point >>= 6) out[i] = static_cast<char>(0x80 | (point & 0x3f));
  out[0] = static_cast<char>(0xf00u >> size | point);
  return size;
}

}  // namespace

int decode(const Locale& locale, const char* text, size_t count, WCHAR units[2]) {
  const LocaleData& data = *locale.locinfo;
  units[1] = 0;
  if (!count) return -1;
  const auto byte = static_cast<uint8_t>(*text);
  if (!data.codepage || data.single || byte < 0x80) {
    units[0] = data.single ? data.single[byte] : byte;
    return byte != 0;
  }
  if (data.codepage == CP_UTF8) return decode_utf8(text, count, units);
  const int size = data.pctype[byte] & kLeadByte ? 2 : 1;
  if (static_cast<size_t>(size) > count || (size == 2 && !text[1])) return -1;
  constexpr DWORD kPrecomposedStrict = 9;  // MB_PRECOMPOSED | MB_ERR_INVALID_CHARS
  if (kernel32::MultiByteToWideChar(data.codepage, kPrecomposedStrict, text, size, units, 1) != 1)
    return -1;
  return size;
}

int encode(const Locale& locale, WCHAR unit, char* out) {
  const LocaleData& data = *locale.locinfo;
  if (!data.codepage) {
    if (unit > 255) return -1;
    *out = static_cast<char>(unit);
    return 1;
  }
  if (unit < 0x80) {
    *out = static_cast<char>(unit);
    return 1;
  }
  if (data.codepage == CP_UTF8)
    return unit >= 0xd800 && unit < 0xe000 ? -1 : encode_utf8(unit, out);
  BOOL used_fallback = FALSE;
  const int size =
      kernel32::WideCharToMultiByte(data.codepage, 0, &unit, 1, out, 5, nullptr, &used_fallback);
  return size > 0 && !used_fallback ? size : -1;
}

size_t to_wide(const Locale& locale, const char* text, WCHAR* to, size_t capacity) {
  size_t written = 0;
  for (;;) {
    WCHAR units[2];
    if (to && written >= capacity) return written;
    const int size = decode(locale, text, ::strnlen(text, 4) + 1, units);
    if (size < 0) return kFailed;
    if (size == 0) {
      if (to) to[written] = 0;
      return written;
    }
    const size_t count = units[1] ? 2 : 1;
    if (to) {
      if (written + count > capacity) return written;
      for (size_t i = 0; i < count; ++i) to[written + i] = units[i];
    }
    written += count;
    text += size;
  }
}

size_t to_multibyte(const Locale& locale, const WCHAR* text, char* to, size_t capacity) {
  const bool utf8 = locale.locinfo->codepage == CP_UTF8;
  size_t written = 0;
  for (;; ++text) {
    char bytes[5];
    int size;
    if (utf8 && (*text & 0xfc00) == 0xd800 && (text[1] & 0xfc00) == 0xdc00) {
      size = encode_utf8(0x10000 + ((text[0] & 0x3ff) << 10) + (text[1] & 0x3ff), bytes);
    } else {
      size = encode(locale, *text, bytes);
    }
    if (size < 0) return kFailed;
    if (to) {
      if (written + size > capacity) return written;
      std::memcpy(to + written, bytes, size);
    }
    if (!*text) return written;
    if (size == 4) ++text;
    written += size;
  }
}

}  // namespace mimic::win::crt
