// The pieces of which <math.h>'s classification macros and the C++ library's own functions are made
// (_dtest, _dscale, …), each for double (d), float (fd) and long double (ld, a double).
#include <cmath>
#include <cstring>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {
namespace {

// FP_INFINITE, FP_NAN, FP_NORMAL, FP_SUBNORMAL, FP_ZERO of <math.h>.
constexpr short kInfinite = 1, kNan = 2, kNormal = -1, kSubnormal = -2, kZero = 0;

template <class T>
short class_of(T value) {
  switch (std::fpclassify(value)) {
    case FP_INFINITE:
      return kInfinite;
    case FP_NAN:
      return kNan;
    case FP_NORMAL:
      return kNormal;
    case FP_SUBNORMAL:
      return kSubnormal;
    default:
      return kZero;
  }
}

// Less, equal, greater as bits; none where a NaN takes part.
template <class T>
int compare(T x, T y) {
  return (x < y) | (x == y) << 1 | (x > y) << 2;
}

// Cuts off what is below 2^-places; tells whether that was anything.
template <class T>
short truncate(T* value, short places) {
  if (!std::isfinite(*value)) return class_of(*value);
  const T whole = std::ldexp(std::trunc(std::ldexp(*value, places)), -places);
  const bool exact = whole == *value;
  *value = whole;
  return exact ? kZero : kNormal;
}

template <class T>
short exponential(T* value, T factor, long exponent) {
  *value = std::ldexp(factor * std::exp(*value), static_cast<int>(exponent));
  return class_of(*value);
}

template <class T>
T polynomial(T x, const T* coefficients, int degree) {
  T value = *coefficients;
  while (degree-- > 0) value = value * x + *++coefficients;
  return value;
}

template <class T>
short scale(T* value, long exponent) {
  *value = std::ldexp(*value, static_cast<int>(exponent));
  return class_of(*value);
}

template <class T>
short unscale(short* exponent, T* value) {
  int power = 0;
  if (std::isfinite(*value)) *value = std::frexp(*value, &power);
  *exponent = static_cast<short>(power);
  return class_of(*value);
}

template <class T>
T sine(T x, unsigned quadrant) {
  switch (quadrant & 3) {
    case 0:
      return std::sin(x);
    case 1:
      return std::cos(x);
    case 2:
      return -std::sin(x);
    default:
      return -std::cos(x);
  }
}

// Shifts the fraction of a subnormal up until its leading bit is the hidden one; the exponent it
// then has.
template <class Bits, int kFraction>
short normalize(uint16_t* words) {
  Bits bits;
  std::memcpy(&bits, words, sizeof bits);
  const Bits sign = bits & Bits{1} << (8 * sizeof bits - 1);
  Bits fraction = bits & ((Bits{1} << kFraction) - 1);
  short exponent = 1;
  if (fraction) {
    for (; !(fraction >> kFraction); --exponent) fraction <<= 1;
  }
  bits = sign | (fraction & ((Bits{1} << kFraction) - 1));
  std::memcpy(words, &bits, sizeof bits);
  return exponent;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::ucrtbase {

#define PIECES(p, T)                                                                              \
  UCRT_EXPORT_O(short, _##p##class, (T x)) { return crt::class_of(x); }                           \
  UCRT_EXPORT_O(short, _##p##test, (T * x)) { return crt::class_of(*x); }                         \
  UCRT_EXPORT_O(int, _##p##sign, (T x)) { return std::signbit(x) ? 0x8000 : 0; }                  \
  UCRT_EXPORT_O(int, _##p##pcomp, (T x, T y)) { return crt::compare(x, y); }                      \
  UCRT_EXPORT_O(short, _##p##_int, (T * x, short places)) { return crt::truncate(x, places); }    \
  UCRT_EXPORT_O(short, _##p##exp, (T * x, T factor, LONG exponent)) {                             \
    return crt::exponential(x, factor, exponent);                                                 \
  }                                                                                               \
  UCRT_EXPORT_O(T, _##p##log, (T x, int base10)) { return base10 ? std::log10(x) : std::log(x); } \
  UCRT_EXPORT_O(T, _##p##poly, (T x, const T* coefficients, int degree)) {                        \
    return crt::polynomial(x, coefficients, degree);                                              \
  }                                                                                               \
  UCRT_EXPORT_O(short, _##p##scale, (T * x, LONG exponent)) { return crt::scale(x, exponent); }   \
  UCRT_EXPORT_O(short, _##p##unscale, (short* exponent, T* x)) {                                  \
    return crt::unscale(exponent, x);                                                             \
  }                                                                                               \
  UCRT_EXPORT_O(T, _##p##sin, (T x, unsigned quadrant)) { return crt::sine(x, quadrant); }
PIECES(d, double)
PIECES(fd, float)
PIECES(ld, double)
#undef PIECES

UCRT_EXPORT_O(short, _dnorm, (uint16_t* words)) { return crt::normalize<uint64_t, 52>(words); }
UCRT_EXPORT(short, _fdnorm, (uint16_t* words)) { return crt::normalize<uint32_t, 23>(words); }

// Called by the C++ library where a function of its own found a domain or range error.
UCRT_EXPORT_O(double, _except1,
              (unsigned flags, int operation, double argument, double result, uint64_t control)) {
  if (flags & 0x10)
    crt::crt_errno = crt::kEDOM;  // FP_I
  else if (flags & 0x0c)
    crt::crt_errno = crt::kERANGE;  // FP_Z, FP_O
  return result;
}

}  // namespace mimic::win::ucrtbase
