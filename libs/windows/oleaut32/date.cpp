// Dates of automation: days since 1899-12-30, with the time of the day as the fraction, whose sign
// does not count.
#include <cmath>
#include <cstdio>

#include "libs/windows/core/calendar.h"
#include "libs/windows/core/text.h"
#include "libs/windows/oleaut32/convert.h"

namespace mimic::win::oleaut32 {
namespace {

constexpr int64_t kEpoch = 693'594;  // 1899-12-30, in days since 0000-12-31

// Days since 0000-12-31, proleptic Gregorian.
int64_t day_number(int year, int month, int day) {
  const int64_t past = year - 1;
  int64_t days = past * 365 + past / 4 - past / 100 + past / 400 + day;
  for (int m = 1; m < month; ++m) days += days_in_month(year, m);
  return days;
}

}  // namespace

bool date_of(const SYSTEMTIME& time, DATE* date) {
  if (time.wMonth < 1 || time.wMonth > 12 || time.wDay > 31 || time.wHour > 23 ||
      time.wMinute > 59 || time.wSecond > 59)
    return false;
  int year = time.wYear;
  if (year < 100) year += year < 30 ? 2000 : 1900;
  if (year > 9999) return false;
  const int64_t days = day_number(year, time.wMonth, time.wDay) - kEpoch;
  const double fraction = ((time.wHour * 60.0 + time.wMinute) * 60.0 + time.wSecond) / 86'400.0;
  *date = days < 0 ? static_cast<double>(days) - fraction : static_cast<double>(days) + fraction;
  return true;
}

bool time_of(DATE date, SYSTEMTIME* time) {
  if (!(date > -657435 && date < 2958466)) return false;
  double days = std::trunc(date);
  // Seconds are rounded; half a second before midnight is the next day.
  auto seconds = static_cast<int64_t>(std::floor(std::fabs(date - days) * 86'400.0 + 0.5));
  if (seconds >= 86'400) {
    seconds -= 86'400;
    days += 1;
  }
  int64_t left = static_cast<int64_t>(days) + kEpoch - 1;  // since 0001-01-01
  const int64_t weekday = (left + 1) % 7;
  int year = static_cast<int>(left * 400 / 146'097) + 1;
  while (day_number(year, 1, 1) - 1 > left) --year;
  while (day_number(year + 1, 1, 1) - 1 <= left) ++year;
  left -= day_number(year, 1, 1) - 1;
  int month = 1;
  while (left >= days_in_month(year, month)) left -= days_in_month(year, month++);
  *time = {static_cast<WORD>(year),           static_cast<WORD>(month),
           static_cast<WORD>(weekday),        static_cast<WORD>(left + 1),
           static_cast<WORD>(seconds / 3600), static_cast<WORD>(seconds / 60 % 60),
           static_cast<WORD>(seconds % 60),   0};
  return true;
}

std::u16string date_text(DATE date) {
  SYSTEMTIME time;
  if (!time_of(date, &time)) return {};
  char text[64] = "";
  int length = 0;
  const bool has_time = time.wHour || time.wMinute || time.wSecond;
  if (std::trunc(date) != 0 || !has_time)
    length = std::snprintf(text, sizeof text, "%d/%d/%d", time.wMonth, time.wDay, time.wYear);
  if (has_time)
    std::snprintf(text + length, sizeof text - length, "%s%d:%02d:%02d %s", length ? " " : "",
                  time.wHour % 12 ? time.wHour % 12 : 12, time.wMinute, time.wSecond,
                  time.wHour < 12 ? "AM" : "PM");
  return to_utf16(text);
}

// "1/31/2024", "2024-01-31", each with a time behind it or not, or a time alone.
std::optional<DATE> parse_date(std::u16string_view wide) {
  const std::string text = to_utf8(wide);
  const char* at = text.c_str();
  SYSTEMTIME time = {1899, 12, 0, 30, 0, 0, 0, 0};
  unsigned a, b, c;
  int used = 0;
  bool has_date = false;
  if (std::sscanf(at, " %u/%u/%u%n", &a, &b, &c, &used) == 3 && used) {
    time.wMonth = static_cast<WORD>(a), time.wDay = static_cast<WORD>(b);
    time.wYear = static_cast<WORD>(c);
    has_date = true;
  } else if (std::sscanf(at, " %4u-%2u-%2u%n", &a, &b, &c, &used) == 3 && used) {
    time.wYear = static_cast<WORD>(a), time.wMonth = static_cast<WORD>(b);
    time.wDay = static_cast<WORD>(c);
    has_date = true;
  } else {
    used = 0;
  }
  at += used;
  if (has_date && (time.wMonth < 1 || time.wMonth > 12 || time.wDay < 1 ||
                   time.wDay > days_in_month(time.wYear, time.wMonth)))
    return std::nullopt;
  while (*at == ' ' || (has_date && *at == 'T')) ++at;
  if (*at) {
    unsigned hour, minute, second = 0;
    used = 0;
    if (std::sscanf(at, "%u:%u%n", &hour, &minute, &used) != 2) return std::nullopt;
    at += used;
    used = 0;
    if (std::sscanf(at, ":%u%n", &second, &used) == 1) at += used;
    while (*at == ' ') ++at;
    const std::u16string_view half = wide.substr(std::min<size_t>(at - text.c_str(), wide.size()));
    if (equal_ignoring_case(half, u"PM") || equal_ignoring_case(half, u"AM")) {
      if (hour < 1 || hour > 12) return std::nullopt;
      hour = hour % 12 + (equal_ignoring_case(half, u"PM") ? 12 : 0);
    } else if (*at) {
      return std::nullopt;
    }
    time.wHour = static_cast<WORD>(hour);
    time.wMinute = static_cast<WORD>(minute);
    time.wSecond = static_cast<WORD>(second);
  } else if (!has_date) {
    return std::nullopt;
  }
  DATE date;
  if (!date_of(time, &date)) return std::nullopt;
  return date;
}

EXPORT(oleaut32, INT, SystemTimeToVariantTime, (const SYSTEMTIME* lpSystemTime, DATE* pvtime)) {
  DATE date;
  if (!date_of(*lpSystemTime, &date)) return FALSE;
  *pvtime = date;
  return TRUE;
}
EXPORT(oleaut32, INT, VariantTimeToSystemTime, (DATE vtime, SYSTEMTIME* lpSystemTime)) {
  SYSTEMTIME time;
  if (!time_of(vtime, &time)) return FALSE;
  *lpSystemTime = time;
  return TRUE;
}
EXPORT(oleaut32, INT, DosDateTimeToVariantTime, (USHORT wDosDate, USHORT wDosTime, DATE* pvtime)) {
  const SYSTEMTIME time = {static_cast<WORD>(1980 + (wDosDate >> 9)),
                           static_cast<WORD>(wDosDate >> 5 & 15),
                           0,
                           static_cast<WORD>(wDosDate & 31),
                           static_cast<WORD>(wDosTime >> 11),
                           static_cast<WORD>(wDosTime >> 5 & 63),
                           static_cast<WORD>((wDosTime & 31) * 2),
                           0};
  DATE date;
  if (!date_of(time, &date)) return FALSE;
  *pvtime = date;
  return TRUE;
}
EXPORT(oleaut32, INT, VariantTimeToDosDateTime,
       (DATE vtime, USHORT* pwDosDate, USHORT* pwDosTime)) {
  SYSTEMTIME time;
  if (!time_of(vtime, &time) || time.wYear < 1980 || time.wYear > 2099) return FALSE;
  *pwDosDate = static_cast<USHORT>((time.wYear - 1980) << 9 | time.wMonth << 5 | time.wDay);
  *pwDosTime = static_cast<USHORT>(time.wHour << 11 | time.wMinute << 5 | time.wSecond / 2);
  return TRUE;
}

}  // namespace mimic::win::oleaut32
