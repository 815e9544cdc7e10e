// The printf families of msvcrt. The Universal CRT has __stdio_common_v… in their place.
#include "libs/windows/crt/print.h"
#include "libs/windows/crt/variadic.h"

namespace mimic::win::msvcrt {

using crt::checked;
using crt::Ending;
using crt::FILE;
using crt::kLegacyRules;
using crt::Locale;
using crt::positional;
using crt::print_limited_s;
using crt::print_nowhere;
using crt::print_stream;
using crt::print_string;
using crt::print_string_s;
using crt::standard_stream;

// To a stream: standard output, or one that is given; with the thread's locale or another.
#define STREAM(C, rules, name, v_name, name_l, v_name_l)                                 \
  CRT_VARIADIC_PAIR(msvcrt, name, v_name, (const C* format), format,                     \
                    print_stream(standard_stream(1), format, arguments, nullptr, rules)) \
  CRT_VARIADIC_PAIR(msvcrt, name_l, v_name_l, (const C* format, Locale* locale), locale, \
                    print_stream(standard_stream(1), format, arguments, locale, rules))
#define FILE_STREAM(C, rules, name, v_name, name_l, v_name_l)                                   \
  CRT_VARIADIC_PAIR(msvcrt, name, v_name, (FILE * stream, const C* format), format,             \
                    print_stream(stream, format, arguments, nullptr, rules))                    \
  CRT_VARIADIC_PAIR(msvcrt, name_l, v_name_l, (FILE * stream, const C* format, Locale* locale), \
                    locale, print_stream(stream, format, arguments, locale, rules))
STREAM(char, kLegacyRules, printf, vprintf, _printf_l, _vprintf_l)
STREAM(char, checked(kLegacyRules), printf_s, vprintf_s, _printf_s_l, _vprintf_s_l)
STREAM(char, positional(kLegacyRules), _printf_p, _vprintf_p, _printf_p_l, _vprintf_p_l)
STREAM(WCHAR, kLegacyRules, wprintf, vwprintf, _wprintf_l, _vwprintf_l)
STREAM(WCHAR, checked(kLegacyRules), wprintf_s, vwprintf_s, _wprintf_s_l, _vwprintf_s_l)
STREAM(WCHAR, positional(kLegacyRules), _wprintf_p, _vwprintf_p, _wprintf_p_l, _vwprintf_p_l)
FILE_STREAM(char, kLegacyRules, fprintf, vfprintf, _fprintf_l, _vfprintf_l)
FILE_STREAM(char, checked(kLegacyRules), fprintf_s, vfprintf_s, _fprintf_s_l, _vfprintf_s_l)
FILE_STREAM(char, positional(kLegacyRules), _fprintf_p, _vfprintf_p, _fprintf_p_l, _vfprintf_p_l)
FILE_STREAM(WCHAR, kLegacyRules, fwprintf, vfwprintf, _fwprintf_l, _vfwprintf_l)
FILE_STREAM(WCHAR, checked(kLegacyRules), fwprintf_s, vfwprintf_s, _fwprintf_s_l, _vfwprintf_s_l)
FILE_STREAM(WCHAR, positional(kLegacyRules), _fwprintf_p, _vfwprintf_p, _fwprintf_p_l,
            _vfwprintf_p_l)
#undef STREAM
#undef FILE_STREAM

// To a string without a size.
#define UNLIMITED(C, name, v_name, name_l, v_name_l)                                              \
  CRT_VARIADIC_PAIR(                                                                              \
      msvcrt, name, v_name, (C * to, const C* format), format,                                    \
      print_string(to, ~size_t{0}, Ending::kUnlimited, format, arguments, nullptr, kLegacyRules)) \
  CRT_VARIADIC_PAIR(                                                                              \
      msvcrt, name_l, v_name_l, (C * to, const C* format, Locale* locale), locale,                \
      print_string(to, ~size_t{0}, Ending::kUnlimited, format, arguments, locale, kLegacyRules))
UNLIMITED(char, sprintf, vsprintf, _sprintf_l, _vsprintf_l)
UNLIMITED(WCHAR, swprintf, vswprintf, __swprintf_l, __vswprintf_l)
ALSO(msvcrt, _swprintf, "msvcrt.swprintf");
ALSO(msvcrt, _vswprintf, "msvcrt.vswprintf");
#undef UNLIMITED

#define SIZED(C, name, v_name, name_l, v_name_l, call, call_l)                                   \
  CRT_VARIADIC_PAIR(msvcrt, name, v_name, (C * to, size_t count, const C* format), format, call) \
  CRT_VARIADIC_PAIR(msvcrt, name_l, v_name_l,                                                    \
                    (C * to, size_t count, const C* format, Locale* locale), locale, call_l)
#define SIZED_ENDING(C, ending, rules, name, v_name, name_l, v_name_l)      \
  SIZED(C, name, v_name, name_l, v_name_l,                                  \
        print_string(to, count, ending, format, arguments, nullptr, rules), \
        print_string(to, count, ending, format, arguments, locale, rules))
#define SIZED_CHECKED(C, rules, name, v_name, name_l, v_name_l)       \
  SIZED(C, name, v_name, name_l, v_name_l,                            \
        print_string_s(to, count, format, arguments, nullptr, rules), \
        print_string_s(to, count, format, arguments, locale, rules))
SIZED_ENDING(char, Ending::kOpen, kLegacyRules, _snprintf, _vsnprintf, _snprintf_l, _vsnprintf_l)
SIZED_ENDING(WCHAR, Ending::kOpen, kLegacyRules, _snwprintf, _vsnwprintf, _snwprintf_l,
             _vsnwprintf_l)
SIZED_ENDING(char, Ending::kClosed, kLegacyRules, _snprintf_c, _vsnprintf_c, _snprintf_c_l,
             _vsnprintf_c_l)
SIZED_ENDING(WCHAR, Ending::kClosed, kLegacyRules, _swprintf_c, _vswprintf_c, _swprintf_c_l,
             _vswprintf_c_l)
SIZED_CHECKED(char, checked(kLegacyRules), sprintf_s, vsprintf_s, _sprintf_s_l, _vsprintf_s_l)
SIZED_CHECKED(WCHAR, checked(kLegacyRules), swprintf_s, vswprintf_s, _swprintf_s_l, _vswprintf_s_l)
SIZED_CHECKED(char, positional(kLegacyRules), _sprintf_p, _vsprintf_p, _sprintf_p_l, _vsprintf_p_l)
SIZED_CHECKED(WCHAR, positional(kLegacyRules), _swprintf_p, _vswprintf_p, _swprintf_p_l,
              _vswprintf_p_l)
ALSO(msvcrt, _swprintf_l, "msvcrt._swprintf_c_l");
ALSO(msvcrt, _vswprintf_l, "msvcrt._vswprintf_c_l");
#undef SIZED
#undef SIZED_ENDING
#undef SIZED_CHECKED

// To a string with a size and a limit.
#define LIMITED(C, name, v_name, name_l, v_name_l)                                             \
  CRT_VARIADIC_PAIR(                                                                           \
      msvcrt, name, v_name, (C * to, size_t capacity, size_t count, const C* format), format,  \
      print_limited_s(to, capacity, count, format, arguments, nullptr, checked(kLegacyRules))) \
  CRT_VARIADIC_PAIR(                                                                           \
      msvcrt, name_l, v_name_l,                                                                \
      (C * to, size_t capacity, size_t count, const C* format, Locale* locale), locale,        \
      print_limited_s(to, capacity, count, format, arguments, locale, checked(kLegacyRules)))
LIMITED(char, _snprintf_s, _vsnprintf_s, _snprintf_s_l, _vsnprintf_s_l)
LIMITED(WCHAR, _snwprintf_s, _vsnwprintf_s, _snwprintf_s_l, _vsnwprintf_s_l)
#undef LIMITED

// Only the length.
#define LENGTH(C, rules, name, v_name, name_l, v_name_l)                                 \
  CRT_VARIADIC_PAIR(msvcrt, name, v_name, (const C* format), format,                     \
                    print_nowhere(format, arguments, nullptr, rules))                    \
  CRT_VARIADIC_PAIR(msvcrt, name_l, v_name_l, (const C* format, Locale* locale), locale, \
                    print_nowhere(format, arguments, locale, rules))
LENGTH(char, kLegacyRules, _scprintf, _vscprintf, _scprintf_l, _vscprintf_l)
LENGTH(char, positional(kLegacyRules), _scprintf_p, _vscprintf_p, _scprintf_p_l, _vscprintf_p_l)
LENGTH(WCHAR, kLegacyRules, _scwprintf, _vscwprintf, _scwprintf_l, _vscwprintf_l)
LENGTH(WCHAR, positional(kLegacyRules), _scwprintf_p, _vscwprintf_p, _scwprintf_p_l,
       _vscwprintf_p_l)
#undef LENGTH

// Both runtimes: _vscprintf and its kind are exports of the Universal CRT as well.
CRT_EXPORT(int, _set_printf_count_output, (int enable)) {
  const bool before = crt::count_output;
  crt::count_output = enable != 0;
  return before;
}
CRT_EXPORT(int, _get_printf_count_output, ()) { return crt::count_output; }

}  // namespace mimic::win::msvcrt
