// Dates and 100 ns times since 1601-01-01, proleptic Gregorian.
#pragma once

#include <cstdint>

#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr int64_t kTicksPerSecond = 10'000'000;
inline constexpr int64_t kTicksPerMinute = 60 * kTicksPerSecond;
inline constexpr int64_t kTicksPerDay = 86'400 * kTicksPerSecond;
// Seconds from 1601-01-01 to 1970-01-01 and to 1980-01-01.
inline constexpr int64_t kSecondsTo1970 = 11'644'473'600;
inline constexpr int64_t kSecondsTo1980 = 11'960'006'400;

constexpr bool is_leap_year(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
constexpr int days_in_month(int year, int month) {
  constexpr uint8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}
// Days from 1601-01-01, which was a Monday.
int64_t days_of_date(int year, int month, int day);

// False where the fields are out of range (years 1601 to 30827); the day of the week is ignored.
bool ticks_of(const SYSTEMTIME& time, int64_t* ticks);
// All fields; `ticks` must not be negative.
SYSTEMTIME system_time_of(int64_t ticks);

inline int64_t ticks_of(const FILETIME& time) {
  return static_cast<int64_t>(static_cast<uint64_t>(time.dwHighDateTime) << 32 |
                              time.dwLowDateTime);
}
inline FILETIME file_time_of(int64_t ticks) {
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

}  // namespace mimic::win
