// Multibyte strings to wide ones and back, by LC_CTYPE.
#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/locale.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {
namespace {

int one_to_wide(const Locale& locale, WCHAR* to, const char* text, size_t count) {
  if (!text || !count) return 0;
  WCHAR units[2];
  const int size = decode(locale, text, count, units);
  if (size < 0) {
    crt_errno = kEILSEQ;
    return -1;
  }
  // One unit cannot hold a supplementary character.
  if (to) *to = !size ? u'\0' : units[1] ? u'\xfffd' : units[0];
  return size;
}

int one_to_multibyte(const Locale& locale, char* to, WCHAR unit) {
  if (!to) return 0;
  char bytes[5];
  const int size = encode(locale, unit, bytes);
  if (size < 0) {
    crt_errno = kEILSEQ;
    return -1;
  }
  for (int i = 0; i < size; ++i) to[i] = bytes[i];
  return size;
}

int one_to_multibyte_s(const Locale& locale, int* written, char* to, size_t capacity, WCHAR unit) {
  if (!to && capacity) {
    if (written) *written = 0;
    return 0;
  }
  if (written) *written = -1;
  if (capacity > 0x7fffffff) return fail_invalid(kEINVAL);
  char bytes[5];
  const int size = encode(locale, unit, bytes);
  if (size < 0) {
    for (size_t i = 0; to && i < capacity; ++i) to[i] = 0;
    return crt_errno = kEILSEQ;
  }
  if (to) {
    if (static_cast<size_t>(size) > capacity) {
      if (capacity) *to = 0;
      return fail_invalid(kERANGE);
    }
    for (int i = 0; i < size; ++i) to[i] = bytes[i];
  }
  if (written) *written = size;
  return 0;
}

template <class To, class From>
size_t convert(const Locale& locale, To* to, const From* from, size_t capacity) {
  if (!from) {
    fail_invalid(kEINVAL);
    return kFailed;
  }
  if (to && !capacity) return 0;
  size_t count;
  if constexpr (sizeof(To) == 2)
    count = to_wide(locale, from, to, capacity);
  else
    count = to_multibyte(locale, from, to, capacity);
  if (count == kFailed) crt_errno = kEILSEQ;
  return count;
}

template <class To, class From>
int convert_s(const Locale& locale, size_t* converted, To* to, size_t capacity, const From* from,
              size_t limit) {
  if (converted) *converted = 0;
  if (!to != !capacity) return fail_invalid(kEINVAL);
  if (to) *to = 0;
  if (!from) return fail_invalid(kEINVAL);
  size_t count = convert(locale, to, from, limit < capacity ? limit : capacity);
  if (count == kFailed) {
    if (to) *to = 0;
    return crt_errno;
  }
  ++count;  // the terminator
  int result = 0;
  if (to) {
    if (count > capacity) {
      if (limit != kTruncate) return reject(to, kERANGE);
      count = capacity;
      result = kSTRUNCATE;
    }
    to[count - 1] = 0;
  }
  if (converted) *converted = count;
  return result;
}

size_t characters(const Locale& locale, const char* text, size_t limit) {
  size_t count = 0, at = 0;
  while (at < limit && text[at]) {
    WCHAR units[2];
    const int size = decode(locale, text + at, limit - at, units);
    if (size < 0) {
      crt_errno = kEILSEQ;
      return kFailed;
    }
    at += size;
    ++count;
  }
  return count;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;

CRT_EXPORT_O(int, mbtowc, (WCHAR * to, const char* text, size_t count)) {
  return crt::one_to_wide(current_locale(), to, text, count);
}
CRT_EXPORT_O(int, _mbtowc_l, (WCHAR * to, const char* text, size_t count, Locale* locale)) {
  return crt::one_to_wide(locale_or_current(locale), to, text, count);
}
CRT_EXPORT_O(int, mblen, (const char* text, size_t count)) {
  return crt::one_to_wide(current_locale(), nullptr, text, count);
}
CRT_EXPORT_O(int, _mblen_l, (const char* text, size_t count, Locale* locale)) {
  return crt::one_to_wide(locale_or_current(locale), nullptr, text, count);
}
CRT_EXPORT_O(int, wctomb, (char* to, WCHAR unit)) {
  return crt::one_to_multibyte(current_locale(), to, unit);
}
CRT_EXPORT_O(int, _wctomb_l, (char* to, WCHAR unit, Locale* locale)) {
  return crt::one_to_multibyte(locale_or_current(locale), to, unit);
}
CRT_EXPORT_O(int, wctomb_s, (int* written, char* to, size_t capacity, WCHAR unit)) {
  return crt::one_to_multibyte_s(current_locale(), written, to, capacity, unit);
}
CRT_EXPORT_O(int, _wctomb_s_l,
             (int* written, char* to, size_t capacity, WCHAR unit, Locale* locale)) {
  return crt::one_to_multibyte_s(locale_or_current(locale), written, to, capacity, unit);
}

CRT_EXPORT_O(size_t, mbstowcs, (WCHAR * to, const char* from, size_t capacity)) {
  return crt::convert(current_locale(), to, from, capacity);
}
CRT_EXPORT_O(size_t, _mbstowcs_l, (WCHAR * to, const char* from, size_t capacity, Locale* locale)) {
  return crt::convert(locale_or_current(locale), to, from, capacity);
}
CRT_EXPORT_O(size_t, wcstombs, (char* to, const WCHAR* from, size_t capacity)) {
  return crt::convert(current_locale(), to, from, capacity);
}
CRT_EXPORT_O(size_t, _wcstombs_l, (char* to, const WCHAR* from, size_t capacity, Locale* locale)) {
  return crt::convert(locale_or_current(locale), to, from, capacity);
}
CRT_EXPORT_O(int, mbstowcs_s,
             (size_t* converted, WCHAR* to, size_t capacity, const char* from, size_t limit)) {
  return crt::convert_s(current_locale(), converted, to, capacity, from, limit);
}
CRT_EXPORT_O(int, _mbstowcs_s_l,
             (size_t* converted, WCHAR* to, size_t capacity, const char* from, size_t limit,
              Locale* locale)) {
  return crt::convert_s(locale_or_current(locale), converted, to, capacity, from, limit);
}
CRT_EXPORT_O(int, wcstombs_s,
             (size_t* converted, char* to, size_t capacity, const WCHAR* from, size_t limit)) {
  return crt::convert_s(current_locale(), converted, to, capacity, from, limit);
}
CRT_EXPORT_O(int, _wcstombs_s_l,
             (size_t* converted, char* to, size_t capacity, const WCHAR* from, size_t limit,
              Locale* locale)) {
  return crt::convert_s(locale_or_current(locale), converted, to, capacity, from, limit);
}

CRT_EXPORT_O(size_t, _mbstrlen, (const char* text)) {
  return crt::characters(current_locale(), text, crt::kTruncate);
}
CRT_EXPORT_O(size_t, _mbstrlen_l, (const char* text, Locale* locale)) {
  return crt::characters(locale_or_current(locale), text, crt::kTruncate);
}
CRT_EXPORT_O(size_t, _mbstrnlen, (const char* text, size_t limit)) {
  return crt::characters(current_locale(), text, limit);
}
CRT_EXPORT_O(size_t, _mbstrnlen_l, (const char* text, size_t limit, Locale* locale)) {
  return crt::characters(locale_or_current(locale), text, limit);
}

}  // namespace mimic::win::msvcrt
