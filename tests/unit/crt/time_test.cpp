#include "libs/windows/crt/time.h"

#include <gtest/gtest.h>

#include <string>

#include "libs/windows/crt/error.h"

namespace mimic::win::crt {
namespace {

const Locale c{&c_locale, nullptr};

std::string format(const char* text, const Tm& fields, bool modern = true) {
  char buffer[200];
  const size_t size = format_time<char>(c, buffer, sizeof buffer, text, &fields, modern, nullptr);
  return std::string(buffer, size);
}

TEST(CrtTime, FieldsOfUtc) {
  Tm fields;
  EXPECT_EQ(utc_fields(0, &fields), 0);
  EXPECT_EQ(format("%Y-%m-%d %H:%M:%S %a %j", fields), "1970-01-01 00:00:00 Thu 001");
  EXPECT_EQ(utc_fields(951'782'400, &fields), 0);
  EXPECT_EQ(format("%F %A %j", fields), "2000-02-29 Tuesday 060");
  EXPECT_EQ(utc_fields(kLatest, &fields), 0);
  EXPECT_EQ(format("%F %T", fields), "3001-01-19 07:59:59");
  EXPECT_EQ(utc_fields(-43'201, &fields), kEINVAL);
  EXPECT_EQ(fields.tm_mon, -1);
}

TEST(CrtTime, EveryDayHasItsFields) {
  for (int64_t day = 0; day < 376'000; day += 13) {
    Tm fields;
    ASSERT_EQ(utc_fields(day * 86400 + 3661, &fields), 0);
    ASSERT_EQ(time_of_utc(&fields), day * 86400 + 3661);
  }
}

TEST(CrtTime, NormalizesFields) {
  Tm fields{70, -1, 25, 32, 12, 100, 0, 0, 0};  // month 12 of 2000 is January 2001
  EXPECT_EQ(format("%F %T", (time_of_utc(&fields), fields)), "2001-02-02 01:00:10");
}

TEST(CrtTime, Formats) {
  const Tm fields{5, 4, 15, 3, 0, 121, 0, 2, 0};  // Sunday, 2021-01-03 15:04:05
  EXPECT_EQ(format("%c", fields), "Sun Jan  3 15:04:05 2021");
  EXPECT_EQ(format("%c", fields, false), "01/03/21 15:04:05");
  EXPECT_EQ(format("%#c", fields), "Sunday, January 03, 2021 15:04:05");
  EXPECT_EQ(format("%x %X", fields), "01/03/21 15:04:05");
  EXPECT_EQ(format("%#d %#m %e %I %p", fields), "3 1  3 03 PM");
  EXPECT_EQ(format("%G-W%V-%u %U %W", fields), "2020-W53-7 01 00");
  EXPECT_EQ(format("%D %R %r", fields), "01/03/21 15:04 03:04:05 PM");
  // msvcrt knows what C89 knew.
  EXPECT_EQ(format("%F", fields, false), "");
  EXPECT_EQ(format("100%%", fields), "100%");
}

}  // namespace
}  // namespace mimic::win::crt
