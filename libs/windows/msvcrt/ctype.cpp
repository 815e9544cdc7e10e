// Classification of bytes.
#include "libs/windows/crt/ctype.h"

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {
namespace {

// A value of two bytes is a multibyte character: its class is that of the wide character.
int class_of(const Locale& locale, int c) {
  if (c >= -128 && c <= 255) return locale.locinfo->pctype[c];
  const auto lead = static_cast<uint8_t>(c >> 8);
  if (!(locale.locinfo->pctype[lead] & kLeadByte)) return 0;
  const char bytes[] = {static_cast<char>(lead), static_cast<char>(c), 0};
  WCHAR units[2];
  return decode(locale, bytes, 2, units) == 2 ? wide_class(units[0]) : 0;
}

int case_of(const Locale& locale, int c, bool upper) {
  const LocaleData& data = *locale.locinfo;
  if (c >= 0 && c <= 255) return (upper ? data.upper : data.lower)[c];
  if (data.mb_cur_max < 2 || c < 256 || !(data.pctype[c >> 8 & 0xff] & kLeadByte)) return c;
  const char bytes[] = {static_cast<char>(c >> 8), static_cast<char>(c), 0};
  WCHAR units[2];
  char out[5];
  if (decode(locale, bytes, 2, units) != 2) return c;
  const WCHAR unit = upper ? upper_of(locale, units[0]) : lower_of(locale, units[0]);
  switch (encode(locale, unit, out)) {
    case 1:
      return static_cast<uint8_t>(out[0]);
    case 2:
      return static_cast<uint8_t>(out[0]) << 8 | static_cast<uint8_t>(out[1]);
    default:
      return c;
  }
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Locale;

CRT_EXPORT_O(int, _isctype, (int c, int mask)) {
  return crt::class_of(crt::current_locale(), c) & mask;
}
CRT_EXPORT_O(int, _isctype_l, (int c, int mask, Locale* locale)) {
  return crt::class_of(crt::locale_or_current(locale), c) & mask;
}

#define IS(name, mask)                                                \
  CRT_EXPORT_O(int, is##name, (int c)) {                              \
    return crt::class_of(crt::current_locale(), c) & (mask);          \
  }                                                                   \
  CRT_EXPORT(int, _is##name##_l, (int c, Locale* locale)) {           \
    return crt::class_of(crt::locale_or_current(locale), c) & (mask); \
  }
IS(alnum, crt::kAlpha | crt::kDigit)
IS(alpha, crt::kAlpha)
IS(cntrl, crt::kControl)
IS(digit, crt::kDigit)
IS(graph, crt::kPunct | crt::kAlpha | crt::kDigit)
IS(lower, crt::kLower)
IS(print, crt::kBlank | crt::kPunct | crt::kAlpha | crt::kDigit)
IS(punct, crt::kPunct)
IS(space, crt::kSpace)
IS(upper, crt::kUpper)
IS(xdigit, crt::kHex)
IS(leadbyte, crt::kLeadByte)
#undef IS

CRT_EXPORT_O(int, tolower, (int c)) { return crt::case_of(crt::current_locale(), c, false); }
CRT_EXPORT_O(int, toupper, (int c)) { return crt::case_of(crt::current_locale(), c, true); }
CRT_EXPORT_O(int, _tolower_l, (int c, Locale* locale)) {
  return crt::case_of(crt::locale_or_current(locale), c, false);
}
CRT_EXPORT_O(int, _toupper_l, (int c, Locale* locale)) {
  return crt::case_of(crt::locale_or_current(locale), c, true);
}
// These do not look whether `c` is a letter.
CRT_EXPORT_O(int, _tolower, (int c)) { return c + 32; }
CRT_EXPORT_O(int, _toupper, (int c)) { return c - 32; }

CRT_EXPORT(int, __isascii, (int c)) { return static_cast<unsigned>(c) < 128; }
CRT_EXPORT(int, __toascii, (int c)) { return c & 127; }
CRT_EXPORT(int, __iscsym, (int c)) { return isalnum(c & 255) || c == '_'; }
CRT_EXPORT(int, __iscsymf, (int c)) { return isalpha(c & 255) || c == '_'; }

CRT_EXPORT_O(const uint16_t*, __pctype_func, ()) { return crt::current_locale().locinfo->pctype; }
CRT_EXPORT_O(const uint16_t*, __pwctype_func, ()) { return crt::kWideClasses.data() + 1; }

EXPORT_DATA(msvcrt, const uint16_t*, _pctype) = crt::kByteClasses.data() + crt::kByteClassOffset;
EXPORT_DATA(msvcrt, const uint16_t*, _pwctype) = crt::kWideClasses.data() + 1;

struct CtypeTable {
  uint16_t entries[257];
};
// The first entry is that of EOF.
constinit EXPORT_DATA(msvcrt, CtypeTable, _ctype) = [] {
  CtypeTable table{};
  for (int c = 0; c < 128; ++c) table.entries[c + 1] = crt::kByteClasses[crt::kByteClassOffset + c];
  return table;
}();

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(int, isblank, (int c)) { return c == '\t' || msvcrt::_isctype(c, crt::kBlank); }
UCRT_EXPORT(int, _isblank_l, (int c, crt::Locale* locale)) {
  return c == '\t' || msvcrt::_isctype_l(c, crt::kBlank, locale);
}

}  // namespace mimic::win::ucrtbase
