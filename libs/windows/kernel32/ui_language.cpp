// Languages of the user interface: English, with nothing to choose from.
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/locale.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD MUI_LANGUAGE_ID = 4, MUI_LANGUAGE_NAME = 8;

// A list of strings, each ended by a NUL and the list by another.
BOOL give_list(DWORD flags, ULONG* count, WCHAR* buffer, ULONG* size) {
  if ((flags & MUI_LANGUAGE_ID && flags & MUI_LANGUAGE_NAME) || !count || !size)
    return fail_with(ERROR_INVALID_PARAMETER);
  const std::u16string list =
      flags & MUI_LANGUAGE_ID ? std::u16string(u"0409\0", 6) : std::u16string(u"en-US\0", 7);
  *count = 1;
  const bool fits = *size >= list.size();
  const bool measure = !buffer || !*size;
  *size = static_cast<ULONG>(list.size());
  if (measure) return TRUE;
  if (!fits) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(buffer, list.data(), list.size() * sizeof(WCHAR));
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, GetUserPreferredUILanguages,
       (DWORD dwFlags, ULONG* pulNumLanguages, WCHAR* pwszLanguagesBuffer,
        ULONG* pcchLanguagesBuffer)) {
  return give_list(dwFlags, pulNumLanguages, pwszLanguagesBuffer, pcchLanguagesBuffer);
}
ALSO(kernel32, GetSystemPreferredUILanguages, "kernel32.GetUserPreferredUILanguages");
ALSO(kernel32, GetThreadPreferredUILanguages, "kernel32.GetUserPreferredUILanguages");
ALSO(kernel32, GetProcessPreferredUILanguages, "kernel32.GetUserPreferredUILanguages");

EXPORT(kernel32, BOOL, SetThreadPreferredUILanguages,
       (DWORD dwFlags, const WCHAR* pwszLanguagesBuffer, ULONG* pulNumLanguages)) {
  ULONG count = 0;
  for (const WCHAR* p = pwszLanguagesBuffer; p && *p; p += length_of(p) + 1) ++count;
  if (pulNumLanguages) *pulNumLanguages = count;
  return TRUE;
}
ALSO(kernel32, SetProcessPreferredUILanguages, "kernel32.SetThreadPreferredUILanguages");
EXPORT(kernel32, LANGID, GetThreadUILanguage, ()) { return user_locale()->id; }
EXPORT(kernel32, LANGID, SetThreadUILanguage, (LANGID LangId)) {
  return LangId ? LangId : static_cast<LANGID>(user_locale()->id);
}

EXPORT(kernel32, BOOL, EnumUILanguagesW,
       (BOOL(MS_ABI * lpUILanguageEnumProc)(WCHAR*, LONG_PTR), DWORD dwFlags, LONG_PTR lParam)) {
  if (!lpUILanguageEnumProc) return fail_with(ERROR_INVALID_PARAMETER);
  WCHAR name[] = u"en-US", id[] = u"0409";
  lpUILanguageEnumProc(dwFlags & MUI_LANGUAGE_NAME ? name : id, lParam);
  return TRUE;
}

// GEOID of the United States.
EXPORT(kernel32, LONG, GetUserGeoID, (DWORD GeoClass)) { return GeoClass == 16 ? 244 : -1; }
EXPORT(kernel32, BOOL, SetUserGeoID, (LONG GeoId)) { return fail_with(ERROR_ACCESS_DENIED); }
EXPORT(kernel32, int, GetUserDefaultGeoName, (WCHAR * geoName, int geoNameCount)) {
  if (!geoNameCount) return 3;
  if (geoNameCount < 3) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(geoName, u"US", 6);
  return 3;
}
EXPORT_PARTIAL("only the United States", kernel32, int, GetGeoInfoW,
               (LONG Location, DWORD GeoType, WCHAR* lpGeoData, int cchData, LANGID LangId)) {
  struct Entry {
    DWORD type;
    const char16_t* text;
  };
  static constexpr Entry kEntries[] = {{1, u"244"},  {2, u"39.450"},        {3, u"-98.908"},
                                       {4, u"US"},   {5, u"USA"},           {6, u"en-us"},
                                       {7, u"0409"}, {8, u"United States"}, {9, u"United States"},
                                       {12, u"840"}};
  if (Location != 244) return fail_with(ERROR_INVALID_PARAMETER);
  for (const Entry& entry : kEntries) {
    if (entry.type != GeoType) continue;
    const int needed = static_cast<int>(length_of(entry.text) + 1);
    if (!cchData) return needed;
    if (cchData < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    std::memcpy(lpGeoData, entry.text, needed * sizeof(WCHAR));
    return needed;
  }
  return fail_with(ERROR_INVALID_FLAGS);
}

namespace {

struct NLSVERSIONINFOEX {
  DWORD dwNLSVersionInfoSize;
  DWORD dwNLSVersion;
  DWORD dwDefinedVersion;
  DWORD dwEffectiveId;
  GUID guidCustomVersion;
};

BOOL give_version(NLSVERSIONINFOEX* information, LCID locale) {
  const DWORD size = information->dwNLSVersionInfoSize;
  if (size < 12) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  // The sorting tables of Windows 10: 6.3.
  information->dwNLSVersion = information->dwDefinedVersion = 0x00060305;
  if (size < sizeof *information) return TRUE;
  information->dwEffectiveId = locale;
  information->guidCustomVersion = {
      0x00000001, 0x57EE, 0x1E5C, {0, 0xB4, 0xD0, 0, 0x0B, 0xB1, 0xE1, 0x1E}};
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, GetNLSVersion,
       (DWORD Function, LCID Locale, NLSVERSIONINFOEX* lpVersionInformation)) {
  if (Function != 1) return fail_with(ERROR_INVALID_FLAGS);
  if (!find_locale(Locale)) return fail_with(ERROR_INVALID_PARAMETER);
  return give_version(lpVersionInformation, Locale);
}
EXPORT(kernel32, BOOL, GetNLSVersionEx,
       (DWORD function, LPCWSTR lpLocaleName, NLSVERSIONINFOEX* lpVersionInformation)) {
  if (function != 1) return fail_with(ERROR_INVALID_FLAGS);
  const LocaleName* locale = find_locale(lpLocaleName);
  if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
  return give_version(lpVersionInformation, locale->id);
}
EXPORT(kernel32, BOOL, IsValidNLSVersion,
       (DWORD function, LPCWSTR lpLocaleName, NLSVERSIONINFOEX* lpVersionInformation)) {
  return function == 1 && find_locale(lpLocaleName) &&
         lpVersionInformation->dwNLSVersion == 0x00060305;
}

}  // namespace mimic::win::kernel32
