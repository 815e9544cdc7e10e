#include "libs/windows/core/calendar.h"

namespace mimic::win {

int64_t days_of_date(int year, int month, int day) {
  // Years begin in March, so that the leap day is the last: 400 years have 146,097 days.
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t era = y / 400;
  const int64_t of_era = y - era * 400;
  const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 584'694;
}

bool ticks_of(const SYSTEMTIME& t, int64_t* ticks) {
  if (t.wYear < 1601 || t.wYear > 30827 || t.wMonth < 1 || t.wMonth > 12 || t.wDay < 1 ||
      t.wDay > days_in_month(t.wYear, t.wMonth) || t.wHour > 23 || t.wMinute > 59 ||
      t.wSecond > 59 || t.wMilliseconds > 999)
    return false;
  *ticks = days_of_date(t.wYear, t.wMonth, t.wDay) * kTicksPerDay +
           ((t.wHour * 60 + t.wMinute) * 60 + t.wSecond) * kTicksPerSecond +
           t.wMilliseconds * int64_t{10'000};
  return true;
}

SYSTEMTIME system_time_of(int64_t ticks) {
  SYSTEMTIME out;
  const int64_t days = ticks / kTicksPerDay;
  int64_t rest = ticks % kTicksPerDay / 10'000;
  out.wMilliseconds = static_cast<WORD>(rest % 1000);
  rest /= 1000;
  out.wSecond = static_cast<WORD>(rest % 60);
  out.wMinute = static_cast<WORD>(rest / 60 % 60);
  out.wHour = static_cast<WORD>(rest / 3600);
  out.wDayOfWeek = static_cast<WORD>((days + 1) % 7);
  const int64_t shifted = days + 584'694;
  const int64_t era = shifted / 146'097;
  const int64_t of_era = shifted % 146'097;
  const int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month = (5 * of_year + 2) / 153;
  out.wDay = static_cast<WORD>(of_year - (153 * month + 2) / 5 + 1);
  out.wMonth = static_cast<WORD>(month < 10 ? month + 3 : month - 9);
  out.wYear = static_cast<WORD>(year_of_era + era * 400 + (out.wMonth <= 2 ? 1 : 0));
  return out;
}

}  // namespace mimic::win
