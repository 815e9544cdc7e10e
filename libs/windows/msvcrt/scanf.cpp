// The scanf families of msvcrt. The Universal CRT has __stdio_common_v…scanf in their place.
#include "libs/windows/crt/format_input.h"
#include "libs/windows/crt/variadic.h"

namespace mimic::win::msvcrt {

using crt::FILE;
using crt::Locale;
using crt::scan_stream;
using crt::scan_string;
using crt::ScanRules;
using crt::standard_stream;

namespace {
constexpr ScanRules kLegacy = {};
constexpr ScanRules kSecure = {.secure = true};
constexpr size_t kAll = ~size_t{0};
}  // namespace

#define INPUT(C, rules, name, name_l)                                              \
  CRT_VARIADIC(msvcrt, name, (const C* format), format,                            \
               scan_stream(standard_stream(0), format, arguments, nullptr, rules)) \
  CRT_VARIADIC(msvcrt, name_l, (const C* format, Locale* locale), locale,          \
               scan_stream(standard_stream(0), format, arguments, locale, rules))
INPUT(char, kLegacy, scanf, _scanf_l)
INPUT(char, kSecure, scanf_s, _scanf_s_l)
INPUT(WCHAR, kLegacy, wscanf, _wscanf_l)
INPUT(WCHAR, kSecure, wscanf_s, _wscanf_s_l)
#undef INPUT

#define STREAM(C, rules, name, name_l)                                                   \
  CRT_VARIADIC(msvcrt, name, (FILE * stream, const C* format), format,                   \
               scan_stream(stream, format, arguments, nullptr, rules))                   \
  CRT_VARIADIC(msvcrt, name_l, (FILE * stream, const C* format, Locale* locale), locale, \
               scan_stream(stream, format, arguments, locale, rules))
STREAM(char, kLegacy, fscanf, _fscanf_l)
STREAM(char, kSecure, fscanf_s, _fscanf_s_l)
STREAM(WCHAR, kLegacy, fwscanf, _fwscanf_l)
STREAM(WCHAR, kSecure, fwscanf_s, _fwscanf_s_l)
#undef STREAM

#define STRING(C, rules, name, name_l)                                                   \
  CRT_VARIADIC(msvcrt, name, (const C* text, const C* format), format,                   \
               scan_string(text, kAll, format, arguments, nullptr, rules))               \
  CRT_VARIADIC(msvcrt, name_l, (const C* text, const C* format, Locale* locale), locale, \
               scan_string(text, kAll, format, arguments, locale, rules))
STRING(char, kLegacy, sscanf, _sscanf_l)
STRING(char, kSecure, sscanf_s, _sscanf_s_l)
STRING(WCHAR, kLegacy, swscanf, _swscanf_l)
STRING(WCHAR, kSecure, swscanf_s, _swscanf_s_l)
#undef STRING

#define SIZED(C, rules, name, name_l)                                                          \
  CRT_VARIADIC(msvcrt, name, (const C* text, size_t count, const C* format), format,           \
               scan_string(text, count, format, arguments, nullptr, rules))                    \
  CRT_VARIADIC(msvcrt, name_l, (const C* text, size_t count, const C* format, Locale* locale), \
               locale, scan_string(text, count, format, arguments, locale, rules))
SIZED(char, kLegacy, _snscanf, _snscanf_l)
SIZED(char, kSecure, _snscanf_s, _snscanf_s_l)
SIZED(WCHAR, kLegacy, _snwscanf, _snwscanf_l)
SIZED(WCHAR, kSecure, _snwscanf_s, _snwscanf_s_l)
#undef SIZED

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::FILE;
using crt::Locale;
using crt::scan_rules_of;

#define FROM_STREAM(C, name)                                                                      \
  UCRT_EXPORT_O(                                                                                  \
      int, name,                                                                                  \
      (uint64_t options, FILE* stream, const C* format, Locale* locale, const void* arguments)) { \
    return crt::scan_stream(stream, format, arguments, locale, scan_rules_of(options));           \
  }
FROM_STREAM(char, __stdio_common_vfscanf)
FROM_STREAM(WCHAR, __stdio_common_vfwscanf)
#undef FROM_STREAM
#define FROM_STRING(C, name)                                                                     \
  UCRT_EXPORT_O(int, name,                                                                       \
                (uint64_t options, const C* text, size_t count, const C* format, Locale* locale, \
                 const void* arguments)) {                                                       \
    return crt::scan_string(text, count, format, arguments, locale, scan_rules_of(options));     \
  }
FROM_STRING(char, __stdio_common_vsscanf)
FROM_STRING(WCHAR, __stdio_common_vswscanf)
#undef FROM_STRING

}  // namespace mimic::win::ucrtbase
