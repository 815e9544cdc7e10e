#include <gtest/gtest.h>

#include "libs/windows/core/calendar.h"
#include "libs/windows/core/time_zone.h"

namespace mimic::win {
namespace {

TEST(Calendar, DatesAndTicks) {
  EXPECT_EQ(days_of_date(1601, 1, 1), 0);
  EXPECT_EQ(days_of_date(1970, 1, 1), 134'774);
  for (int64_t day = 0; day < 3'000'000; day += 97) {
    const SYSTEMTIME time = system_time_of(day * kTicksPerDay + 12'345'670'000);
    int64_t ticks;
    ASSERT_TRUE(ticks_of(time, &ticks)) << day;
    ASSERT_EQ(ticks, day * kTicksPerDay + 12'345'670'000) << day;
    ASSERT_EQ(time.wDayOfWeek, (day + 1) % 7);
  }
  int64_t ticks;
  EXPECT_FALSE(ticks_of(SYSTEMTIME{2023, 2, 0, 29, 0, 0, 0, 0}, &ticks));
}

TEST(TimeZones, RulesOfPacificTime) {
  DYNAMIC_TIME_ZONE_INFORMATION zone;
  ASSERT_TRUE(named_time_zone(u"Pacific Standard Time", 2024, &zone));
  if (zone.Bias != 480) GTEST_SKIP() << "no time zone database on this host";
  EXPECT_EQ(zone.DaylightBias, -60);
  EXPECT_EQ(zone.DaylightDate.wMonth, 3);
  EXPECT_EQ(zone.DaylightDate.wDay, 2);
  EXPECT_EQ(zone.DaylightDate.wHour, 2);
  EXPECT_EQ(zone.StandardDate.wMonth, 11);
  EXPECT_EQ(zone.StandardDate.wDay, 1);
  int64_t summer, winter;
  ASSERT_TRUE(ticks_of(SYSTEMTIME{2024, 7, 0, 1, 12, 0, 0, 0}, &summer));
  ASSERT_TRUE(ticks_of(SYSTEMTIME{2024, 12, 0, 1, 12, 0, 0, 0}, &winter));
  EXPECT_EQ(bias_at(zone, summer, false), 420 * kTicksPerMinute);
  EXPECT_EQ(bias_at(zone, winter, true), 480 * kTicksPerMinute);
}

}  // namespace
}  // namespace mimic::win
