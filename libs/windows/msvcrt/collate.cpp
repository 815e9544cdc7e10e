// Comparing and transforming strings by LC_COLLATE. In "C" that is by code, else as CompareString
// and LCMapString do it.
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crt/ctype.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/nls.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {
namespace {

constexpr int kComparisonFailed = 0x7fffffff;  // _NLSCMPERROR
// SORT_STRINGSORT, NORM_IGNORECASE, LCMAP_SORTKEY
constexpr DWORD kStringSort = 0x1000, kIgnoreCase = 1, kSortKey = 0x400;

std::u16string wide_of(const Locale& locale, std::string_view text) {
  const unsigned codepage = locale.locinfo->collate_codepage;
  std::u16string wide(text.size(), u'\0');
  const int count = kernel32::MultiByteToWideChar(codepage, 0, text.data(), text.size(),
                                                  wide.data(), wide.size());
  wide.resize(count > 0 ? count : 0);
  return wide;
}
std::u16string_view wide_of(const Locale&, std::u16string_view text) { return text; }

template <class C>
int collate(Locale* given, const C* a, const C* b, size_t limit, bool ignore_case) {
  if (!a || !b) {
    fail_invalid(kEINVAL);
    return kComparisonFailed;
  }
  const Locale& locale = locale_or_current(given);
  if (is_c(locale, kLcCollate)) {
    if (!ignore_case) return compare(a, b, limit);
    for (; limit; ++a, ++b, --limit) {
      const auto x = ascii_lower(static_cast<Unsigned<C>>(*a)),
                 y = ascii_lower(static_cast<Unsigned<C>>(*b));
      if (x != y) return x - y;
      if (!x) break;
    }
    return 0;
  }
  const std::basic_string_view<C> left(a, bounded_length(a, limit)),
      right(b, bounded_length(b, limit));
  const auto x = wide_of(locale, left);
  const auto y = wide_of(locale, right);
  const int order = kernel32::CompareStringEx(
      locale.locinfo->name[kLcCollate], kStringSort | (ignore_case ? kIgnoreCase : 0), x.data(),
      static_cast<int>(x.size()), y.data(), static_cast<int>(y.size()), nullptr, nullptr, 0);
  if (order) return order - 2;
  crt_errno = kEINVAL;
  return kComparisonFailed;
}

template <class C>
size_t transform(Locale* given, C* to, const C* from, size_t capacity) {
  constexpr size_t kInvalid = 0x7fffffff;  // INT_MAX
  if (capacity > kInvalid || (!to && capacity) || !from) {
    fail_invalid(kEINVAL);
    return kInvalid;
  }
  const Locale& locale = locale_or_current(given);
  const size_t size = length(from);
  if (is_c(locale, kLcCollate)) {
    if (to) copy_padded(to, from, capacity);
    if (size >= capacity && to) crt_errno = kERANGE;
    return size;
  }
  const auto wide = wide_of(locale, std::basic_string_view<C>(from, size));
  const WCHAR* name = locale.locinfo->name[kLcCollate];
  // The key is bytes, without zeros but the last.
  const auto key_of = [&](char* key, int room) {
    return kernel32::LCMapStringEx(name, kSortKey, wide.data(), static_cast<int>(wide.size()),
                                   reinterpret_cast<WCHAR*>(key), room, nullptr, nullptr, 0);
  };
  const int needed = key_of(nullptr, 0);
  if (needed <= 0) {
    crt_errno = kEILSEQ;
    return kInvalid;
  }
  std::string key(needed, '\0');
  key_of(key.data(), needed);
  if (static_cast<size_t>(needed) > capacity) {
    if (to && capacity) {
      to[0] = 0;
      crt_errno = kERANGE;
    }
  } else {
    for (int i = 0; i < needed; ++i) to[i] = static_cast<Unsigned<C>>(static_cast<uint8_t>(key[i]));
  }
  return needed - 1;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Locale;

#define COLLATE(C, name, name_l, ignore_case)                           \
  CRT_EXPORT_O(int, name, (const C* a, const C* b)) {                   \
    return crt::collate(nullptr, a, b, crt::kTruncate, ignore_case);    \
  }                                                                     \
  CRT_EXPORT_O(int, name_l, (const C* a, const C* b, Locale* locale)) { \
    return crt::collate(locale, a, b, crt::kTruncate, ignore_case);     \
  }
#define COLLATE_N(C, name, ignore_case)                                                 \
  CRT_EXPORT_O(int, name, (const C* a, const C* b, size_t limit)) {                     \
    return limit ? crt::collate(nullptr, a, b, limit, ignore_case) : 0;                 \
  }                                                                                     \
  CRT_EXPORT_O(int, name##_l, (const C* a, const C* b, size_t limit, Locale* locale)) { \
    return limit ? crt::collate(locale, a, b, limit, ignore_case) : 0;                  \
  }
COLLATE(char, strcoll, _strcoll_l, false)
COLLATE(char, _stricoll, _stricoll_l, true)
COLLATE_N(char, _strncoll, false)
COLLATE_N(char, _strnicoll, true)
COLLATE(WCHAR, wcscoll, _wcscoll_l, false)
COLLATE(WCHAR, _wcsicoll, _wcsicoll_l, true)
COLLATE_N(WCHAR, _wcsncoll, false)
COLLATE_N(WCHAR, _wcsnicoll, true)
#undef COLLATE
#undef COLLATE_N

CRT_EXPORT(size_t, strxfrm, (char* to, const char* from, size_t capacity)) {
  return crt::transform(nullptr, to, from, capacity);
}
CRT_EXPORT_O(size_t, _strxfrm_l, (char* to, const char* from, size_t capacity, Locale* locale)) {
  return crt::transform(locale, to, from, capacity);
}
CRT_EXPORT(size_t, wcsxfrm, (WCHAR * to, const WCHAR* from, size_t capacity)) {
  return crt::transform(nullptr, to, from, capacity);
}
CRT_EXPORT_O(size_t, _wcsxfrm_l, (WCHAR * to, const WCHAR* from, size_t capacity, Locale* locale)) {
  return crt::transform(locale, to, from, capacity);
}

}  // namespace mimic::win::msvcrt
