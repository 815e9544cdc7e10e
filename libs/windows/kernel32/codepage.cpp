// Code pages: conversion and what is known about them.
#include "libs/windows/core/codepage.h"

#include <cstdio>
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD MB_PRECOMPOSED = 1, MB_COMPOSITE = 2, MB_USEGLYPHCHARS = 4,
                MB_ERR_INVALID_CHARS = 8;
constexpr DWORD WC_DISCARDNS = 0x10, WC_SEPCHARS = 0x20, WC_DEFAULTCHAR = 0x40,
                WC_ERR_INVALID_CHARS = 0x80, WC_COMPOSITECHECK = 0x200,
                WC_NO_BEST_FIT_CHARS = 0x400;

struct CPINFO {
  UINT MaxCharSize;
  BYTE DefaultChar[2];
  BYTE LeadByte[12];
};
struct CPINFOEXW {
  CPINFO Info;
  WCHAR UnicodeDefaultChar;
  UINT CodePage;
  WCHAR CodePageName[MAX_PATH];
};
struct CPINFOEXA {
  CPINFO Info;
  WCHAR UnicodeDefaultChar;
  UINT CodePage;
  CHAR CodePageName[MAX_PATH];
};

int failed(DWORD error) {
  set_last_error(error);
  return 0;
}

// Pages whose conversion knows no flags but the one for invalid characters, or none at all.
bool takes_no_flags(const CodePage& page) {
  return page.kind == CodePageKind::kWhole || page.kind == CodePageKind::kSymbol;
}

// UTF-8 refuses flags that mean nothing for it where it is asked for by its number. Where it
// happens to be the system's page, it takes what programs pass for any such page.
bool is_strict(const CodePage& page, UINT asked) {
  return page.id == asked &&
         (page.kind == CodePageKind::kUtf8 || page.kind == CodePageKind::kGb18030);
}

void fill(const CodePage& page, CPINFO* info) {
  std::memset(info, 0, sizeof *info);
  info->MaxCharSize = page.max_bytes;
  info->DefaultChar[0] = '?';
  std::memcpy(info->LeadByte, page.lead_bytes, sizeof page.lead_bytes);
}

}  // namespace

EXPORT(kernel32, int, MultiByteToWideChar,
       (UINT CodePage, DWORD dwFlags, const char* lpMultiByteStr, int cbMultiByte,
        WCHAR* lpWideCharStr, int cchWideChar)) {
  if (!lpMultiByteStr || !cbMultiByte || cchWideChar < 0 || (cchWideChar && !lpWideCharStr) ||
      static_cast<const void*>(lpMultiByteStr) == static_cast<const void*>(lpWideCharStr))
    return failed(ERROR_INVALID_PARAMETER);
  const win::CodePage* page = code_page(CodePage);
  if (!page) return failed(ERROR_INVALID_PARAMETER);
  DWORD known = MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS;
  if (is_strict(*page, CodePage)) known = MB_ERR_INVALID_CHARS;
  if (takes_no_flags(*page)) known = 0;
  if (dwFlags & ~known ||
      (dwFlags & (MB_PRECOMPOSED | MB_COMPOSITE)) == (MB_PRECOMPOSED | MB_COMPOSITE))
    return failed(ERROR_INVALID_FLAGS);

  const size_t size = cbMultiByte < 0 ? std::strlen(lpMultiByteStr) + 1 : cbMultiByte;
  const bool strict = dwFlags & MB_ERR_INVALID_CHARS;
  const Conversion done = decode(*page, {lpMultiByteStr, size}, lpWideCharStr, cchWideChar, strict);
  if (strict && done.invalid) return failed(ERROR_NO_UNICODE_TRANSLATION);
  if (cchWideChar && done.length > static_cast<size_t>(cchWideChar))
    return failed(ERROR_INSUFFICIENT_BUFFER);
  return static_cast<int>(done.length);
}

EXPORT(kernel32, int, WideCharToMultiByte,
       (UINT CodePage, DWORD dwFlags, const WCHAR* lpWideCharStr, int cchWideChar,
        char* lpMultiByteStr, int cbMultiByte, const char* lpDefaultChar,
        BOOL* lpUsedDefaultChar)) {
  if (!lpWideCharStr || !cchWideChar || cbMultiByte < 0 || (cbMultiByte && !lpMultiByteStr) ||
      static_cast<const void*>(lpMultiByteStr) == static_cast<const void*>(lpWideCharStr))
    return failed(ERROR_INVALID_PARAMETER);
  const win::CodePage* page = code_page(CodePage);
  if (!page) return failed(ERROR_INVALID_PARAMETER);
  const bool unicode = page->kind == CodePageKind::kUtf8 || page->id == 65000;
  if (unicode && CodePage == page->id && (lpDefaultChar || lpUsedDefaultChar))
    return failed(ERROR_INVALID_PARAMETER);
  DWORD known = WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | WC_ERR_INVALID_CHARS |
                WC_COMPOSITECHECK | WC_NO_BEST_FIT_CHARS;
  if (is_strict(*page, CodePage)) known = WC_ERR_INVALID_CHARS;
  if (takes_no_flags(*page)) known = 0;
  if (dwFlags & ~known) return failed(ERROR_INVALID_FLAGS);

  const size_t length = cchWideChar < 0 ? length_of(lpWideCharStr) + 1 : cchWideChar;
  EncodeOptions options;
  options.strict =
      dwFlags & WC_ERR_INVALID_CHARS && (unicode || page->kind == CodePageKind::kGb18030);
  options.best_fit = !(dwFlags & WC_NO_BEST_FIT_CHARS);
  char fallback[3] = {};
  if (lpDefaultChar) {
    fallback[0] = lpDefaultChar[0];
    if (page->is_lead(static_cast<uint8_t>(fallback[0]))) fallback[1] = lpDefaultChar[1];
    options.default_char = fallback;
  }
  const Conversion done =
      encode(*page, {lpWideCharStr, length}, lpMultiByteStr, cbMultiByte, options);
  if (lpUsedDefaultChar) *lpUsedDefaultChar = done.used_default;
  if (options.strict && done.invalid) return failed(ERROR_NO_UNICODE_TRANSLATION);
  if (cbMultiByte && done.length > static_cast<size_t>(cbMultiByte))
    return failed(ERROR_INSUFFICIENT_BUFFER);
  return static_cast<int>(done.length);
}

EXPORT(kernel32, UINT, GetACP, ()) { return ansi_code_page(); }
EXPORT(kernel32, UINT, GetOEMCP, ()) { return oem_code_page(); }

EXPORT(kernel32, BOOL, IsValidCodePage, (UINT CodePage)) {
  // CP_ACP and its like are no identifiers here, and 42 (symbol) is only for conversions.
  return CodePage >= 37 && CodePage != 42 && code_page(CodePage) != nullptr;
}

EXPORT(kernel32, BOOL, GetCPInfo, (UINT CodePage, CPINFO* lpCPInfo)) {
  const win::CodePage* page = code_page(CodePage);
  if (!page || !lpCPInfo) return failed(ERROR_INVALID_PARAMETER);
  fill(*page, lpCPInfo);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetCPInfoExW, (UINT CodePage, DWORD dwFlags, CPINFOEXW* lpCPInfoEx)) {
  const win::CodePage* page = code_page(CodePage);
  if (!page || !lpCPInfoEx) return failed(ERROR_INVALID_PARAMETER);
  fill(*page, &lpCPInfoEx->Info);
  lpCPInfoEx->UnicodeDefaultChar = page->unicode_default;
  lpCPInfoEx->CodePage = page->id;
  char name[64];
  int length = std::snprintf(name, sizeof name, "%-5u (%s)", unsigned{page->id}, page->name);
  for (int i = 0; i <= length; ++i) lpCPInfoEx->CodePageName[i] = static_cast<WCHAR>(name[i]);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetCPInfoExA, (UINT CodePage, DWORD dwFlags, CPINFOEXA* lpCPInfoEx)) {
  const win::CodePage* page = code_page(CodePage);
  if (!page || !lpCPInfoEx) return failed(ERROR_INVALID_PARAMETER);
  fill(*page, &lpCPInfoEx->Info);
  lpCPInfoEx->UnicodeDefaultChar = page->unicode_default;
  lpCPInfoEx->CodePage = page->id;
  std::snprintf(lpCPInfoEx->CodePageName, MAX_PATH, "%-5u (%s)", unsigned{page->id}, page->name);
  return TRUE;
}

EXPORT(kernel32, BOOL, IsDBCSLeadByteEx, (UINT CodePage, BYTE TestChar)) {
  const win::CodePage* page = code_page(CodePage);
  return page && page->is_lead(TestChar);
}
EXPORT(kernel32, BOOL, IsDBCSLeadByte, (BYTE TestChar)) {
  return IsDBCSLeadByteEx(CP_ACP, TestChar);
}

EXPORT(kernel32, BOOL, EnumSystemCodePagesW,
       (BOOL(MS_ABI * lpCodePageEnumProc)(const WCHAR*), DWORD dwFlags)) {
  if (!lpCodePageEnumProc) return failed(ERROR_INVALID_PARAMETER);
  size_t count;
  const win::CodePage* pages = code_pages(&count);
  for (size_t i = 0; i < count; ++i) {
    if (pages[i].kind == CodePageKind::kSymbol) continue;
    WCHAR text[8];
    int at = 7;
    text[at] = 0;
    for (unsigned id = pages[i].id; id; id /= 10) text[--at] = static_cast<WCHAR>(u'0' + id % 10);
    if (!lpCodePageEnumProc(text + at)) break;
  }
  return TRUE;
}

EXPORT(kernel32, BOOL, EnumSystemCodePagesA,
       (BOOL(MS_ABI * lpCodePageEnumProc)(const char*), DWORD dwFlags)) {
  if (!lpCodePageEnumProc) return failed(ERROR_INVALID_PARAMETER);
  size_t count;
  const win::CodePage* pages = code_pages(&count);
  for (size_t i = 0; i < count; ++i) {
    if (pages[i].kind == CodePageKind::kSymbol) continue;
    char text[8];
    std::snprintf(text, sizeof text, "%u", unsigned{pages[i].id});
    if (!lpCodePageEnumProc(text)) break;
  }
  return TRUE;
}

}  // namespace mimic::win::kernel32
