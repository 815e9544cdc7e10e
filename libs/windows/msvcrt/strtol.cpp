// Text to integers.
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/numbers.h"

namespace mimic::win::msvcrt {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;
using crt::parse_integer;

#define STRTO(C, T, name, name_l)                                               \
  CRT_EXPORT_O(T, name, (const C* text, C** end, int base)) {                   \
    return parse_integer<T>(current_locale(), text, end, base);                 \
  }                                                                             \
  CRT_EXPORT_O(T, name_l, (const C* text, C** end, int base, Locale* locale)) { \
    return parse_integer<T>(locale_or_current(locale), text, end, base);        \
  }
STRTO(char, LONG, strtol, _strtol_l)
STRTO(char, ULONG, strtoul, _strtoul_l)
STRTO(char, LONG64, _strtoi64, _strtoi64_l)
STRTO(char, ULONG64, _strtoui64, _strtoui64_l)
STRTO(WCHAR, LONG, wcstol, _wcstol_l)
STRTO(WCHAR, ULONG, wcstoul, _wcstoul_l)
STRTO(WCHAR, LONG64, _wcstoi64, _wcstoi64_l)
STRTO(WCHAR, ULONG64, _wcstoui64, _wcstoui64_l)
#undef STRTO

#define ATO(C, T, name)                                                             \
  CRT_EXPORT_O(T, name, (const C* text)) {                                          \
    return parse_integer<T>(current_locale(), text, static_cast<C**>(nullptr), 10); \
  }
#define ATO_L(C, T, name)                                                                    \
  CRT_EXPORT_O(T, name, (const C* text, Locale* locale)) {                                   \
    return parse_integer<T>(locale_or_current(locale), text, static_cast<C**>(nullptr), 10); \
  }
ATO(char, int, atoi)
ATO_L(char, int, _atoi_l)
ATO(char, LONG, atol)
ATO_L(char, LONG, _atol_l)
ATO(char, LONG64, _atoi64)
ATO_L(char, LONG64, _atoi64_l)
ATO(WCHAR, int, _wtoi)
ATO_L(WCHAR, int, _wtoi_l)
ATO(WCHAR, LONG, _wtol)
ATO_L(WCHAR, LONG, _wtol_l)
ATO(WCHAR, LONG64, _wtoi64)
ATO_L(WCHAR, LONG64, _wtoi64_l)
#undef ATO
#undef ATO_L

// The names C99 gave them, which only the Universal CRT has.
UCRT_ALIAS_O(strtoll, _strtoi64);
UCRT_ALIAS_O(strtoull, _strtoui64);
UCRT_ALIAS_O(_strtoll_l, _strtoi64_l);
UCRT_ALIAS_O(_strtoull_l, _strtoui64_l);
UCRT_ALIAS_O(wcstoll, _wcstoi64);
UCRT_ALIAS_O(wcstoull, _wcstoui64);
UCRT_ALIAS_O(_wcstoll_l, _wcstoi64_l);
UCRT_ALIAS_O(_wcstoull_l, _wcstoui64_l);
UCRT_ALIAS(strtoimax, _strtoi64);
UCRT_ALIAS(strtoumax, _strtoui64);
UCRT_ALIAS(_strtoimax_l, _strtoi64_l);
UCRT_ALIAS(_strtoumax_l, _strtoui64_l);
UCRT_ALIAS(wcstoimax, _wcstoi64);
UCRT_ALIAS(wcstoumax, _wcstoui64);
UCRT_ALIAS(_wcstoimax_l, _wcstoi64_l);
UCRT_ALIAS(_wcstoumax_l, _wcstoui64_l);
UCRT_ALIAS_O(atoll, _atoi64);
UCRT_ALIAS_O(_atoll_l, _atoi64_l);
UCRT_ALIAS_O(_wtoll, _wtoi64);
UCRT_ALIAS_O(_wtoll_l, _wtoi64_l);

}  // namespace mimic::win::msvcrt
