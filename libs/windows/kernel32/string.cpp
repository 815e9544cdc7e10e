// lstrcpy and its kind, and MulDiv.
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/linguistic.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {
namespace {

template <class Char>
size_t length_of_text(const Char* text) {
  size_t length = 0;
  while (text[length]) ++length;
  return length;
}

// Null where a pointer is null or small, which is what callers that rely on the exception handlers
// of these functions pass.
template <class Char>
bool is_bad(const Char* text) {
  return reinterpret_cast<uintptr_t>(text) < 0x10000;
}

template <class Char>
Char* copy(Char* to, const Char* from, size_t most) {
  if (is_bad(to) || is_bad(from)) return nullptr;
  if (!most) return to;
  size_t i = 0;
  for (; i + 1 < most && from[i]; ++i) to[i] = from[i];
  to[i] = 0;
  return to;
}

}  // namespace

EXPORT(kernel32, int, lstrlenW, (const WCHAR* lpString)) {
  return is_bad(lpString) ? 0 : static_cast<int>(length_of_text(lpString));
}
EXPORT(kernel32, int, lstrlenA, (const char* lpString)) {
  return is_bad(lpString) ? 0 : static_cast<int>(length_of_text(lpString));
}
ALSO(kernel32, lstrlen, "kernel32.lstrlenA");

EXPORT(kernel32, LPWSTR, lstrcpyW, (WCHAR * lpString1, const WCHAR* lpString2)) {
  return copy(lpString1, lpString2, SIZE_MAX);
}
EXPORT(kernel32, LPSTR, lstrcpyA, (char* lpString1, const char* lpString2)) {
  return copy(lpString1, lpString2, SIZE_MAX);
}
ALSO(kernel32, lstrcpy, "kernel32.lstrcpyA");

EXPORT(kernel32, LPWSTR, lstrcpynW, (WCHAR * lpString1, const WCHAR* lpString2, int iMaxLength)) {
  return copy(lpString1, lpString2, iMaxLength > 0 ? iMaxLength : 0);
}
EXPORT(kernel32, LPSTR, lstrcpynA, (char* lpString1, const char* lpString2, int iMaxLength)) {
  return copy(lpString1, lpString2, iMaxLength > 0 ? iMaxLength : 0);
}
ALSO(kernel32, lstrcpyn, "kernel32.lstrcpynA");

EXPORT(kernel32, LPWSTR, lstrcatW, (WCHAR * lpString1, const WCHAR* lpString2)) {
  if (is_bad(lpString1)) return nullptr;
  return copy(lpString1 + length_of_text(lpString1), lpString2, SIZE_MAX) ? lpString1 : nullptr;
}
EXPORT(kernel32, LPSTR, lstrcatA, (char* lpString1, const char* lpString2)) {
  if (is_bad(lpString1)) return nullptr;
  return copy(lpString1 + length_of_text(lpString1), lpString2, SIZE_MAX) ? lpString1 : nullptr;
}
ALSO(kernel32, lstrcat, "kernel32.lstrcatA");

// A missing string comes before any other.
EXPORT(kernel32, int, lstrcmpW, (const WCHAR* lpString1, const WCHAR* lpString2)) {
  if (!lpString1 || !lpString2) return (lpString1 ? 1 : 0) - (lpString2 ? 1 : 0);
  return compare_text(u"", 0, view_of(lpString1), view_of(lpString2));
}
EXPORT(kernel32, int, lstrcmpiW, (const WCHAR* lpString1, const WCHAR* lpString2)) {
  if (!lpString1 || !lpString2) return (lpString1 ? 1 : 0) - (lpString2 ? 1 : 0);
  return compare_text(u"", NORM_IGNORECASE, view_of(lpString1), view_of(lpString2));
}
EXPORT(kernel32, int, lstrcmpA, (const char* lpString1, const char* lpString2)) {
  if (!lpString1 || !lpString2) return (lpString1 ? 1 : 0) - (lpString2 ? 1 : 0);
  return compare_text(u"", 0, from_ansi(lpString1), from_ansi(lpString2));
}
EXPORT(kernel32, int, lstrcmpiA, (const char* lpString1, const char* lpString2)) {
  if (!lpString1 || !lpString2) return (lpString1 ? 1 : 0) - (lpString2 ? 1 : 0);
  return compare_text(u"", NORM_IGNORECASE, from_ansi(lpString1), from_ansi(lpString2));
}
ALSO(kernel32, lstrcmp, "kernel32.lstrcmpA");
ALSO(kernel32, lstrcmpi, "kernel32.lstrcmpiA");

EXPORT(kernel32, int, MulDiv, (int nNumber, int nNumerator, int nDenominator)) {
  if (!nDenominator) return -1;
  int64_t product = static_cast<int64_t>(nNumber) * nNumerator;
  int64_t divisor = nDenominator;
  if (divisor < 0) {
    product = -product;
    divisor = -divisor;
  }
  const int64_t half = product < 0 ? -(divisor / 2) : divisor / 2;
  const int64_t result = (product + half) / divisor;
  return result < INT32_MIN || result > INT32_MAX ? -1 : static_cast<int>(result);
}

}  // namespace mimic::win::kernel32
