// Locales: names, identifiers, and what GetLocaleInfo tells of them.
#include "libs/windows/core/locale.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr LCTYPE LOCALE_RETURN_NUMBER = 0x20000000, LOCALE_TYPE_MASK = 0x0000FFFF;
constexpr DWORD LCID_INSTALLED = 1, LCID_SUPPORTED = 2;
constexpr DWORD LOCALE_WINDOWS = 1, LOCALE_NEUTRALDATA = 0x10, LOCALE_SPECIFICDATA = 0x20;

// The types whose text is a number, and its base.
int base_of(LCTYPE type) {
  switch (type) {
    case 0x01:
    case 0x09:
      return 16;
    case 0x05:
    case 0x0A:
    case 0x0B:
    case 0x0D:
    case 0x11:
    case 0x12:
    case 0x19:
    case 0x1A:
    case 0x1B:
    case 0x1C:
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x25:
    case 0x26:
    case 0x27:
    case 0x52:
    case 0x53:
    case 0x54:
    case 0x55:
    case 0x56:
    case 0x57:
    case 0x5B:
    case 0x70:
    case 0x71:
    case 0x74:
    case 0x75:
    case 0x7D:
    case 0x666:
    case 0x999:
    case 0x1004:
    case 0x1005:
    case 0x1009:
    case 0x100A:
    case 0x100B:
    case 0x100C:
    case 0x100D:
    case 0x1010:
    case 0x1011:
    case 0x1012:
    case 0x1014:
      return 10;
    default:
      return 0;
  }
}

// LOCALESIGNATURE of Latin scripts with code page 1252: Unicode subsets, then code page bits.
constexpr DWORD kSignature[] = {0xE00002FF, 0x400078FF, 0x09, 0, 0x01, 0, 0x01, 0x603F0000};

template <class Char>
int deliver_text(const std::basic_string<Char>& text, Char* out, int size) {
  const int needed = static_cast<int>(text.size() + 1);
  if (!size) return needed;
  if (size < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(out, text.c_str(), needed * sizeof(Char));
  return needed;
}

// The numeric value of a type, in `units` characters of the guest's buffer.
template <class Char>
int deliver_number(const LocaleName& locale, LCTYPE type, Char* out, int size) {
  const int base = base_of(type);
  const auto text = base ? locale_text(locale, type) : std::nullopt;
  if (!text) return fail_with(ERROR_INVALID_FLAGS);
  constexpr int kUnits = sizeof(DWORD) / sizeof(Char);
  if (!size) return kUnits;
  if (size < kUnits) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  const auto value = static_cast<DWORD>(std::strtoul(to_utf8(*text).c_str(), nullptr, base));
  std::memcpy(out, &value, sizeof value);
  return kUnits;
}

int locale_info(const LocaleName* locale, LCTYPE lctype, WCHAR* out, int size) {
  if (!locale || size < 0 || (size && !out)) return fail_with(ERROR_INVALID_PARAMETER);
  const LCTYPE type = lctype & LOCALE_TYPE_MASK;
  if (type == kFontSignature) {
    constexpr int kUnits = sizeof kSignature / (sizeof(WCHAR));
    if (!size) return kUnits;
    if (size < kUnits) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    std::memcpy(out, kSignature, sizeof kSignature);
    return kUnits;
  }
  if (lctype & LOCALE_RETURN_NUMBER) return deliver_number(*locale, type, out, size);
  const auto text = locale_text(*locale, type);
  if (!text) return fail_with(ERROR_INVALID_FLAGS);
  return deliver_text(*text, out, size);
}

}  // namespace

EXPORT(kernel32, int, GetLocaleInfoEx,
       (LPCWSTR lpLocaleName, LCTYPE LCType, WCHAR* lpLCData, int cchData)) {
  return locale_info(find_locale(lpLocaleName), LCType, lpLCData, cchData);
}
EXPORT(kernel32, int, GetLocaleInfoW, (LCID Locale, LCTYPE LCType, WCHAR* lpLCData, int cchData)) {
  return locale_info(find_locale(Locale), LCType, lpLCData, cchData);
}
EXPORT(kernel32, int, GetLocaleInfoA, (LCID Locale, LCTYPE LCType, char* lpLCData, int cchData)) {
  const LocaleName* locale = find_locale(Locale);
  if (!locale || cchData < 0 || (cchData && !lpLCData)) return fail_with(ERROR_INVALID_PARAMETER);
  const LCTYPE type = LCType & LOCALE_TYPE_MASK;
  if (type == kFontSignature) {
    if (!cchData) return sizeof kSignature;
    if (cchData < static_cast<int>(sizeof kSignature)) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    std::memcpy(lpLCData, kSignature, sizeof kSignature);
    return sizeof kSignature;
  }
  if (LCType & LOCALE_RETURN_NUMBER) return deliver_number(*locale, type, lpLCData, cchData);
  const auto text = locale_text(*locale, type);
  if (!text) return fail_with(ERROR_INVALID_FLAGS);
  return deliver_text(to_ansi(*text), lpLCData, cchData);
}
// The user's settings are those of the locale.
EXPORT_PARTIAL("settings cannot be changed", kernel32, BOOL, SetLocaleInfoW,
               (LCID Locale, LCTYPE LCType, LPCWSTR lpLCData)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT_PARTIAL("settings cannot be changed", kernel32, BOOL, SetLocaleInfoA,
               (LCID Locale, LCTYPE LCType, LPCSTR lpLCData)) {
  return fail_with(ERROR_ACCESS_DENIED);
}

EXPORT(kernel32, LCID, GetUserDefaultLCID, ()) { return user_locale()->id; }
EXPORT(kernel32, LCID, GetSystemDefaultLCID, ()) { return user_locale()->id; }
EXPORT(kernel32, LANGID, GetUserDefaultLangID, ()) { return user_locale()->id; }
EXPORT(kernel32, LANGID, GetSystemDefaultLangID, ()) { return user_locale()->id; }
EXPORT(kernel32, LANGID, GetUserDefaultUILanguage, ()) { return user_locale()->id; }
EXPORT(kernel32, LANGID, GetSystemDefaultUILanguage, ()) { return user_locale()->id; }

EXPORT(kernel32, LCID, GetThreadLocale, ()) {
  const LCID locale = current_teb()->CurrentLocale;
  return locale ? locale : user_locale()->id;
}
EXPORT(kernel32, BOOL, SetThreadLocale, (LCID Locale)) {
  const LocaleName* locale = find_locale(Locale);
  if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
  current_teb()->CurrentLocale = locale->id;
  return TRUE;
}

EXPORT(kernel32, int, GetUserDefaultLocaleName, (WCHAR * lpLocaleName, int cchLocaleName)) {
  if (!lpLocaleName || cchLocaleName <= 0) return fail_with(ERROR_INVALID_PARAMETER);
  return deliver_text(user_locale()->wide_name(), lpLocaleName, cchLocaleName);
}
ALSO(kernel32, GetSystemDefaultLocaleName, "kernel32.GetUserDefaultLocaleName");

EXPORT(kernel32, BOOL, IsValidLocale, (LCID Locale, DWORD dwFlags)) {
  if (dwFlags & ~(LCID_INSTALLED | LCID_SUPPORTED)) return fail_with(ERROR_INVALID_FLAGS);
  const LocaleName* locale = find_locale(Locale);
  return locale && !locale->is_neutral();
}
EXPORT(kernel32, BOOL, IsValidLocaleName, (LPCWSTR lpLocaleName)) {
  return lpLocaleName && find_locale(lpLocaleName) != nullptr;
}
EXPORT(kernel32, LCID, LocaleNameToLCID, (LPCWSTR lpName, DWORD dwFlags)) {
  constexpr DWORD LOCALE_ALLOW_NEUTRAL_NAMES = 0x08000000;
  if (dwFlags & ~LOCALE_ALLOW_NEUTRAL_NAMES) return fail_with(ERROR_INVALID_PARAMETER);
  const LocaleName* locale = find_locale(lpName);
  if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
  if (locale->is_neutral() && !(dwFlags & LOCALE_ALLOW_NEUTRAL_NAMES)) {
    // The specific locale of a neutral name is the first of its language.
    if (const LocaleName* specific = find_locale(LCID{0x400u | (locale->id & 0x3FFu)}))
      return specific->id;
  }
  return locale->id;
}
EXPORT(kernel32, int, LCIDToLocaleName, (LCID Locale, WCHAR* lpName, int cchName, DWORD dwFlags)) {
  const LocaleName* locale = find_locale(Locale);
  if (!locale || cchName < 0 || (cchName && !lpName)) return fail_with(ERROR_INVALID_PARAMETER);
  return deliver_text(locale->wide_name(), lpName, cchName);
}
EXPORT(kernel32, int, ResolveLocaleName,
       (LPCWSTR lpNameToResolve, WCHAR* lpLocaleName, int cchLocaleName)) {
  if (!lpNameToResolve || cchLocaleName < 0 || (cchLocaleName && !lpLocaleName))
    return fail_with(ERROR_INVALID_PARAMETER);
  std::u16string name(view_of(lpNameToResolve));
  const LocaleName* locale = find_locale(name.c_str());
  for (size_t dash; !locale && (dash = name.rfind(u'-')) != std::u16string::npos;) {
    name.resize(dash);
    locale = find_locale(name.c_str());
  }
  if (locale && locale->is_neutral()) {
    const LocaleName* specific = find_locale(LCID{0x400u | (locale->id & 0x3FFu)});
    if (specific) locale = specific;
  }
  return deliver_text(locale ? locale->wide_name() : std::u16string(), lpLocaleName, cchLocaleName);
}
EXPORT(kernel32, LCID, ConvertDefaultLocale, (LCID Locale)) {
  const LocaleName* locale = find_locale(Locale);
  if (!locale) return Locale;
  if (locale->is_neutral())
    if (const LocaleName* specific = find_locale(LCID{0x400u | (locale->id & 0x3FFu)}))
      return specific->id;
  return locale->id;
}

EXPORT(kernel32, BOOL, EnumSystemLocalesEx,
       (BOOL(MS_ABI * lpLocaleEnumProcEx)(WCHAR*, DWORD, LONG_PTR), DWORD dwFlags, LONG_PTR lParam,
        LPVOID lpReserved)) {
  if (!lpLocaleEnumProcEx || lpReserved) return fail_with(ERROR_INVALID_PARAMETER);
  if (dwFlags & ~0x3Fu) return fail_with(ERROR_INVALID_FLAGS);
  size_t count;
  const LocaleName* locales = locale_names(&count);
  for (size_t i = 0; i < count; ++i) {
    const bool neutral = locales[i].is_neutral() || locales[i].is_invariant();
    const DWORD kind = LOCALE_WINDOWS | (neutral ? LOCALE_NEUTRALDATA : LOCALE_SPECIFICDATA);
    if (dwFlags && !(dwFlags & kind)) continue;
    std::u16string name = locales[i].wide_name();
    if (!lpLocaleEnumProcEx(name.data(), kind, lParam)) break;
  }
  return TRUE;
}

namespace {

// Each specific locale's identifier in eight hexadecimal digits.
template <class Char>
BOOL enumerate_locales(BOOL(MS_ABI* visit)(Char*)) {
  if (!visit) return fail_with(ERROR_INVALID_PARAMETER);
  size_t count;
  const LocaleName* locales = locale_names(&count);
  for (size_t i = 0; i < count; ++i) {
    if (locales[i].is_neutral() || locales[i].is_invariant()) continue;
    Char text[9] = {};
    for (int digit = 0; digit < 8; ++digit)
      text[digit] = static_cast<Char>("0123456789abcdef"[locales[i].id >> (28 - 4 * digit) & 15]);
    for (int digit = 0; digit < 4; ++digit) text[digit] = static_cast<Char>('0');
    if (!visit(text)) break;
  }
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, EnumSystemLocalesW,
       (BOOL(MS_ABI * lpLocaleEnumProc)(WCHAR*), DWORD dwFlags)) {
  return enumerate_locales(lpLocaleEnumProc);
}
EXPORT(kernel32, BOOL, EnumSystemLocalesA,
       (BOOL(MS_ABI * lpLocaleEnumProc)(char*), DWORD dwFlags)) {
  return enumerate_locales(lpLocaleEnumProc);
}

namespace {

// The formats of a kind, each of which goes to a callback.
BOOL enumerate_formats(const LocaleName* locale, DWORD flags, const LCTYPE (&types)[4],
                       BOOL (*give)(void*, const std::u16string&), void* context) {
  if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
  // Bits 0, 1, 3 and 7 of date flags; 0 and 1 of time flags (0: the long form).
  const LCTYPE type = flags & 1      ? types[0]
                      : flags & 2    ? types[1]
                      : flags & 8    ? types[2]
                      : flags & 0x80 ? types[3]
                                     : types[0];
  if (const auto text = locale_text(*locale, type)) give(context, *text);
  return TRUE;
}
constexpr LCTYPE kDateTypes[] = {kShortDate, kLongDate, kYearMonth, kMonthDay};

}  // namespace

EXPORT(kernel32, BOOL, EnumDateFormatsW,
       (BOOL(MS_ABI * lpDateFmtEnumProc)(WCHAR*), LCID Locale, DWORD dwFlags)) {
  return enumerate_formats(
      find_locale(Locale), dwFlags, kDateTypes,
      [](void* context, const std::u16string& text) -> BOOL {
        return reinterpret_cast<BOOL(MS_ABI*)(WCHAR*)>(context)(const_cast<WCHAR*>(text.c_str()));
      },
      reinterpret_cast<void*>(lpDateFmtEnumProc));
}
EXPORT(kernel32, BOOL, EnumDateFormatsA,
       (BOOL(MS_ABI * lpDateFmtEnumProc)(char*), LCID Locale, DWORD dwFlags)) {
  return enumerate_formats(
      find_locale(Locale), dwFlags, kDateTypes,
      [](void* context, const std::u16string& text) -> BOOL {
        return reinterpret_cast<BOOL(MS_ABI*)(char*)>(context)(to_ansi(text).data());
      },
      reinterpret_cast<void*>(lpDateFmtEnumProc));
}
EXPORT(kernel32, BOOL, EnumDateFormatsExEx,
       (BOOL(MS_ABI * lpDateFmtEnumProcExEx)(WCHAR*, DWORD, LONG_PTR), LPCWSTR lpLocaleName,
        DWORD dwFlags, LONG_PTR lParam)) {
  struct Context {
    BOOL(MS_ABI* visit)(WCHAR*, DWORD, LONG_PTR);
    LONG_PTR parameter;
  } context{lpDateFmtEnumProcExEx, lParam};
  return enumerate_formats(
      find_locale(lpLocaleName), dwFlags, kDateTypes,
      [](void* data, const std::u16string& text) -> BOOL {
        const auto& c = *static_cast<Context*>(data);
        return c.visit(const_cast<WCHAR*>(text.c_str()), 1, c.parameter);  // 1: Gregorian
      },
      &context);
}
EXPORT(kernel32, BOOL, EnumTimeFormatsW,
       (BOOL(MS_ABI * lpTimeFmtEnumProc)(WCHAR*), LCID Locale, DWORD dwFlags)) {
  const LocaleName* locale = find_locale(Locale);
  if (!locale || !lpTimeFmtEnumProc) return fail_with(ERROR_INVALID_PARAMETER);
  // 2: TIME_NOSECONDS
  if (auto text = locale_text(*locale, dwFlags & 2 ? LCTYPE{kShortTime} : LCTYPE{kTimeFormat}))
    lpTimeFmtEnumProc(text->data());
  return TRUE;
}
EXPORT(kernel32, BOOL, EnumTimeFormatsEx,
       (BOOL(MS_ABI * lpTimeFmtEnumProcEx)(WCHAR*, LONG_PTR), LPCWSTR lpLocaleName, DWORD dwFlags,
        LONG_PTR lParam)) {
  const LocaleName* locale = find_locale(lpLocaleName);
  if (!locale || !lpTimeFmtEnumProcEx) return fail_with(ERROR_INVALID_PARAMETER);
  if (auto text = locale_text(*locale, dwFlags & 2 ? LCTYPE{kShortTime} : LCTYPE{kTimeFormat}))
    lpTimeFmtEnumProcEx(text->data(), lParam);
  return TRUE;
}

}  // namespace mimic::win::kernel32
