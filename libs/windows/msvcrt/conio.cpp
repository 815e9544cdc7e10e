// <conio.h>: keys, text and formatted text of the console.
#include "libs/windows/crt/conio.h"

#include <cstring>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/print.h"
#include "libs/windows/crt/strings.h"
#include "libs/windows/crt/variadic.h"

namespace mimic::win::crt {
namespace {

// _cgets: the first unit of the buffer is its capacity, the second becomes the length.
template <class C>
C* get_counted_line(C* to) {
  if (!to || !*to) return refuse<C*>(nullptr);
  const RecursiveGuard guard(console_lock());
  const int count = get_console_line(to + 2, static_cast<Unsigned<C>>(*to));
  if (count < 0) return nullptr;
  to[1] = static_cast<C>(count);
  return to + 2;
}

template <class C>
int get_line_s(C* to, size_t capacity, size_t* read) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  *to = 0;
  if (!read) return fail_invalid(kEINVAL);
  const RecursiveGuard guard(console_lock());
  const int count = get_console_line(to, capacity);
  if (count < 0) return crt_errno = kEBADF;
  *read = static_cast<size_t>(count);
  return 0;
}

template <class C>
int put_line(const C* text) {
  if (!text) return refuse(-1);
  const RecursiveGuard guard(console_lock());
  return put_console(text, length(text)) ? 0 : -1;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::checked;
using crt::console_lock;
using crt::FormatRules;
using crt::kLegacyRules;
using crt::kWideEof;
using crt::Locale;
using crt::positional;
using crt::print_console;
using crt::RecursiveGuard;
using crt::scan_console;
using crt::ScanRules;

CRT_EXPORT_O(int, _getch, ()) {
  const RecursiveGuard guard(console_lock());
  return crt::get_key<char>();
}
CRT_EXPORT_O(int, _getche, ()) {
  const RecursiveGuard guard(console_lock());
  return crt::get_key_echoed<char>();
}
CRT_EXPORT_O(int, _ungetch, (int key)) {
  const RecursiveGuard guard(console_lock());
  return crt::unget_key<char>(key) ? key : -1;
}
CRT_EXPORT_O(int, _putch, (int c)) {
  const RecursiveGuard guard(console_lock());
  const char byte = static_cast<char>(c);
  return crt::put_console(&byte, 1) ? static_cast<uint8_t>(byte) : -1;
}
CRT_EXPORT_O(WCHAR, _getwch, ()) {
  const RecursiveGuard guard(console_lock());
  return static_cast<WCHAR>(crt::get_key<WCHAR>());
}
CRT_EXPORT_O(WCHAR, _getwche, ()) {
  const RecursiveGuard guard(console_lock());
  return static_cast<WCHAR>(crt::get_key_echoed<WCHAR>());
}
CRT_EXPORT_O(WCHAR, _ungetwch, (WCHAR key)) {
  const RecursiveGuard guard(console_lock());
  return key != kWideEof && crt::unget_key<WCHAR>(key) ? key : WCHAR{kWideEof};
}
CRT_EXPORT_O(WCHAR, _putwch, (WCHAR unit)) {
  const RecursiveGuard guard(console_lock());
  return crt::put_console(&unit, 1) ? unit : WCHAR{kWideEof};
}
CRT_EXPORT_O(int, _kbhit, ()) {
  const RecursiveGuard guard(console_lock());
  return crt::key_waits();
}
// The lock may be taken again, so that these need not be others.
UCRT_ALIAS_O(_getch_nolock, _getch);
UCRT_ALIAS_O(_getche_nolock, _getche);
UCRT_ALIAS_O(_ungetch_nolock, _ungetch);
UCRT_ALIAS_O(_putch_nolock, _putch);
UCRT_ALIAS_O(_getwch_nolock, _getwch);
UCRT_ALIAS_O(_getwche_nolock, _getwche);
UCRT_ALIAS_O(_ungetwch_nolock, _ungetwch);
UCRT_ALIAS_O(_putwch_nolock, _putwch);

CRT_EXPORT_O(char*, _cgets, (char* to)) { return crt::get_counted_line(to); }
CRT_EXPORT_O(WCHAR*, _cgetws, (WCHAR * to)) { return crt::get_counted_line(to); }
CRT_EXPORT_O(int, _cgets_s, (char* to, size_t capacity, size_t* read)) {
  return crt::get_line_s(to, capacity, read);
}
CRT_EXPORT_O(int, _cgetws_s, (WCHAR * to, size_t capacity, size_t* read)) {
  return crt::get_line_s(to, capacity, read);
}
CRT_EXPORT_O(int, _cputs, (const char* text)) { return crt::put_line(text); }
CRT_EXPORT_O(int, _cputws, (const WCHAR* text)) { return crt::put_line(text); }

#define PRINT(C, rules, name, v_name, name_l, v_name_l)                                  \
  CRT_VARIADIC_PAIR(msvcrt, name, v_name, (const C* format), format,                     \
                    print_console(format, arguments, nullptr, rules))                    \
  CRT_VARIADIC_PAIR(msvcrt, name_l, v_name_l, (const C* format, Locale* locale), locale, \
                    print_console(format, arguments, locale, rules))
PRINT(char, kLegacyRules, _cprintf, _vcprintf, _cprintf_l, _vcprintf_l)
PRINT(char, checked(kLegacyRules), _cprintf_s, _vcprintf_s, _cprintf_s_l, _vcprintf_s_l)
PRINT(char, positional(kLegacyRules), _cprintf_p, _vcprintf_p, _cprintf_p_l, _vcprintf_p_l)
PRINT(WCHAR, kLegacyRules, _cwprintf, _vcwprintf, _cwprintf_l, _vcwprintf_l)
PRINT(WCHAR, checked(kLegacyRules), _cwprintf_s, _vcwprintf_s, _cwprintf_s_l, _vcwprintf_s_l)
PRINT(WCHAR, positional(kLegacyRules), _cwprintf_p, _vcwprintf_p, _cwprintf_p_l, _vcwprintf_p_l)
#undef PRINT

namespace {
constexpr ScanRules kLegacy = {};
constexpr ScanRules kSecure = {.secure = true};
}  // namespace

#define SCAN(C, rules, name, name_l)                                      \
  CRT_VARIADIC(msvcrt, name, (const C* format), format,                   \
               scan_console(format, arguments, nullptr, rules))           \
  CRT_VARIADIC(msvcrt, name_l, (const C* format, Locale* locale), locale, \
               scan_console(format, arguments, locale, rules))
SCAN(char, kLegacy, _cscanf, _cscanf_l)
SCAN(char, kSecure, _cscanf_s, _cscanf_s_l)
SCAN(WCHAR, kLegacy, _cwscanf, _cwscanf_l)
SCAN(WCHAR, kSecure, _cwscanf_s, _cwscanf_s_l)
#undef SCAN

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::checked;
using crt::Locale;
using crt::positional;
using crt::rules_of;
using crt::scan_rules_of;

#define PRINT(C, name, how)                                                                   \
  UCRT_EXPORT_O(int, name,                                                                    \
                (uint64_t options, const C* format, Locale* locale, const void* arguments)) { \
    return crt::print_console(format, arguments, locale, how(rules_of(options)));             \
  }
PRINT(char, __conio_common_vcprintf, checked)
PRINT(char, __conio_common_vcprintf_s, checked)
PRINT(char, __conio_common_vcprintf_p, positional)
PRINT(WCHAR, __conio_common_vcwprintf, checked)
PRINT(WCHAR, __conio_common_vcwprintf_s, checked)
PRINT(WCHAR, __conio_common_vcwprintf_p, positional)
#undef PRINT

#define SCAN(C, name)                                                                         \
  UCRT_EXPORT_O(int, name,                                                                    \
                (uint64_t options, const C* format, Locale* locale, const void* arguments)) { \
    return crt::scan_console(format, arguments, locale, scan_rules_of(options));              \
  }
SCAN(char, __conio_common_vcscanf)
SCAN(WCHAR, __conio_common_vcwscanf)
#undef SCAN

}  // namespace mimic::win::ucrtbase
