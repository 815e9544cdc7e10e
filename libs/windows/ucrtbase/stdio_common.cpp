// What the inline functions of the Universal CRT's <stdio.h> call.
#include "libs/windows/crt/print.h"
#include "libs/windows/crt/variadic.h"

namespace mimic::win::ucrtbase {

using crt::checked;
using crt::Ending;
using crt::FILE;
using crt::Locale;
using crt::positional;
using crt::print_limited_s;
using crt::print_stream;
using crt::print_string;
using crt::print_string_s;
using crt::rules_of;

#define TO_STREAM(C, name, how)                                                                   \
  UCRT_EXPORT_O(                                                                                  \
      int, name,                                                                                  \
      (uint64_t options, FILE* stream, const C* format, Locale* locale, const void* arguments)) { \
    return print_stream(stream, format, arguments, locale, how(rules_of(options)));               \
  }
TO_STREAM(char, __stdio_common_vfprintf, checked)
TO_STREAM(char, __stdio_common_vfprintf_s, checked)
TO_STREAM(char, __stdio_common_vfprintf_p, positional)
TO_STREAM(WCHAR, __stdio_common_vfwprintf, checked)
TO_STREAM(WCHAR, __stdio_common_vfwprintf_s, checked)
TO_STREAM(WCHAR, __stdio_common_vfwprintf_p, positional)
#undef TO_STREAM

namespace {

Ending ending_of(uint64_t options) {
  return options & 1 ? Ending::kOpen : options & 2 ? Ending::kCounted : Ending::kDistinct;
}

}  // namespace

#define TO_STRING(C, name, call)                                                         \
  UCRT_EXPORT_O(int, name,                                                               \
                (uint64_t options, C* to, size_t count, const C* format, Locale* locale, \
                 const void* arguments)) {                                               \
    return call;                                                                         \
  }
#define PLAIN \
  print_string(to, count, ending_of(options), format, arguments, locale, rules_of(options))
TO_STRING(char, __stdio_common_vsprintf, PLAIN)
TO_STRING(WCHAR, __stdio_common_vswprintf, PLAIN)
#undef PLAIN
#define CHECKED(how) print_string_s(to, count, format, arguments, locale, how(rules_of(options)))
TO_STRING(char, __stdio_common_vsprintf_s, CHECKED(checked))
TO_STRING(WCHAR, __stdio_common_vswprintf_s, CHECKED(checked))
TO_STRING(char, __stdio_common_vsprintf_p, CHECKED(positional))
TO_STRING(WCHAR, __stdio_common_vswprintf_p, CHECKED(positional))
#undef CHECKED
#undef TO_STRING

#define TO_LIMITED(C, name)                                                                    \
  UCRT_EXPORT_O(int, name,                                                                     \
                (uint64_t options, C* to, size_t capacity, size_t limit, const C* format,      \
                 Locale* locale, const void* arguments)) {                                     \
    return print_limited_s(to, capacity, limit, format, arguments, locale, rules_of(options)); \
  }
TO_LIMITED(char, __stdio_common_vsnprintf_s)
TO_LIMITED(WCHAR, __stdio_common_vsnwprintf_s)
#undef TO_LIMITED

}  // namespace mimic::win::ucrtbase
