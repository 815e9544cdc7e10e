// Integers to text.
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/numbers.h"

namespace mimic::win::crt {
namespace {

// A negative number has a sign in base 10 alone; in others its bits are written.
template <class C>
C* print_integer(uint64_t value, bool negative, C* to, int base) {
  if (!to || base < 2 || base > 36) {
    fail_invalid(kEINVAL);
    return to;
  }
  C* at = to;
  if (negative) {
    *at++ = '-';
    value = -value;
  }
  at[write_digits(value, static_cast<unsigned>(base), at)] = 0;
  return to;
}

template <class C>
int print_integer_s(uint64_t value, bool negative, C* to, size_t capacity, int base) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  *to = 0;
  if (base < 2 || base > 36) return fail_invalid(kEINVAL);
  C digits[65];
  const size_t count = write_digits(negative ? -value : value, static_cast<unsigned>(base), digits);
  if (count + negative + 1 > capacity) return fail_invalid(kERANGE);
  C* at = to;
  if (negative) *at++ = '-';
  for (size_t i = 0; i < count; ++i) *at++ = digits[i];
  *at = 0;
  return 0;
}

// `value` widened as base 10 wants it (with sign) or not.
template <class T>
constexpr bool prints_sign(T value, int base) {
  return base == 10 && value < 0;
}
template <class T>
constexpr uint64_t bits_of(T value, int base) {
  if (prints_sign(value, base)) return static_cast<uint64_t>(static_cast<int64_t>(value));
  return sizeof(T) == 4 ? static_cast<uint32_t>(value) : static_cast<uint64_t>(value);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::bits_of;
using crt::prints_sign;

#define ITOA(C, T, name)                                                                      \
  CRT_EXPORT_O(C*, name, (T value, C * to, int base)) {                                       \
    return crt::print_integer(bits_of(value, base), prints_sign(value, base), to, base);      \
  }                                                                                           \
  CRT_EXPORT_O(int, name##_s, (T value, C * to, size_t capacity, int base)) {                 \
    return crt::print_integer_s(bits_of(value, base), prints_sign(value, base), to, capacity, \
                                base);                                                        \
  }
ITOA(char, int, _itoa)
ITOA(char, LONG, _ltoa)
ITOA(char, ULONG, _ultoa)
ITOA(char, LONG64, _i64toa)
ITOA(char, ULONG64, _ui64toa)
ITOA(WCHAR, int, _itow)
ITOA(WCHAR, LONG, _ltow)
ITOA(WCHAR, ULONG, _ultow)
ITOA(WCHAR, LONG64, _i64tow)
ITOA(WCHAR, ULONG64, _ui64tow)
#undef ITOA

}  // namespace mimic::win::msvcrt
