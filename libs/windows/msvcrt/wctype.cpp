// Classification of wide characters.
#include <cstring>

#include "libs/windows/crt/ctype.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {
namespace {

struct ClassName {
  char name[8];
  uint16_t mask;
};
constexpr ClassName kClassNames[] = {
    {"alnum", kAlpha | kDigit}, {"alpha", kAlpha},
    {"blank", kBlank},          {"cntrl", kControl},
    {"digit", kDigit},          {"graph", kPunct | kAlpha | kDigit},
    {"lower", kLower},          {"print", kBlank | kPunct | kAlpha | kDigit},
    {"punct", kPunct},          {"space", kSpace},
    {"upper", kUpper},          {"xdigit", kHex},
};
constexpr uint16_t kWeof = 0xffff;

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Locale;

CRT_EXPORT_O(int, iswctype, (uint16_t c, uint16_t mask)) {
  return c == crt::kWeof ? 0 : crt::wide_class(c) & mask;
}
CRT_EXPORT_O(int, _iswctype_l, (uint16_t c, uint16_t mask, Locale*)) { return iswctype(c, mask); }
CRT_ALIAS(is_wctype, iswctype);
UCRT_ALIAS(_o_is_wctype, iswctype);

#define ISW(name, mask)                                                    \
  CRT_EXPORT_O(int, isw##name, (uint16_t c)) { return iswctype(c, mask); } \
  CRT_EXPORT(int, _isw##name##_l, (uint16_t c, Locale*)) { return iswctype(c, mask); }
ISW(alnum, crt::kAlpha | crt::kDigit)
ISW(alpha, crt::kAlpha)
ISW(cntrl, crt::kControl)
ISW(digit, crt::kDigit)
ISW(graph, crt::kPunct | crt::kAlpha | crt::kDigit)
ISW(lower, crt::kLower)
ISW(print, crt::kBlank | crt::kPunct | crt::kAlpha | crt::kDigit)
ISW(punct, crt::kPunct)
ISW(space, crt::kSpace)
ISW(upper, crt::kUpper)
ISW(xdigit, crt::kHex)
#undef ISW

CRT_EXPORT_O(int, iswascii, (uint16_t c)) { return c < 128; }

CRT_EXPORT_O(uint16_t, towlower, (uint16_t c)) { return crt::lower_of(crt::current_locale(), c); }
CRT_EXPORT_O(uint16_t, towupper, (uint16_t c)) { return crt::upper_of(crt::current_locale(), c); }
CRT_EXPORT_O(uint16_t, _towlower_l, (uint16_t c, Locale* locale)) {
  return crt::lower_of(crt::locale_or_current(locale), c);
}
CRT_EXPORT_O(uint16_t, _towupper_l, (uint16_t c, Locale* locale)) {
  return crt::upper_of(crt::locale_or_current(locale), c);
}

struct WideClassTable {
  uint16_t entries[257];
};
constinit EXPORT_DATA(msvcrt, WideClassTable, _wctype) = [] {
  WideClassTable table{};
  for (int i = 0; i < 257; ++i) table.entries[i] = crt::kWideClasses[i];
  return table;
}();

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(int, iswblank, (uint16_t c)) {
  return c == u'\t' || msvcrt::iswctype(c, crt::kBlank);
}
UCRT_EXPORT(int, _iswblank_l, (uint16_t c, crt::Locale*)) { return iswblank(c); }

UCRT_EXPORT(int, __iswcsym, (uint16_t c)) { return msvcrt::iswalnum(c) || c == u'_'; }
UCRT_EXPORT(int, __iswcsymf, (uint16_t c)) { return msvcrt::iswalpha(c) || c == u'_'; }
UCRT_EXPORT(int, _iswcsym_l, (uint16_t c, crt::Locale*)) { return __iswcsym(c); }
UCRT_EXPORT(int, _iswcsymf_l, (uint16_t c, crt::Locale*)) { return __iswcsymf(c); }

UCRT_EXPORT(uint16_t, wctype, (const char* name)) {
  for (const crt::ClassName& entry : crt::kClassNames) {
    if (!::strcmp(entry.name, name)) return entry.mask;
  }
  return 0;
}

UCRT_EXPORT(uint16_t, wctrans, (const char* name)) {
  if (!::strcmp(name, "tolower")) return 2;
  return !::strcmp(name, "toupper");
}
UCRT_EXPORT(uint16_t, towctrans, (uint16_t c, uint16_t mapping)) {
  return mapping == 1 ? msvcrt::towupper(c) : msvcrt::towlower(c);
}

}  // namespace mimic::win::ucrtbase
