// The functions of kernel32 that the C runtimes' locales stand on.
#pragma once

#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, int, MultiByteToWideChar,
               (UINT codepage, DWORD flags, const char* from, int size, WCHAR* to, int capacity));
DECLARE_EXPORT(kernel32, int, WideCharToMultiByte,
               (UINT codepage, DWORD flags, const WCHAR* from, int count, char* to, int capacity,
                const char* fallback, BOOL* used_fallback));
DECLARE_EXPORT(kernel32, BOOL, IsValidCodePage, (UINT codepage));
DECLARE_EXPORT(kernel32, BOOL, IsDBCSLeadByteEx, (UINT codepage, BYTE byte));
DECLARE_EXPORT(kernel32, int, GetLocaleInfoEx,
               (const WCHAR* locale, DWORD type, WCHAR* to, int capacity));
DECLARE_EXPORT(kernel32, int, CompareStringEx,
               (const WCHAR* locale, DWORD flags, const WCHAR* a, int a_count, const WCHAR* b,
                int b_count, void* version, void* reserved, LONG_PTR parameter));
DECLARE_EXPORT(kernel32, int, LCMapStringEx,
               (const WCHAR* locale, DWORD flags, const WCHAR* from, int count, WCHAR* to,
                int capacity, void* version, void* reserved, LONG_PTR parameter));

}  // namespace mimic::win::kernel32
