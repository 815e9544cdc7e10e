// Reading numbers, for the strto functions and for whoever else parses them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/locale.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {

// The value of a digit in base 36, or 36.
constexpr unsigned digit_value(unsigned c) {
  if (c - '0' < 10) return c - '0';
  const unsigned letter = (c | 32) - 'a';
  return c < 128 && letter < 26 ? letter + 10 : 36;
}

template <class C>
inline bool is_space(const Locale& locale, C c) {
  const auto unit = static_cast<Unsigned<C>>(c);
  if (unit <= ' ') return unit == ' ' || (unit >= 9 && unit <= 13);
  if constexpr (sizeof(C) == 1)
    return locale.locinfo->pctype[unit] & kSpace;
  else
    return unit == 0xa0 || unit == 0x3000 || (unit >= 0x2000 && unit <= 0x200a);
}

struct Integer {
  uint64_t magnitude = 0;
  bool negative = false;
  bool overflow = false;  // past 64 bits
  bool found = false;
  size_t used = 0;  // units
};

// Whitespace, sign, 0x or 0 where `base` asks for it, digits.
template <class C>
Integer read_integer(const Locale& locale, const C* text, unsigned base) {
  Integer result;
  const C* at = text;
  while (is_space(locale, *at)) ++at;
  if (*at == '-' || *at == '+') result.negative = *at++ == '-';
  if ((base == 0 || base == 16) && at[0] == '0' && (at[1] | 32) == 'x' &&
      digit_value(static_cast<Unsigned<C>>(at[2])) < 16) {
    at += 2;
    base = 16;
  } else if (base == 0) {
    base = at[0] == '0' ? 8 : 10;
  }
  for (;; ++at) {
    const unsigned digit = digit_value(static_cast<Unsigned<C>>(*at));
    if (digit >= base) break;
    result.found = true;
    result.overflow |= __builtin_mul_overflow(result.magnitude, base, &result.magnitude);
    result.overflow |= __builtin_add_overflow(result.magnitude, digit, &result.magnitude);
  }
  if (result.found) result.used = at - text;
  return result;
}

// strtol and its kind for any width.
template <class T, class C>
T parse_integer(const Locale& locale, const C* text, C** end, int base) {
  if (end) *end = const_cast<C*>(text);
  if (!text || base < 0 || base == 1 || base > 36) {
    fail_invalid(kEINVAL);
    return 0;
  }
  const Integer number = read_integer(locale, text, static_cast<unsigned>(base));
  if (end) *end = const_cast<C*>(text + number.used);
  constexpr bool kSigned = T(-1) < T(0);
  constexpr uint64_t kMost =
      kSigned ? ~uint64_t{0} >> (65 - 8 * sizeof(T)) : ~uint64_t{0} >> (64 - 8 * sizeof(T));
  if (number.overflow || number.magnitude > kMost + (kSigned && number.negative)) {
    crt_errno = kERANGE;
    return static_cast<T>(kSigned && number.negative ? kMost + 1 : kMost);
  }
  return static_cast<T>(number.negative ? -number.magnitude : number.magnitude);
}

enum class FloatStatus { kNone, kOk, kOverflow, kUnderflow };

// Reads a floating-point number, correctly rounded, into a float, double or long double (the x87
// format). `modern` accepts what C99 added (hexadecimal, infinity, NaN); without it a d may stand
// for the e, as in msvcrt.
template <class T, class C>
T parse_float(const Locale& locale, const C* text, C** end, bool modern, FloatStatus* status);

// Digits of `value` in `base`, most significant first, without terminator; 64 bytes suffice.
template <class C>
size_t write_digits(uint64_t value, unsigned base, C* to) {
  C reversed[64];
  size_t count = 0;
  do {
    const unsigned digit = static_cast<unsigned>(value % base);
    reversed[count++] = static_cast<C>(digit < 10 ? '0' + digit : 'a' + digit - 10);
    value /= base;
  } while (value);
  for (size_t i = 0; i < count; ++i) to[i] = reversed[count - 1 - i];
  return count;
}

}  // namespace mimic::win::crt
