// Comparing without case, and changing case in place. By the locale's tables: ASCII alone in "C".
#include "libs/windows/crt/ctype.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {
namespace {

constexpr int kComparisonFailed = 0x7fffffff;  // _NLSCMPERROR

inline int fail_comparison() {
  fail_invalid(kEINVAL);
  return kComparisonFailed;
}

inline int compare_lower(const Locale& locale, const char* a, const char* b, size_t limit,
                         bool stop_at_end) {
  if (!a || !b) return fail_comparison();
  const uint8_t* lower = locale.locinfo->lower;
  for (; limit; ++a, ++b, --limit) {
    const uint8_t x = lower[static_cast<uint8_t>(*a)], y = lower[static_cast<uint8_t>(*b)];
    if (x != y) return x - y;
    if (!x && stop_at_end) break;
  }
  return 0;
}

inline int compare_lower(const Locale& locale, const WCHAR* a, const WCHAR* b, size_t limit) {
  if (!a || !b) return fail_comparison();
  for (; limit; ++a, ++b, --limit) {
    if (*a == *b) {
      if (!*a) break;
      continue;
    }
    const WCHAR x = lower_of(locale, *a), y = lower_of(locale, *b);
    if (x != y) return x - y;
  }
  return 0;
}

// Double-byte characters stay as they are; their case is that of the _mbs functions.
inline void change_case(const Locale& locale, char* text, bool upper) {
  const LocaleData& data = *locale.locinfo;
  const uint8_t* map = upper ? data.upper : data.lower;
  for (; *text; ++text) {
    const auto byte = static_cast<uint8_t>(*text);
    if (data.pctype[byte] & kLeadByte && text[1])
      ++text;
    else
      *text = static_cast<char>(map[byte]);
  }
}
inline void change_case(const Locale& locale, WCHAR* text, bool upper) {
  for (; *text; ++text) *text = upper ? upper_of(locale, *text) : lower_of(locale, *text);
}

template <class C>
C* change_case_of(Locale* locale, C* text, bool upper) {
  if (text)
    change_case(locale_or_current(locale), text, upper);
  else
    fail_invalid(kEINVAL);
  return text;
}
template <class C>
int change_case_s(Locale* locale, C* text, size_t capacity, bool upper) {
  if (int error = check_terminated(text, capacity)) return error;
  change_case(locale_or_current(locale), text, upper);
  return 0;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;

CRT_EXPORT_O(int, _stricmp, (const char* a, const char* b)) {
  return crt::compare_lower(current_locale(), a, b, crt::kTruncate, true);
}
CRT_EXPORT_O(int, _stricmp_l, (const char* a, const char* b, Locale* locale)) {
  return crt::compare_lower(locale_or_current(locale), a, b, crt::kTruncate, true);
}
CRT_EXPORT_O(int, _strnicmp, (const char* a, const char* b, size_t limit)) {
  return crt::compare_lower(current_locale(), a, b, limit, true);
}
CRT_EXPORT_O(int, _strnicmp_l, (const char* a, const char* b, size_t limit, Locale* locale)) {
  return crt::compare_lower(locale_or_current(locale), a, b, limit, true);
}
CRT_EXPORT_O(int, _memicmp, (const char* a, const char* b, size_t size)) {
  return size ? crt::compare_lower(current_locale(), a, b, size, false) : 0;
}
CRT_EXPORT_O(int, _memicmp_l, (const char* a, const char* b, size_t size, Locale* locale)) {
  return size ? crt::compare_lower(locale_or_current(locale), a, b, size, false) : 0;
}
CRT_EXPORT_O(int, _wcsicmp, (const WCHAR* a, const WCHAR* b)) {
  return crt::compare_lower(current_locale(), a, b, crt::kTruncate);
}
CRT_EXPORT_O(int, _wcsicmp_l, (const WCHAR* a, const WCHAR* b, Locale* locale)) {
  return crt::compare_lower(locale_or_current(locale), a, b, crt::kTruncate);
}
CRT_EXPORT_O(int, _wcsnicmp, (const WCHAR* a, const WCHAR* b, size_t limit)) {
  return crt::compare_lower(current_locale(), a, b, limit);
}
CRT_EXPORT_O(int, _wcsnicmp_l, (const WCHAR* a, const WCHAR* b, size_t limit, Locale* locale)) {
  return crt::compare_lower(locale_or_current(locale), a, b, limit);
}
ALSO(msvcrt, _strcmpi, "msvcrt._stricmp");

#define CHANGE_CASE(C, name, upper)                                                        \
  CRT_EXPORT_O(C*, name, (C * text)) { return crt::change_case_of(nullptr, text, upper); } \
  CRT_EXPORT_O(C*, name##_l, (C * text, Locale * locale)) {                                \
    return crt::change_case_of(locale, text, upper);                                       \
  }                                                                                        \
  CRT_EXPORT_O(int, name##_s, (C * text, size_t capacity)) {                               \
    return crt::change_case_s(nullptr, text, capacity, upper);                             \
  }                                                                                        \
  CRT_EXPORT_O(int, name##_s_l, (C * text, size_t capacity, Locale* locale)) {             \
    return crt::change_case_s(locale, text, capacity, upper);                              \
  }
CHANGE_CASE(char, _strlwr, false)
CHANGE_CASE(char, _strupr, true)
CHANGE_CASE(WCHAR, _wcslwr, false)
CHANGE_CASE(WCHAR, _wcsupr, true)
#undef CHANGE_CASE

}  // namespace mimic::win::msvcrt
