// Dates and times as text.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/calendar.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/locale.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/time_zone.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD DATE_SHORTDATE = 1, DATE_LONGDATE = 2, DATE_USE_ALT_CALENDAR = 4,
                DATE_YEARMONTH = 8, DATE_LTRREADING = 0x10, DATE_RTLREADING = 0x20,
                DATE_AUTOLAYOUT = 0x40, DATE_MONTHDAY = 0x80;
constexpr DWORD TIME_NOMINUTESORSECONDS = 1, TIME_NOSECONDS = 2, TIME_NOTIMEMARKER = 4,
                TIME_FORCE24HOURFORMAT = 8;
constexpr DWORD LOCALE_NOUSEROVERRIDE = 0x80000000, LOCALE_USE_CP_ACP = 0x40000000;

std::u16string info(const LocaleName& locale, LCTYPE type) {
  return locale_text(locale, type).value_or(std::u16string());
}

void put_number(std::u16string& out, unsigned value, size_t digits) {
  char16_t text[8];
  size_t at = 8;
  do text[--at] = static_cast<char16_t>(u'0' + value % 10);
  while (value /= 10);
  while (8 - at < digits) text[--at] = u'0';
  out.append(text + at, 8 - at);
}

SYSTEMTIME local_now() { return system_time_of(system_time_now() - current_bias()); }

// Copies what stands between quotes; two quotes in a row are one. Returns what follows.
size_t copy_quoted(std::u16string_view picture, size_t at, std::u16string& out) {
  for (++at; at < picture.size(); ++at) {
    if (picture[at] == u'\'') {
      if (at + 1 >= picture.size() || picture[at + 1] != u'\'') return at + 1;
      ++at;
    }
    out.push_back(picture[at]);
  }
  return at;
}

std::u16string format_date(const LocaleName& locale, const SYSTEMTIME& date,
                           std::u16string_view picture) {
  std::u16string out;
  for (size_t i = 0; i < picture.size();) {
    const char16_t letter = picture[i];
    if (letter == u'\'') {
      i = copy_quoted(picture, i, out);
      continue;
    }
    size_t count = 1;
    while (i + count < picture.size() && picture[i + count] == letter) ++count;
    i += count;
    switch (letter) {
      case u'd':
        if (count <= 2)
          put_number(out, date.wDay, count);
        else
          out +=
              info(locale, (count == 3 ? kShortDayName1 : kDayName1) + (date.wDayOfWeek + 6) % 7);
        break;
      case u'M':
        if (count <= 2)
          put_number(out, date.wMonth, count);
        else
          out += info(locale, (count == 3 ? kShortMonthName1 : kMonthName1) + date.wMonth - 1);
        break;
      case u'y':
        if (count <= 2)
          put_number(out, date.wYear % 100, count);
        else
          put_number(out, date.wYear, 4);
        break;
      case u'g':
        out += u"A.D.";
        break;
      default:
        out.append(count, letter);
        break;
    }
  }
  return out;
}

std::u16string format_time(const LocaleName& locale, const SYSTEMTIME& time, DWORD flags,
                           std::u16string_view picture) {
  std::u16string out;
  size_t keep = 0;  // length before separators that belong to what is left out
  const unsigned hour12 = time.wHour % 12 ? time.wHour % 12 : 12;
  for (size_t i = 0; i < picture.size();) {
    const char16_t letter = picture[i];
    if (letter == u'\'') {
      i = copy_quoted(picture, i, out);
      continue;
    }
    size_t count = 1;
    while (i + count < picture.size() && picture[i + count] == letter) ++count;
    const size_t digits = std::min<size_t>(count, 2);
    switch (letter) {
      case u'h':
        put_number(out, flags & TIME_FORCE24HOURFORMAT ? time.wHour : hour12, digits);
        keep = out.size();
        break;
      case u'H':
        put_number(out, time.wHour, digits);
        keep = out.size();
        break;
      case u'm':
        if (flags & TIME_NOMINUTESORSECONDS)
          out.resize(keep);
        else
          put_number(out, time.wMinute, digits), keep = out.size();
        break;
      case u's':
        if (flags & (TIME_NOSECONDS | TIME_NOMINUTESORSECONDS))
          out.resize(keep);
        else
          put_number(out, time.wSecond, digits), keep = out.size();
        break;
      case u't':
        if (flags & TIME_NOTIMEMARKER) {
          out.resize(keep);
        } else {
          const std::u16string marker = info(locale, time.wHour < 12 ? kAm : kPm);
          out += count == 1 ? marker.substr(0, 1) : marker;
          keep = out.size();
        }
        break;
      default:
        out.append(count, letter);
        break;
    }
    i += count;
  }
  return out;
}

template <class Char>
int deliver_text(const std::basic_string<Char>& text, Char* out, int size) {
  const int needed = static_cast<int>(text.size() + 1);
  if (!size) return needed;
  if (size < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(out, text.c_str(), needed * sizeof(Char));
  return needed;
}

// ERROR_SUCCESS and the text, or the error.
DWORD make_date(const LocaleName* locale, DWORD flags, const SYSTEMTIME* date,
                const std::u16string* picture, std::u16string* out) {
  if (!locale) return ERROR_INVALID_PARAMETER;
  flags &= ~(LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP);
  const DWORD forms = flags & (DATE_SHORTDATE | DATE_LONGDATE | DATE_YEARMONTH | DATE_MONTHDAY);
  const DWORD readings = flags & (DATE_LTRREADING | DATE_RTLREADING | DATE_AUTOLAYOUT);
  if (flags & ~(forms | readings | DATE_USE_ALT_CALENDAR) || forms & (forms - 1) ||
      readings & (readings - 1) || (picture && forms))
    return ERROR_INVALID_FLAGS;
  SYSTEMTIME value = date ? *date : local_now();
  if (value.wYear < 1601 || value.wYear > 30827 || value.wMonth < 1 || value.wMonth > 12 ||
      value.wDay < 1 || value.wDay > days_in_month(value.wYear, value.wMonth))
    return ERROR_INVALID_PARAMETER;
  // The day of the week is what it is, whatever the caller says.
  value.wDayOfWeek =
      static_cast<WORD>((days_of_date(value.wYear, value.wMonth, value.wDay) + 1) % 7);
  std::u16string own;
  if (!picture) {
    own = info(*locale, forms == DATE_LONGDATE    ? LCTYPE{kLongDate}
                        : forms == DATE_YEARMONTH ? LCTYPE{kYearMonth}
                        : forms == DATE_MONTHDAY  ? LCTYPE{kMonthDay}
                                                  : LCTYPE{kShortDate});
    picture = &own;
  }
  *out = format_date(*locale, value, *picture);
  return ERROR_SUCCESS;
}

DWORD make_time(const LocaleName* locale, DWORD flags, const SYSTEMTIME* time,
                const std::u16string* picture, std::u16string* out) {
  if (!locale) return ERROR_INVALID_PARAMETER;
  if (flags & ~(LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP | 0xF)) return ERROR_INVALID_FLAGS;
  const SYSTEMTIME value = time ? *time : local_now();
  if (value.wHour > 23 || value.wMinute > 59 || value.wSecond > 59 || value.wMilliseconds > 999)
    return ERROR_INVALID_PARAMETER;
  std::u16string own;
  if (!picture) {
    own = info(*locale, kTimeFormat);
    // With 24 hours asked for, a locale's 12-hour form loses its marker as well.
    picture = &own;
  }
  *out = format_time(*locale, value, flags, *picture);
  return ERROR_SUCCESS;
}

using Make = DWORD(const LocaleName*, DWORD, const SYSTEMTIME*, const std::u16string*,
                   std::u16string*);

int give(Make* make, const LocaleName* locale, DWORD flags, const SYSTEMTIME* time,
         const WCHAR* format, WCHAR* out, int size) {
  if (size < 0 || (size && !out)) return fail_with(ERROR_INVALID_PARAMETER);
  std::u16string picture, text;
  if (format) picture = format;
  if (const DWORD error = make(locale, flags, time, format ? &picture : nullptr, &text))
    return fail_with(error);
  return deliver_text(text, out, size);
}
int give(Make* make, const LocaleName* locale, DWORD flags, const SYSTEMTIME* time,
         const char* format, char* out, int size) {
  if (size < 0 || (size && !out)) return fail_with(ERROR_INVALID_PARAMETER);
  std::u16string picture, text;
  if (format) picture = from_ansi(format);
  if (const DWORD error = make(locale, flags, time, format ? &picture : nullptr, &text))
    return fail_with(error);
  return deliver_text(to_ansi(text), out, size);
}

}  // namespace

EXPORT(kernel32, int, GetDateFormatEx,
       (LPCWSTR lpLocaleName, DWORD dwFlags, const SYSTEMTIME* lpDate, LPCWSTR lpFormat,
        WCHAR* lpDateStr, int cchDate, LPCWSTR lpCalendar)) {
  if (lpCalendar) return fail_with(ERROR_INVALID_PARAMETER);
  return give(make_date, find_locale(lpLocaleName), dwFlags, lpDate, lpFormat, lpDateStr, cchDate);
}
EXPORT(kernel32, int, GetDateFormatW,
       (LCID Locale, DWORD dwFlags, const SYSTEMTIME* lpDate, LPCWSTR lpFormat, WCHAR* lpDateStr,
        int cchDate)) {
  return give(make_date, find_locale(Locale), dwFlags, lpDate, lpFormat, lpDateStr, cchDate);
}
EXPORT(kernel32, int, GetDateFormatA,
       (LCID Locale, DWORD dwFlags, const SYSTEMTIME* lpDate, LPCSTR lpFormat, char* lpDateStr,
        int cchDate)) {
  return give(make_date, find_locale(Locale), dwFlags, lpDate, lpFormat, lpDateStr, cchDate);
}
EXPORT(kernel32, int, GetTimeFormatEx,
       (LPCWSTR lpLocaleName, DWORD dwFlags, const SYSTEMTIME* lpTime, LPCWSTR lpFormat,
        WCHAR* lpTimeStr, int cchTime)) {
  return give(make_time, find_locale(lpLocaleName), dwFlags, lpTime, lpFormat, lpTimeStr, cchTime);
}
EXPORT(kernel32, int, GetTimeFormatW,
       (LCID Locale, DWORD dwFlags, const SYSTEMTIME* lpTime, LPCWSTR lpFormat, WCHAR* lpTimeStr,
        int cchTime)) {
  return give(make_time, find_locale(Locale), dwFlags, lpTime, lpFormat, lpTimeStr, cchTime);
}
EXPORT(kernel32, int, GetTimeFormatA,
       (LCID Locale, DWORD dwFlags, const SYSTEMTIME* lpTime, LPCSTR lpFormat, char* lpTimeStr,
        int cchTime)) {
  return give(make_time, find_locale(Locale), dwFlags, lpTime, lpFormat, lpTimeStr, cchTime);
}

namespace {

// CAL_* of the Gregorian calendar that have a text, by the locale type that holds it.
LCTYPE calendar_type(DWORD type) {
  if (type == 5) return kShortDate;
  if (type == 6) return kLongDate;
  if (type >= 7 && type <= 13) return kDayName1 + (type - 7);
  if (type >= 14 && type <= 20) return kShortDayName1 + (type - 14);
  if (type >= 21 && type <= 32) return kMonthName1 + (type - 21);
  if (type == 33) return 0x100E;
  if (type >= 34 && type <= 45) return kShortMonthName1 + (type - 34);
  if (type == 46) return 0x100F;
  if (type == 47) return kYearMonth;
  if (type >= 49 && type <= 55) return kShortestDayName1 + (type - 49);
  if (type == 56) return kMonthDay;
  return 0;
}

int calendar_info(const LocaleName* locale, DWORD calendar, DWORD type, WCHAR* out, int size,
                  DWORD* value) {
  constexpr DWORD CAL_RETURN_NUMBER = 0x20000000;
  if (!locale || size < 0) return fail_with(ERROR_INVALID_PARAMETER);
  const DWORD kind = type & 0xFFFF;
  // 1: identifier (Gregorian), 0x30: last year of a two-digit year.
  if (kind == 1 || kind == 0x30) {
    const DWORD number = kind == 1 ? 1 : 2049;
    if (type & CAL_RETURN_NUMBER) {
      if (!value) return fail_with(ERROR_INVALID_PARAMETER);
      *value = number;
      return 2;
    }
    std::u16string text;
    put_number(text, number, 1);
    return deliver_text(text, out, size);
  }
  if (kind == 2 || kind == 4)
    return deliver_text(std::u16string(kind == 2 ? u"Gregorian Calendar" : u"A.D."), out, size);
  if (kind == 57) return deliver_text(std::u16string(u"AD"), out, size);
  const LCTYPE from = calendar_type(kind);
  if (!from || type & CAL_RETURN_NUMBER) return fail_with(ERROR_INVALID_FLAGS);
  return deliver_text(info(*locale, from), out, size);
}

}  // namespace

EXPORT_PARTIAL("only the Gregorian calendar", kernel32, int, GetCalendarInfoW,
               (LCID Locale, DWORD Calendar, DWORD CalType, WCHAR* lpCalData, int cchData,
                DWORD* lpValue)) {
  return calendar_info(find_locale(Locale), Calendar, CalType, lpCalData, cchData, lpValue);
}
EXPORT_PARTIAL("only the Gregorian calendar", kernel32, int, GetCalendarInfoEx,
               (LPCWSTR lpLocaleName, DWORD Calendar, LPCWSTR lpReserved, DWORD CalType,
                WCHAR* lpCalData, int cchData, DWORD* lpValue)) {
  return calendar_info(find_locale(lpLocaleName), Calendar, CalType, lpCalData, cchData, lpValue);
}

}  // namespace mimic::win::kernel32
