// Times as text: asctime, ctime, strftime, _strdate, and what the C++ library uses of them.
#include <ctime>
#include <string>

#include "libs/windows/crt/ctype.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/strings.h"
#include "libs/windows/crt/time.h"

namespace mimic::win::crt {
namespace {

constexpr size_t kAsctimeSize = 26;

template <class C>
void two_digits(C* to, int value) {
  to[0] = static_cast<C>('0' + value / 10 % 10);
  to[1] = static_cast<C>('0' + value % 10);
}

bool in_range(int value, int low, int high) { return value >= low && value <= high; }

// "Thu Jan 01 00:00:00 1970\n"
template <class C>
int asctime_s(C* to, size_t capacity, const Tm* given) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  *to = 0;
  if (capacity < kAsctimeSize || !given) return fail_invalid(kEINVAL);
  const Tm fields = *given;
  if (!in_range(fields.tm_year, 0, 8099) || !in_range(fields.tm_mon, 0, 11) ||
      !in_range(fields.tm_mday, 1, 31) || !in_range(fields.tm_hour, 0, 23) ||
      !in_range(fields.tm_min, 0, 59) || !in_range(fields.tm_sec, 0, 60) ||
      !in_range(fields.tm_wday, 0, 6))
    return fail_invalid(kEINVAL);
  const char* day = c_locale.time->day_short[fields.tm_wday];
  const char* month = c_locale.time->month_short[fields.tm_mon];
  const char* pattern = "ddd mmm .. ..:..:.. ....\n";
  for (size_t i = 0; i < kAsctimeSize; ++i) to[i] = static_cast<C>(pattern[i]);
  for (int i = 0; i < 3; ++i) {
    to[i] = static_cast<C>(day[i]);
    to[4 + i] = static_cast<C>(month[i]);
  }
  two_digits(to + 8, fields.tm_mday);
  two_digits(to + 11, fields.tm_hour);
  two_digits(to + 14, fields.tm_min);
  two_digits(to + 17, fields.tm_sec);
  two_digits(to + 20, (fields.tm_year + 1900) / 100);
  two_digits(to + 22, (fields.tm_year + 1900) % 100);
  return 0;
}

template <class C, class T>
int ctime_s(C* to, size_t capacity, const T* time) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  *to = 0;
  if (capacity < kAsctimeSize || !time || *time < 0) return fail_invalid(kEINVAL);
  Tm fields;
  if (int error = local_fields(*time, &fields)) return error;
  return asctime_s(to, capacity, &fields);
}

template <class C>
thread_local C asctime_buffer[kAsctimeSize];

template <class C>
C* kept(int error) {
  return error ? nullptr : asctime_buffer<C>;
}

Tm local_now() {
  Tm fields;
  local_fields(::time(nullptr), &fields);
  return fields;
}

// "mm/dd/yy", "hh:mm:ss"
template <class C>
int date_s(C* to, size_t capacity, bool date) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  *to = 0;
  if (capacity < 9) return fail_invalid(kERANGE);
  const Tm fields = local_now();
  const int parts[2][3] = {{fields.tm_hour, fields.tm_min, fields.tm_sec},
                           {fields.tm_mon + 1, fields.tm_mday, fields.tm_year % 100}};
  for (int i = 0; i < 3; ++i) {
    two_digits(to + 3 * i, parts[date][i]);
    to[3 * i + 2] = static_cast<C>(i == 2 ? 0 : date ? '/' : ':');
  }
  return 0;
}

// What _Gettnames gives and _Strftime takes: opaque, freed with free.
struct TimeArgument {
  const TimeNames<char>* narrow;
  const TimeNames<WCHAR>* wide;
};

template <class C>
const TimeNames<C>* names_in(const TimeArgument* argument) {
  if (!argument) return nullptr;
  if constexpr (sizeof(C) == 1)
    return argument->narrow;
  else
    return argument->wide;
}

// ":Sun:Sunday:Mon:Monday…", to be freed with free.
template <class C, size_t N>
C* list(const C* const (&brief)[N], const C* const (&full)[N]) {
  std::basic_string<C> text;
  for (size_t i = 0; i < N; ++i) {
    text += static_cast<C>(':');
    text += brief[i];
    text += static_cast<C>(':');
    text += full[i];
  }
  auto* copy = static_cast<C*>(allocate((text.size() + 1) * sizeof(C)));
  if (copy) text.copy(copy, text.size()), copy[text.size()] = 0;
  return copy;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;
using crt::Tm;

#define ASCTIME(C, asctime, ctime64, ctime32)                                               \
  CRT_EXPORT_O(int, asctime##_s, (C * to, size_t capacity, const Tm* fields)) {             \
    return crt::asctime_s(to, capacity, fields);                                            \
  }                                                                                         \
  CRT_EXPORT_O(C*, asctime, (const Tm* fields)) {                                           \
    return crt::kept<C>(crt::asctime_s(crt::asctime_buffer<C>, crt::kAsctimeSize, fields)); \
  }                                                                                         \
  CRT_EXPORT_O(int, ctime64##_s, (C * to, size_t capacity, const LONG64* time)) {           \
    return crt::ctime_s(to, capacity, time);                                                \
  }                                                                                         \
  CRT_EXPORT_O(int, ctime32##_s, (C * to, size_t capacity, const LONG* time)) {             \
    return crt::ctime_s(to, capacity, time);                                                \
  }                                                                                         \
  CRT_EXPORT_O(C*, ctime64, (const LONG64* time)) {                                         \
    return crt::kept<C>(crt::ctime_s(crt::asctime_buffer<C>, crt::kAsctimeSize, time));     \
  }                                                                                         \
  CRT_EXPORT_O(C*, ctime32, (const LONG* time)) {                                           \
    return crt::kept<C>(crt::ctime_s(crt::asctime_buffer<C>, crt::kAsctimeSize, time));     \
  }
ASCTIME(char, asctime, _ctime64, _ctime32)
ASCTIME(WCHAR, _wasctime, _wctime64, _wctime32)
#undef ASCTIME
ALSO(msvcrt, ctime, "msvcrt._ctime64");
ALSO(msvcrt, _wctime, "msvcrt._wctime64");

#define DATE(C, name, date)                                \
  CRT_EXPORT_O(int, name##_s, (C * to, size_t capacity)) { \
    return crt::date_s(to, capacity, date);                \
  }                                                        \
  CRT_EXPORT_O(C*, name, (C * to)) { return crt::date_s(to, 9, date) ? nullptr : to; }
DATE(char, _strdate, true)
DATE(char, _strtime, false)
DATE(WCHAR, _wstrdate, true)
DATE(WCHAR, _wstrtime, false)
#undef DATE

#define STRFTIME(dll, C, name, modern)                                                           \
  EXPORT(dll, size_t, name, (C * to, size_t capacity, const C* format, const Tm* fields)) {      \
    return crt::format_time<C>(current_locale(), to, capacity, format, fields, modern, nullptr); \
  }
#define STRFTIME_L(dll, C, name, modern)                                                        \
  EXPORT(dll, size_t, name,                                                                     \
         (C * to, size_t capacity, const C* format, const Tm* fields, Locale* locale)) {        \
    return crt::format_time<C>(locale_or_current(locale), to, capacity, format, fields, modern, \
                               nullptr);                                                        \
  }
// For the C++ library, with names that _Gettnames gave.
#define STRFTIME_NAMES(dll, C, name, modern)                                           \
  EXPORT(dll, size_t, name,                                                            \
         (C * to, size_t capacity, const C* format, const Tm* fields,                  \
          const crt::TimeArgument* names)) {                                           \
    return crt::format_time<C>(current_locale(), to, capacity, format, fields, modern, \
                               crt::names_in<C>(names));                               \
  }
STRFTIME(msvcrt, char, strftime, false)
STRFTIME(msvcrt, WCHAR, wcsftime, false)
STRFTIME_L(msvcrt, char, _strftime_l, false)
STRFTIME_L(msvcrt, WCHAR, _wcsftime_l, false)
STRFTIME_NAMES(msvcrt, char, _Strftime, false)

CRT_EXPORT_O(char*, _Getdays, ()) {
  const auto& names = *current_locale().locinfo->time;
  return crt::list(names.day_short, names.day);
}
CRT_EXPORT_O(char*, _Getmonths, ()) {
  const auto& names = *current_locale().locinfo->time;
  return crt::list(names.month_short, names.month);
}
CRT_EXPORT_O(void*, _Gettnames, ()) {
  auto* names = static_cast<crt::TimeArgument*>(crt::allocate(sizeof(crt::TimeArgument)));
  const crt::LocaleData& data = *current_locale().locinfo;
  if (names) *names = {data.time, data.wide_time};
  return names;
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

using crt::current_locale;
using crt::Locale;
using crt::locale_or_current;
using crt::Tm;

STRFTIME(ucrtbase, char, strftime, true)
STRFTIME(ucrtbase, WCHAR, wcsftime, true)
STRFTIME_L(ucrtbase, char, _strftime_l, true)
STRFTIME_L(ucrtbase, WCHAR, _wcsftime_l, true)
STRFTIME_NAMES(ucrtbase, char, _Strftime, true)
STRFTIME_NAMES(ucrtbase, WCHAR, _Wcsftime, true)
ALSO(ucrtbase, _o_strftime, "ucrtbase.strftime");
ALSO(ucrtbase, _o_wcsftime, "ucrtbase.wcsftime");
ALSO(ucrtbase, _o__strftime_l, "ucrtbase._strftime_l");
ALSO(ucrtbase, _o__wcsftime_l, "ucrtbase._wcsftime_l");
ALSO(ucrtbase, _o__Strftime, "ucrtbase._Strftime");
ALSO(ucrtbase, _o__Wcsftime, "ucrtbase._Wcsftime");

UCRT_EXPORT_O(WCHAR*, _W_Getdays, ()) {
  const auto& names = *current_locale().locinfo->wide_time;
  return crt::list(names.day_short, names.day);
}
UCRT_EXPORT_O(WCHAR*, _W_Getmonths, ()) {
  const auto& names = *current_locale().locinfo->wide_time;
  return crt::list(names.month_short, names.month);
}
UCRT_ALIAS_O(_W_Gettnames, _Gettnames);

}  // namespace mimic::win::ucrtbase
