#include "libs/windows/crt/numbers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "libs/windows/exports/export.h"

namespace mimic::win::msvcrt {
DECLARE_EXPORT(msvcrt, char*, _gcvt, (double, int, char*));
DECLARE_EXPORT(msvcrt, char*, _ecvt, (double, int, int*, int*));
DECLARE_EXPORT(msvcrt, char*, _fcvt, (double, int, int*, int*));
DECLARE_EXPORT(msvcrt, int, _itoa_s, (int, char*, size_t, int));
DECLARE_EXPORT(msvcrt, char*, _i64toa, (LONG64, char*, int));
DECLARE_EXPORT(msvcrt, int, rand, ());
DECLARE_EXPORT(msvcrt, void, srand, (unsigned));
using Compare = MS_ABI int (*)(const void*, const void*);
DECLARE_EXPORT(msvcrt, void, qsort, (void*, size_t, size_t, Compare));
DECLARE_EXPORT(msvcrt, unsigned, _control87, (unsigned, unsigned));
}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

const Locale c{&c_locale, nullptr};

template <class T>
T integer(const char* text, int base, ptrdiff_t used) {
  char* end = nullptr;
  const T value = parse_integer<T>(c, text, &end, base);
  EXPECT_EQ(end - text, used) << text;
  return value;
}

TEST(CrtNumbers, ReadsIntegers) {
  EXPECT_EQ(integer<LONG>(" -12x", 10, 4), -12);
  EXPECT_EQ(integer<LONG>("0x1F", 0, 4), 31);
  EXPECT_EQ(integer<LONG>("0xg", 0, 1), 0);
  EXPECT_EQ(integer<LONG>("077", 0, 3), 63);
  EXPECT_EQ(integer<LONG>("z", 36, 1), 35);
  EXPECT_EQ(integer<LONG>("abc", 10, 0), 0);
  crt_errno = 0;
  EXPECT_EQ(integer<LONG>("2147483648", 10, 10), 2147483647);
  EXPECT_EQ(crt_errno, kERANGE);
  EXPECT_EQ(integer<LONG>("-2147483648", 10, 11), INT32_MIN);
  EXPECT_EQ(integer<ULONG>("-1", 10, 2), 0xffffffffu);
  EXPECT_EQ(integer<ULONG64>("18446744073709551616", 10, 20), ~uint64_t{0});
  EXPECT_EQ(integer<LONG64>("-9223372036854775808", 10, 20), INT64_MIN);
}

double real(const char* text, ptrdiff_t used, bool modern) {
  char* end = nullptr;
  FloatStatus status;
  const double value = parse_float<double>(c, text, &end, modern, &status);
  EXPECT_EQ(end - text, used) << text;
  return value;
}

TEST(CrtNumbers, ReadsReals) {
  EXPECT_EQ(real(" 1.5e3x", 6, true), 1500);
  EXPECT_EQ(real("-.5", 3, true), -0.5);
  EXPECT_EQ(real("1e", 1, true), 1);
  EXPECT_EQ(real("1d2", 3, false), 100);
  EXPECT_EQ(real("1d2", 1, true), 1);
  EXPECT_EQ(real("0x1.8p1", 7, true), 3);
  EXPECT_EQ(real("0x1", 1, false), 0);
  EXPECT_EQ(real("0xz", 1, true), 0);
  EXPECT_TRUE(std::isinf(real("infinity!", 8, true)));
  EXPECT_TRUE(std::isnan(real("NaN(12)", 7, true)));
  EXPECT_EQ(real("inf", 0, false), 0);
  EXPECT_EQ(real("2.2250738585072011e-308", 23, true), 2.2250738585072011e-308);
}

TEST(CrtNumbers, WritesIntegers) {
  char text[65];
  EXPECT_EQ(msvcrt::_itoa_s(-255, text, 65, 10), 0);
  EXPECT_STREQ(text, "-255");
  EXPECT_EQ(msvcrt::_itoa_s(-1, text, 65, 16), 0);
  EXPECT_STREQ(text, "ffffffff");
  EXPECT_EQ(msvcrt::_itoa_s(123, text, 3, 10), kERANGE);
  EXPECT_STREQ(msvcrt::_i64toa(INT64_MIN, text, 10), "-9223372036854775808");
}

// The examples of the documentation.
TEST(CrtNumbers, WritesReals) {
  char text[50];
  EXPECT_STREQ(msvcrt::_gcvt(-3.1415e5, 7, text), "-314150.");
  EXPECT_STREQ(msvcrt::_gcvt(3.1415e-5, 5, text), "3.1415e-005");
  int point, sign;
  EXPECT_STREQ(msvcrt::_ecvt(3.1415926535, 10, &point, &sign), "3141592654");
  EXPECT_EQ(point, 1);
  EXPECT_EQ(sign, 0);
  EXPECT_STREQ(msvcrt::_fcvt(3.1415926535, 7, &point, &sign), "31415927");
  EXPECT_STREQ(msvcrt::_fcvt(-0.00123, 4, &point, &sign), "12");
  EXPECT_EQ(point, -2);
  EXPECT_EQ(sign, 1);
}

// The first numbers after srand(1), known from every program that printed them.
TEST(CrtStdlib, Rand) {
  msvcrt::srand(1);
  EXPECT_EQ(msvcrt::rand(), 41);
  EXPECT_EQ(msvcrt::rand(), 18467);
  EXPECT_EQ(msvcrt::rand(), 6334);
}

MS_ABI int by_int(const void* a, const void* b) {
  const int x = *static_cast<const int*>(a), y = *static_cast<const int*>(b);
  return x < y ? -1 : x > y;
}

TEST(CrtStdlib, Sorts) {
  for (size_t count : {0, 1, 2, 7, 8, 9, 50, 1000}) {
    for (int pattern = 0; pattern < 4; ++pattern) {
      std::vector<int> numbers(count);
      for (size_t i = 0; i < count; ++i)
        numbers[i] = pattern == 0   ? static_cast<int>(i)
                     : pattern == 1 ? static_cast<int>(count - i)
                     : pattern == 2 ? 5
                                    : static_cast<int>(i * 7919 % 101);
      msvcrt::qsort(numbers.data(), count, sizeof(int), by_int);
      EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end())) << count << " " << pattern;
    }
  }
}

TEST(CrtMath, FloatControl) {
  EXPECT_EQ(msvcrt::_control87(0, 0), 0x8001fu);
  EXPECT_EQ(msvcrt::_control87(0x200, 0x300), 0x8021fu);
  volatile double one = 1, three = 3;
  const double up = one / three;
  EXPECT_EQ(msvcrt::_control87(0, 0x300), 0x8001fu);
  EXPECT_GT(up, one / three);
}

}  // namespace
}  // namespace mimic::win::crt
