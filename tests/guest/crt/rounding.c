// Text to numbers and back at the limits of rounding, in both C runtimes, by all precisions of the
// x87 unit: its setting is not that of double.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static int failures;

static uint64_t bits(double value) {
  uint64_t result;
  memcpy(&result, &value, 8);
  return result;
}
static uint32_t bits_of_float(float value) {
  uint32_t result;
  memcpy(&result, &value, 4);
  return result;
}

static const struct {
  const char* text;
  uint64_t bits;
} kDoubles[] = {
    {"9007199254740993", 0x4340000000000000},  // a tie, to even
    {"9007199254740993.00000000000000000000000000000000000001", 0x4340000000000001},
    {"9007199254740992.99999999999999999999999999999999999999", 0x4340000000000000},
    {"9007199254740995", 0x4340000000000002},
    {"6929495644600919.5", 0x43389e56ee5e7a58},
    {"0.1", 0x3fb999999999999a},
    {"1e23", 0x44b52d02c7e14af6},
    {"8.41e21", 0x447c7e83209e90b2},
    {"9.5367431640625e-7", 0x3eb0000000000000},
    {"2.2250738585072011e-308", 0x000fffffffffffff},
    {"2.2250738585072012e-308", 0x0010000000000000},
    {"4.9406564584124654e-324", 0x0000000000000001},
    {"2.4703282292062328e-324", 0x0000000000000001},
    {"7.4109846876186981626e-324", 0x0000000000000001},
    {"7.4109846876186981627e-324", 0x0000000000000002},
    {"1.7976931348623157e308", 0x7fefffffffffffff},
    {"1.79769313486231580793e308", 0x7fefffffffffffff},
};

static const struct {
  const char* text;
  uint32_t bits;
} kFloats[] = {
    // Not by way of double, where these would be ties.
    {"1.00000017881393432617187499", 0x3f800001},
    {"1.00000017881393432617187500", 0x3f800002},
    {"1.00000017881393432617187501", 0x3f800002},
    {"1.00000005960464477539062500", 0x3f800000},
    {"1.000000059604644775390625000000000000000000000001", 0x3f800001},
    {"16777217", 0x4b800000},
    {"16777217.000000000000000000000001", 0x4b800001},
    {"7.0064923216240853546186479164495e-46", 0x00000000},
    {"7.0064923216240853546186479164496e-46", 0x00000001},
    {"3.4028235677973366e38", 0x7f7fffff},
};

// The 64 bits of the fraction of an x87 number, and its exponent.
static const struct {
  const char* text;
  uint64_t fraction;
  uint16_t exponent;
} kExtended[] = {
    {"0.1", 0xcccccccccccccccd, 0x3ffb},
    {"1.00000000000000000005421010862427522", 0x8000000000000000, 0x3fff},
    {"1.0000000000000000001084202172485504434", 0x8000000000000001, 0x3fff},
    {"18446744073709551615", 0xffffffffffffffff, 0x403e},
};

static void check(HMODULE runtime, const char* which, int is_ucrt) {
  double (*strtod_)(const char*, char**) = (void*)GetProcAddress(runtime, "strtod");
  float (*strtof_)(const char*, char**) = (void*)GetProcAddress(runtime, "strtof");
  int (*atoflt)(float*, const char*) = (void*)GetProcAddress(runtime, "_atoflt");
  int (*atoldbl)(void*, const char*) = (void*)GetProcAddress(runtime, "_atoldbl");
  for (size_t i = 0; i < sizeof kDoubles / sizeof *kDoubles; i++) {
    const uint64_t got = bits(strtod_(kDoubles[i].text, NULL));
    if (got == kDoubles[i].bits) continue;
    printf("%s: strtod %s is %llx, not %llx\n", which, kDoubles[i].text, (unsigned long long)got,
           (unsigned long long)kDoubles[i].bits);
    failures++;
  }
  for (size_t i = 0; i < sizeof kFloats / sizeof *kFloats; i++) {
    float value = 0;
    atoflt(&value, kFloats[i].text);
    if (bits_of_float(value) != kFloats[i].bits ||
        (is_ucrt && bits_of_float(strtof_(kFloats[i].text, NULL)) != kFloats[i].bits)) {
      printf("%s: _atoflt %s is %x, not %x\n", which, kFloats[i].text, bits_of_float(value),
             kFloats[i].bits);
      failures++;
    }
  }
  for (size_t i = 0; i < sizeof kExtended / sizeof *kExtended; i++) {
    unsigned char value[10];
    uint64_t fraction;
    uint16_t exponent;
    atoldbl(value, kExtended[i].text);
    memcpy(&fraction, value, 8);
    memcpy(&exponent, value + 8, 2);
    if (fraction == kExtended[i].fraction && exponent == kExtended[i].exponent) continue;
    printf("%s: _atoldbl %s is %llx, %x\n", which, kExtended[i].text, (unsigned long long)fraction,
           exponent);
    failures++;
  }
  if (bits(strtod_("1.7976931348623159e308", NULL)) != 0x7ff0000000000000) {
    printf("%s: no overflow\n", which);
    failures++;
  }
  // Seventeen digits name each double; the way back is the same.
  int (*sprintf_)(char*, const char*, ...) =
      is_ucrt ? NULL : (void*)GetProcAddress(runtime, "sprintf");
  uint64_t seed = 88172645463325252;
  for (int i = 0; sprintf_ && i < 2000; i++) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    double value;
    memcpy(&value, &seed, 8);
    if ((seed >> 52 & 0x7ff) == 0x7ff) continue;
    char text[64];
    sprintf_(text, "%.16e", value);
    if (bits(strtod_(text, NULL)) == seed) continue;
    printf("%s: %llx is %s\n", which, (unsigned long long)seed, text);
    failures++;
  }
}

static void set_precision(uint16_t precision) {
  uint16_t control;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  control = (control & ~0x300) | precision;
  __asm__ volatile("fldcw %0" : : "m"(control));
}

int main(void) {
  const uint16_t kPrecisions[] = {0x000, 0x200, 0x300};  // 24, 53 and 64 bits
  for (int i = 0; i < 3; i++) {
    set_precision(kPrecisions[i]);
    check(LoadLibraryA("msvcrt.dll"), "msvcrt", 0);
    check(LoadLibraryA("ucrtbase.dll"), "ucrtbase", 1);
  }
  return failures != 0;
}
