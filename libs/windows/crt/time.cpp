#include "libs/windows/crt/time.h"

#include <ctime>

#include "libs/windows/core/calendar.h"
#include "libs/windows/core/host_zone.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/time_zone.h"
#include "libs/windows/crt/error.h"

namespace mimic::win::crt {
namespace {

int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

// Days from 1970-01-01 of a proleptic Gregorian date whose month is 0…11.
int64_t days_of(int64_t year, int month) {
  // Years begin in March, so that the leap day comes last.
  const int64_t y = year - (month < 2);
  const int64_t m = (month + 10) % 12;
  return 365 * y + floor_divide(y, 4) - floor_divide(y, 100) + floor_divide(y, 400) +
         (m * 306 + 5) / 10 - 719468;
}

void fill(int64_t seconds, Tm* fields) {
  const int64_t days = floor_divide(seconds, 86400);
  const int rest = static_cast<int>(seconds - days * 86400);
  int64_t year = 1970 + floor_divide(days * 400, 146097);
  while (days_of(year, 0) > days) --year;
  while (days_of(year + 1, 0) <= days) ++year;
  const int day = static_cast<int>(days - days_of(year, 0));
  int month = 0;
  while (month < 11 && days_of(year, month + 1) <= days) ++month;
  fields->tm_sec = rest % 60;
  fields->tm_min = rest / 60 % 60;
  fields->tm_hour = rest / 3600;
  fields->tm_mday = static_cast<int>(days - days_of(year, month)) + 1;
  fields->tm_mon = month;
  fields->tm_year = static_cast<int>(year - 1900);
  fields->tm_wday = static_cast<int>((days % 7 + 11) % 7);
  fields->tm_yday = day;
  fields->tm_isdst = 0;
}

int reject_time(Tm* fields) {
  *fields = {-1, -1, -1, -1, -1, -1, -1, -1, -1};
  return fail_invalid(kEINVAL);
}

// Seconds since 1970 as if the fields were UTC's.
int64_t seconds_of(const Tm& fields) {
  const int64_t months = fields.tm_mon + int64_t{12} * fields.tm_year;
  const int64_t year = floor_divide(months, 12);
  const int64_t days =
      days_of(1900 + year, static_cast<int>(months - year * 12)) + fields.tm_mday - 1;
  return ((days * 24 + fields.tm_hour) * 60 + fields.tm_min) * 60 + fields.tm_sec;
}

void name_of(const WCHAR* from, char (&to)[64]) {
  const std::string name = to_ansi(view_of(from));
  to[name.copy(to, sizeof to - 1)] = 0;
}

}  // namespace

int utc_fields(int64_t time, Tm* fields) {
  if (time < kEarliest || time > kLatest + 14 * 3600) return reject_time(fields);
  fill(time, fields);
  return 0;
}

int local_fields(int64_t time, Tm* fields) {
  if (time < 0 || time > kLatest) return reject_time(fields);
  const HostZone::Part part = HostZone::local().at(time);
  fill(time + part.offset, fields);
  fields->tm_isdst = part.daylight;
  return 0;
}

int64_t time_of_utc(Tm* fields) {
  const Tm copy = *fields;
  const int64_t time = seconds_of(copy);
  if (time < kEarliest || time > kLatest + 14 * 3600) {
    crt_errno = kEINVAL;
    return -1;
  }
  fill(time, fields);
  return time;
}

int64_t time_of_local(Tm* fields) {
  const Tm copy = *fields;
  const int64_t local = seconds_of(copy);
  const HostZone& zone = HostZone::local();
  const int standard = -read_zone().seconds_west;
  // By the zone's own answer near that time; tm_isdst decides what is ambiguous or moves an hour.
  int64_t time = local - zone.at(local - standard).offset;
  const HostZone::Part part = zone.at(time);
  if (local - part.offset != time) time = local - part.offset;
  if (copy.tm_isdst > 0 && !zone.at(time).daylight) {
    time = local - standard - 3600;
  } else if (copy.tm_isdst == 0 && zone.at(time).daylight) {
    time = local - standard;
  }
  Tm result;
  if (time < 0 || time > kLatest) {
    crt_errno = kEINVAL;
    return -1;
  }
  local_fields(time, &result);
  *fields = result;
  return time;
}

const Zone& read_zone() {
  static const Zone zone = [] {
    Tm now;
    fill(::time(nullptr), &now);
    DYNAMIC_TIME_ZONE_INFORMATION information;
    host_time_zone(1900 + now.tm_year, &information);
    Zone result{};
    result.seconds_west = 60 * information.Bias;
    result.has_daylight = information.DaylightDate.wMonth != 0;
    if (information.StandardDate.wMonth) result.seconds_west += 60 * information.StandardBias;
    if (result.has_daylight)
      result.daylight_bias = 60 * (information.DaylightBias - information.StandardBias);
    name_of(information.StandardName, result.names.standard);
    name_of(information.DaylightName, result.names.daylight);
    return result;
  }();
  return zone;
}

}  // namespace mimic::win::crt
