// Comparing and finding text, and classes of characters.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/character_types.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/linguistic.h"
#include "libs/windows/core/locale.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr int CSTR_EQUAL = 2;
constexpr DWORD kCompareFlags = NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS |
                                LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC |
                                NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | NORM_LINGUISTIC_CASING |
                                SORT_STRINGSORT | SORT_DIGITSASNUMBERS;
constexpr DWORD LOCALE_USE_CP_ACP = 0x40000000;

constexpr DWORD FIND_STARTSWITH = 0x00100000, FIND_ENDSWITH = 0x00200000,
                FIND_FROMSTART = 0x00400000, FIND_FROMEND = 0x00800000;

std::u16string_view counted(const WCHAR* text, int length) {
  return {text, length < 0 ? length_of(text) : static_cast<size_t>(length)};
}

int result_of(int difference) { return CSTR_EQUAL + (difference > 0) - (difference < 0); }

int compare(const LocaleName* locale, DWORD flags, const WCHAR* a, int a_length, const WCHAR* b,
            int b_length) {
  if (!locale || !a || !b) return fail_with(ERROR_INVALID_PARAMETER);
  if (flags & ~(kCompareFlags | 0x10000000)) return fail_with(ERROR_INVALID_FLAGS);
  return result_of(compare_text(locale->id == LOCALE_ENGLISH_US ? u"" : locale->wide_name(), flags,
                                counted(a, a_length), counted(b, b_length)));
}

int compare_ordinal(std::u16string_view a, std::u16string_view b, bool ignore_case) {
  if (ignore_case) return compare_ignoring_case(a, b);
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

}  // namespace

EXPORT(kernel32, int, CompareStringEx,
       (LPCWSTR lpLocaleName, DWORD dwCmpFlags, const WCHAR* lpString1, int cchCount1,
        const WCHAR* lpString2, int cchCount2, void* lpVersionInformation, LPVOID lpReserved,
        LONG_PTR lParam)) {
  return compare(find_locale(lpLocaleName), dwCmpFlags, lpString1, cchCount1, lpString2, cchCount2);
}
EXPORT(kernel32, int, CompareStringW,
       (LCID Locale, DWORD dwCmpFlags, const WCHAR* lpString1, int cchCount1,
        const WCHAR* lpString2, int cchCount2)) {
  return compare(find_locale(Locale), dwCmpFlags & ~LOCALE_USE_CP_ACP, lpString1, cchCount1,
                 lpString2, cchCount2);
}
EXPORT(kernel32, int, CompareStringA,
       (LCID Locale, DWORD dwCmpFlags, const char* lpString1, int cchCount1, const char* lpString2,
        int cchCount2)) {
  if (!lpString1 || !lpString2) return fail_with(ERROR_INVALID_PARAMETER);
  const auto wide = [](const char* text, int length) {
    return from_ansi({text, length < 0 ? std::strlen(text) : static_cast<size_t>(length)});
  };
  const std::u16string a = wide(lpString1, cchCount1), b = wide(lpString2, cchCount2);
  return compare(find_locale(Locale), dwCmpFlags & ~LOCALE_USE_CP_ACP, a.data(),
                 static_cast<int>(a.size()), b.data(), static_cast<int>(b.size()));
}
EXPORT(kernel32, int, CompareStringOrdinal,
       (const WCHAR* lpString1, int cchCount1, const WCHAR* lpString2, int cchCount2,
        BOOL bIgnoreCase)) {
  if (!lpString1 || !lpString2 || cchCount1 < -1 || cchCount2 < -1)
    return fail_with(ERROR_INVALID_PARAMETER);
  return result_of(
      compare_ordinal(counted(lpString1, cchCount1), counted(lpString2, cchCount2), bIgnoreCase));
}

namespace {

int find(const LocaleName* locale, DWORD flags, const WCHAR* source, int source_length,
         const WCHAR* value, int value_length, int* found) {
  if (!locale || !source || !value || source_length < -1 || value_length < -1 || !source_length ||
      !value_length) {
    fail_with(ERROR_INVALID_PARAMETER);
    return -1;
  }
  const DWORD kinds = flags & (FIND_STARTSWITH | FIND_ENDSWITH | FIND_FROMSTART | FIND_FROMEND);
  if (kinds & (kinds - 1) || flags & ~(kinds | kCompareFlags)) {
    fail_with(ERROR_INVALID_FLAGS);
    return -1;
  }
  size_t length = 0;
  const size_t at = find_text(locale->id == LOCALE_ENGLISH_US ? u"" : locale->wide_name(), flags,
                              counted(source, source_length), counted(value, value_length),
                              kinds & (FIND_ENDSWITH | FIND_FROMEND),
                              kinds & (FIND_STARTSWITH | FIND_ENDSWITH), &length);
  set_last_error(ERROR_SUCCESS);
  if (at == SIZE_MAX) return -1;
  if (found) *found = static_cast<int>(length);
  return static_cast<int>(at);
}

}  // namespace

EXPORT(kernel32, int, FindNLSStringEx,
       (LPCWSTR lpLocaleName, DWORD dwFindNLSStringFlags, const WCHAR* lpStringSource,
        int cchSource, const WCHAR* lpStringValue, int cchValue, int* pcchFound,
        void* lpVersionInformation, LPVOID lpReserved, LONG_PTR sortHandle)) {
  return find(find_locale(lpLocaleName), dwFindNLSStringFlags, lpStringSource, cchSource,
              lpStringValue, cchValue, pcchFound);
}
EXPORT(kernel32, int, FindNLSString,
       (LCID Locale, DWORD dwFindNLSStringFlags, const WCHAR* lpStringSource, int cchSource,
        const WCHAR* lpStringValue, int cchValue, int* pcchFound)) {
  return find(find_locale(Locale), dwFindNLSStringFlags, lpStringSource, cchSource, lpStringValue,
              cchValue, pcchFound);
}
EXPORT(kernel32, int, FindStringOrdinal,
       (DWORD dwFindStringOrdinalFlags, const WCHAR* lpStringSource, int cchSource,
        const WCHAR* lpStringValue, int cchValue, BOOL bIgnoreCase)) {
  if (!lpStringSource || !lpStringValue || cchSource < -1 || cchValue < -1) {
    fail_with(ERROR_INVALID_PARAMETER);
    return -1;
  }
  const DWORD flags = dwFindStringOrdinalFlags;
  if (flags & ~(FIND_STARTSWITH | FIND_ENDSWITH | FIND_FROMSTART | FIND_FROMEND) ||
      flags & (flags - 1)) {
    fail_with(ERROR_INVALID_FLAGS);
    return -1;
  }
  const auto source = counted(lpStringSource, cchSource);
  const auto value = counted(lpStringValue, cchValue);
  set_last_error(ERROR_SUCCESS);
  if (value.size() > source.size()) return -1;
  const size_t last = source.size() - value.size();
  const bool from_end = flags & (FIND_ENDSWITH | FIND_FROMEND);
  for (size_t n = 0; n <= last; ++n) {
    const size_t at = from_end ? last - n : n;
    if (!compare_ordinal(source.substr(at, value.size()), value, bIgnoreCase))
      return static_cast<int>(at);
    if (flags & (FIND_STARTSWITH | FIND_ENDSWITH)) break;
  }
  return -1;
}

EXPORT(kernel32, BOOL, GetStringTypeW,
       (DWORD dwInfoType, const WCHAR* lpSrcStr, int cchSrc, WORD* lpCharType)) {
  if (!lpSrcStr || !lpCharType || !cchSrc ||
      static_cast<const void*>(lpSrcStr) == static_cast<const void*>(lpCharType))
    return fail_with(ERROR_INVALID_PARAMETER);
  if (dwInfoType != 1 && dwInfoType != 2 && dwInfoType != 4)
    return fail_with(ERROR_INVALID_PARAMETER);
  const size_t length = cchSrc < 0 ? length_of(lpSrcStr) + 1 : static_cast<size_t>(cchSrc);
  for (size_t i = 0; i < length; ++i) {
    const CharacterTypes& types = character_types(lpSrcStr[i]);
    lpCharType[i] = dwInfoType == 1 ? types.type1 : dwInfoType == 2 ? types.type2 : types.type3;
  }
  return TRUE;
}
EXPORT(kernel32, BOOL, GetStringTypeExW,
       (LCID Locale, DWORD dwInfoType, const WCHAR* lpSrcStr, int cchSrc, WORD* lpCharType)) {
  return GetStringTypeW(dwInfoType, lpSrcStr, cchSrc, lpCharType);
}
EXPORT(kernel32, BOOL, GetStringTypeA,
       (LCID Locale, DWORD dwInfoType, const char* lpSrcStr, int cchSrc, WORD* lpCharType)) {
  if (!lpSrcStr || !lpCharType || !cchSrc) return fail_with(ERROR_INVALID_PARAMETER);
  const size_t length = cchSrc < 0 ? std::strlen(lpSrcStr) + 1 : static_cast<size_t>(cchSrc);
  const std::u16string wide = from_ansi({lpSrcStr, length});
  return wide.empty() ||
         GetStringTypeW(dwInfoType, wide.data(), static_cast<int>(wide.size()), lpCharType);
}
ALSO(kernel32, GetStringTypeExA, "kernel32.GetStringTypeA");

EXPORT(kernel32, BOOL, IsNLSDefinedString,
       (DWORD Function, DWORD dwFlags, void* lpVersionInformation, const WCHAR* lpString,
        int cchStr)) {
  if (Function != 1 || !lpString || cchStr < -1) return fail_with(ERROR_INVALID_PARAMETER);
  const auto text = counted(lpString, cchStr);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] - 0xD800u < 0x400 && i + 1 < text.size() && text[i + 1] - 0xDC00u < 0x400) {
      ++i;
      continue;
    }
    if (text[i] && !(character_type(text[i]) & kDefined)) return FALSE;
  }
  return TRUE;
}

}  // namespace mimic::win::kernel32
