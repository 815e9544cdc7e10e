// Text to floating-point numbers. The Universal CRT reads more than msvcrt (C99's hexadecimal,
// infinities and NaNs), so the two have functions of their own.
#include <cmath>
#include <cstring>

#include "libs/windows/crt/export.h"
#include "libs/windows/crt/numbers.h"

namespace mimic::win::crt {
namespace {

template <class T, class C>
T to_float(const Locale& locale, const C* text, C** end, bool modern) {
  FloatStatus status;
  const T value = parse_float<T>(locale, text, end, modern, &status);
  if (status == FloatStatus::kOverflow || status == FloatStatus::kUnderflow) crt_errno = kERANGE;
  return value;
}

// The results of _atodbl and its kind: _OVERFLOW and _UNDERFLOW of <math.h>.
int code_of(FloatStatus status) {
  return status == FloatStatus::kOverflow ? 3 : status == FloatStatus::kUnderflow ? 4 : 0;
}

template <class T>
int store_float(const Locale& locale, void* to, const char* text) {
  if (!to || !text) {
    fail_invalid(kEINVAL);
    return 0;
  }
  FloatStatus status;
  const T value = parse_float<T>(locale, text, static_cast<char**>(nullptr), true, &status);
  // An x87 number is ten bytes in memory (_LDOUBLE).
  std::memcpy(to, &value, sizeof(T) == 16 ? 10 : sizeof(T));
  return code_of(status);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;

#define STRTOD(export_macro, C, T, modern, name, name_l)                   \
  export_macro(T, name, (const C* text, C** end)) {                        \
    return crt::to_float<T>(current_locale(), text, end, modern);          \
  }                                                                        \
  export_macro(T, name_l, (const C* text, C** end, Locale* locale)) {      \
    return crt::to_float<T>(locale_or_current(locale), text, end, modern); \
  }
#define ATOF(export_macro, C, T, modern, name, name_l)                                           \
  export_macro(T, name, (const C* text)) {                                                       \
    return crt::to_float<T>(current_locale(), text, static_cast<C**>(nullptr), modern);          \
  }                                                                                              \
  export_macro(T, name_l, (const C* text, Locale* locale)) {                                     \
    return crt::to_float<T>(locale_or_current(locale), text, static_cast<C**>(nullptr), modern); \
  }
#define MSVCRT_EXPORT(result, name, parameters) EXPORT(msvcrt, result, name, parameters)
STRTOD(MSVCRT_EXPORT, char, double, false, strtod, _strtod_l)
STRTOD(MSVCRT_EXPORT, WCHAR, double, false, wcstod, _wcstod_l)
ATOF(MSVCRT_EXPORT, char, double, false, atof, _atof_l)
ATOF(MSVCRT_EXPORT, WCHAR, double, false, _wtof, _wtof_l)

CRT_EXPORT_O(int, _atodbl, (double* to, const char* text)) {
  return crt::store_float<double>(current_locale(), to, text);
}
CRT_EXPORT_O(int, _atodbl_l, (double* to, const char* text, Locale* locale)) {
  return crt::store_float<double>(locale_or_current(locale), to, text);
}
CRT_EXPORT_O(int, _atoflt, (float* to, const char* text)) {
  return crt::store_float<float>(current_locale(), to, text);
}
CRT_EXPORT_O(int, _atoflt_l, (float* to, const char* text, Locale* locale)) {
  return crt::store_float<float>(locale_or_current(locale), to, text);
}
CRT_EXPORT_O(int, _atoldbl, (void* to, const char* text)) {
  return crt::store_float<long double>(current_locale(), to, text);
}
CRT_EXPORT_O(int, _atoldbl_l, (void* to, const char* text, Locale* locale)) {
  return crt::store_float<long double>(locale_or_current(locale), to, text);
}
// Text to the x87 format, for compilers' runtimes.
EXPORT(msvcrt, int, __STRINGTOLD, (void* to, char** end, const char* text, int)) {
  crt::FloatStatus status;
  const auto value = crt::parse_float<long double>(crt::Locale{&crt::c_locale, nullptr}, text, end,
                                                   false, &status);
  std::memcpy(to, &value, 10);
  return crt::code_of(status);
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;

STRTOD(UCRT_EXPORT_O, char, double, true, strtod, _strtod_l)
STRTOD(UCRT_EXPORT_O, char, float, true, strtof, _strtof_l)
STRTOD(UCRT_EXPORT_O, WCHAR, double, true, wcstod, _wcstod_l)
STRTOD(UCRT_EXPORT_O, WCHAR, float, true, wcstof, _wcstof_l)
ATOF(UCRT_EXPORT_O, char, double, true, atof, _atof_l)
ATOF(UCRT_EXPORT_O, WCHAR, double, true, _wtof, _wtof_l)
// long double is double.
ALSO(ucrtbase, strtold, "ucrtbase.strtod");
ALSO(ucrtbase, _strtold_l, "ucrtbase._strtod_l");
ALSO(ucrtbase, wcstold, "ucrtbase.wcstod");
ALSO(ucrtbase, _wcstold_l, "ucrtbase._wcstod_l");
ALSO(ucrtbase, _o_strtold, "ucrtbase.strtod");
ALSO(ucrtbase, _o__strtold_l, "ucrtbase._strtod_l");
ALSO(ucrtbase, _o_wcstold, "ucrtbase.wcstod");
ALSO(ucrtbase, _o__wcstold_l, "ucrtbase._wcstod_l");

}  // namespace mimic::win::ucrtbase
