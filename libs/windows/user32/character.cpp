// Characters and strings: case, classes, stepping, OEM.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/character_types.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::user32 {
namespace {

// A pointer whose upper bits are zero is a single character.
template <class Char>
bool is_character(const Char* text) {
  return reinterpret_cast<uintptr_t>(text) < 0x10000;
}

void map(WCHAR* text, size_t length, char16_t (*change)(char16_t)) {
  for (size_t i = 0; i < length; ++i) text[i] = change(text[i]);
}

// Maps in place. Case never changes the number of bytes of a single- or double-byte page; where it
// would (UTF-8), that character stays as it is.
void map(char* text, size_t length, char16_t (*change)(char16_t)) {
  const CodePage& page = *code_page(CP_ACP);
  for (size_t i = 0; i < length;) {
    size_t bytes = page.is_lead(static_cast<uint8_t>(text[i])) && i + 1 < length ? 2 : 1;
    if (page.kind == CodePageKind::kUtf8)
      while (static_cast<uint8_t>(text[i]) >= 0xC0 && i + bytes < length &&
             (static_cast<uint8_t>(text[i + bytes]) & 0xC0) == 0x80)
        ++bytes;
    WCHAR unit[2];
    const Conversion read = decode(page, {text + i, bytes}, unit, 2, true);
    if (read.length == 1 && !read.invalid) {
      const WCHAR changed = change(unit[0]);
      char out[4];
      EncodeOptions options;
      options.best_fit = false;
      const Conversion written = encode(page, {&changed, 1}, out, sizeof out, options);
      if (written.length == bytes && !written.used_default) std::memcpy(text + i, out, bytes);
    }
    i += bytes;
  }
}

WCHAR* change_case(WCHAR* text, char16_t (*change)(char16_t)) {
  if (is_character(text))
    return reinterpret_cast<WCHAR*>(
        uintptr_t{change(static_cast<char16_t>(reinterpret_cast<uintptr_t>(text)))});
  map(text, length_of(text), change);
  return text;
}
char* change_case(char* text, char16_t (*change)(char16_t)) {
  if (is_character(text)) {
    auto character = static_cast<char>(reinterpret_cast<uintptr_t>(text));
    map(&character, 1, change);
    return reinterpret_cast<char*>(uintptr_t{static_cast<uint8_t>(character)});
  }
  map(text, std::strlen(text), change);
  return text;
}

WCHAR unit_of(char character) {
  WCHAR unit = 0;
  decode(*code_page(CP_ACP), {&character, 1}, &unit, 1, false);
  return unit;
}
bool has_type(WCHAR unit, WORD types) { return (character_type(unit) & types) != 0; }

}  // namespace

EXPORT(user32, LPWSTR, CharUpperW, (WCHAR * lpsz)) { return change_case(lpsz, upcase); }
EXPORT(user32, LPWSTR, CharLowerW, (WCHAR * lpsz)) { return change_case(lpsz, downcase); }
EXPORT(user32, LPSTR, CharUpperA, (char* lpsz)) { return change_case(lpsz, upcase); }
EXPORT(user32, LPSTR, CharLowerA, (char* lpsz)) { return change_case(lpsz, downcase); }
EXPORT(user32, DWORD, CharUpperBuffW, (WCHAR * lpsz, DWORD cchLength)) {
  if (!lpsz) return 0;
  map(lpsz, cchLength, upcase);
  return cchLength;
}
EXPORT(user32, DWORD, CharLowerBuffW, (WCHAR * lpsz, DWORD cchLength)) {
  if (!lpsz) return 0;
  map(lpsz, cchLength, downcase);
  return cchLength;
}
EXPORT(user32, DWORD, CharUpperBuffA, (char* lpsz, DWORD cchLength)) {
  if (!lpsz) return 0;
  map(lpsz, cchLength, upcase);
  return cchLength;
}
EXPORT(user32, DWORD, CharLowerBuffA, (char* lpsz, DWORD cchLength)) {
  if (!lpsz) return 0;
  map(lpsz, cchLength, downcase);
  return cchLength;
}

EXPORT(user32, LPWSTR, CharNextW, (const WCHAR* lpsz)) {
  return const_cast<WCHAR*>(*lpsz ? lpsz + 1 : lpsz);
}
EXPORT(user32, LPWSTR, CharPrevW, (const WCHAR* lpszStart, const WCHAR* lpszCurrent)) {
  return const_cast<WCHAR*>(lpszCurrent > lpszStart ? lpszCurrent - 1 : lpszStart);
}
EXPORT(user32, LPSTR, CharNextExA, (WORD CodePage, const char* lpCurrentChar, DWORD dwFlags)) {
  if (!*lpCurrentChar) return const_cast<char*>(lpCurrentChar);
  const win::CodePage* page = code_page(CodePage);
  const bool two = page && page->is_lead(static_cast<uint8_t>(*lpCurrentChar)) && lpCurrentChar[1];
  return const_cast<char*>(lpCurrentChar + (two ? 2 : 1));
}
EXPORT(user32, LPSTR, CharNextA, (const char* lpsz)) { return CharNextExA(CP_ACP, lpsz, 0); }
EXPORT(user32, LPSTR, CharPrevExA,
       (WORD CodePage, const char* lpStart, const char* lpCurrentChar, DWORD dwFlags)) {
  const char* at = lpStart;
  while (*at && at < lpCurrentChar) {
    const char* next = CharNextExA(CodePage, at, dwFlags);
    if (next >= lpCurrentChar) break;
    at = next;
  }
  return const_cast<char*>(at);
}
EXPORT(user32, LPSTR, CharPrevA, (const char* lpszStart, const char* lpszCurrent)) {
  return CharPrevExA(CP_ACP, lpszStart, lpszCurrent, 0);
}

EXPORT(user32, BOOL, IsCharAlphaW, (WCHAR ch)) { return has_type(ch, kAlpha); }
EXPORT(user32, BOOL, IsCharAlphaNumericW, (WCHAR ch)) { return has_type(ch, kAlpha | kDigit); }
EXPORT(user32, BOOL, IsCharUpperW, (WCHAR ch)) { return has_type(ch, kUpper); }
EXPORT(user32, BOOL, IsCharLowerW, (WCHAR ch)) { return has_type(ch, kLower); }
EXPORT(user32, BOOL, IsCharAlphaA, (char ch)) { return has_type(unit_of(ch), kAlpha); }
EXPORT(user32, BOOL, IsCharAlphaNumericA, (char ch)) {
  return has_type(unit_of(ch), kAlpha | kDigit);
}
EXPORT(user32, BOOL, IsCharUpperA, (char ch)) { return has_type(unit_of(ch), kUpper); }
EXPORT(user32, BOOL, IsCharLowerA, (char ch)) { return has_type(unit_of(ch), kLower); }

namespace {

// `length` counts the terminator where the text has one.
bool convert(const char* from, UINT from_page, char* to, UINT to_page, size_t length) {
  const std::string out = encode_text(to_page, decode_text(from_page, {from, length}));
  std::memcpy(to, out.data(), std::min(out.size(), length));
  return true;
}

}  // namespace

EXPORT(user32, BOOL, CharToOemA, (const char* pSrc, char* pDst)) {
  return pSrc && pDst && convert(pSrc, CP_ACP, pDst, CP_OEMCP, std::strlen(pSrc) + 1);
}
EXPORT(user32, BOOL, OemToCharA, (const char* pSrc, char* pDst)) {
  return pSrc && pDst && convert(pSrc, CP_OEMCP, pDst, CP_ACP, std::strlen(pSrc) + 1);
}
EXPORT(user32, BOOL, CharToOemBuffA, (const char* lpszSrc, char* lpszDst, DWORD cchDstLength)) {
  return lpszSrc && lpszDst && convert(lpszSrc, CP_ACP, lpszDst, CP_OEMCP, cchDstLength);
}
EXPORT(user32, BOOL, OemToCharBuffA, (const char* lpszSrc, char* lpszDst, DWORD cchDstLength)) {
  return lpszSrc && lpszDst && convert(lpszSrc, CP_OEMCP, lpszDst, CP_ACP, cchDstLength);
}
EXPORT(user32, BOOL, CharToOemBuffW, (const WCHAR* lpszSrc, char* lpszDst, DWORD cchDstLength)) {
  if (!lpszSrc || !lpszDst) return FALSE;
  encode(*code_page(CP_OEMCP), {lpszSrc, cchDstLength}, lpszDst, cchDstLength);
  return TRUE;
}
EXPORT(user32, BOOL, CharToOemW, (const WCHAR* pSrc, char* pDst)) {
  return pSrc && pDst && CharToOemBuffW(pSrc, pDst, static_cast<DWORD>(length_of(pSrc) + 1));
}
EXPORT(user32, BOOL, OemToCharBuffW, (const char* lpszSrc, WCHAR* lpszDst, DWORD cchDstLength)) {
  if (!lpszSrc || !lpszDst) return FALSE;
  decode(*code_page(CP_OEMCP), {lpszSrc, cchDstLength}, lpszDst, cchDstLength, false);
  return TRUE;
}
EXPORT(user32, BOOL, OemToCharW, (const char* pSrc, WCHAR* pDst)) {
  return pSrc && pDst && OemToCharBuffW(pSrc, pDst, static_cast<DWORD>(std::strlen(pSrc) + 1));
}

}  // namespace mimic::win::user32
