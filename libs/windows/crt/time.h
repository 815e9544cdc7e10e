// Times of the C runtimes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {

struct Tm {  // struct tm
  int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

// The times that have fields: from -12 hours to 3001-01-19 07:59:59, with 14 hours on top for UTC.
inline constexpr int64_t kEarliest = -43'200, kLatest = 0x7'9358'2aff;

// Fields of a time in UTC and in the zone of the host; 0 or EINVAL, with all fields -1.
int utc_fields(int64_t time, Tm* fields);
int local_fields(int64_t time, Tm* fields);
// The time of fields, which are brought into their ranges; -1 with EINVAL where there is none.
int64_t time_of_local(Tm* fields);
int64_t time_of_utc(Tm* fields);

// What _tzset finds out, of the current year. Runs once.
struct ZoneNames {
  char standard[64], daylight[64];
};
struct Zone {
  int32_t seconds_west;
  int32_t has_daylight;
  int32_t daylight_bias;  // seconds
  ZoneNames names;
};
const Zone& read_zone();

// strftime. `modern` accepts what C99 added. Returns the length, or 0 with ERANGE or EINVAL.
template <class C>
size_t format_time(const Locale& locale, C* to, size_t capacity, const C* format, const Tm* fields,
                   bool modern, const TimeNames<C>* names);

}  // namespace mimic::win::crt
