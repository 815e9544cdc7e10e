// What C99 and C11 added, which only the Universal CRT has. long double is double.
#include <cmath>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/math_error.h"

namespace mimic::win::ucrtbase {

using crt::check_math;

// A function with its float and long double forms.
#define LONG_DOUBLE(name)                     \
  ALSO(ucrtbase, name##l, "ucrtbase." #name); \
  ALSO(ucrtbase, _o_##name##l, "ucrtbase." #name)
#define UNARY(name)                                                                        \
  LONG_DOUBLE(name);                                                                       \
  UCRT_EXPORT_O(double, name, (double x)) { return check_math(#name, x, 0.0, ::name(x)); } \
  UCRT_EXPORT_O(float, name##f, (float x)) { return check_math(#name, x, 0.0f, ::name##f(x)); }
#define BINARY(name)                                  \
  LONG_DOUBLE(name);                                  \
  UCRT_EXPORT_O(double, name, (double x, double y)) { \
    return check_math(#name, x, y, ::name(x, y));     \
  }                                                   \
  UCRT_EXPORT_O(float, name##f, (float x, float y)) { \
    return check_math(#name, x, y, ::name##f(x, y));  \
  }
UNARY(acosh)
UNARY(asinh)
UNARY(atanh)
UNARY(cbrt)
UNARY(erf)
UNARY(erfc)
UNARY(exp2)
UNARY(expm1)
UNARY(lgamma)
UNARY(log1p)
UNARY(log2)
UNARY(logb)
UNARY(nearbyint)
UNARY(rint)
UNARY(round)
UNARY(tgamma)
UNARY(trunc)
BINARY(copysign)
BINARY(fdim)
BINARY(fmax)
BINARY(fmin)
BINARY(nextafter)
BINARY(remainder)
#undef UNARY
#undef BINARY

ALSO(ucrtbase, hypot, "msvcrt._hypot");
ALSO(ucrtbase, _o_hypot, "msvcrt._hypot");

// To an integer: a domain error gives what the processor gives, with EDOM.
template <class I, class T>
inline I to_integer(T value, T rounded) {
  constexpr T kLimit = static_cast<T>(uint64_t{1} << (8 * sizeof(I) - 1));
  if (rounded >= -kLimit && rounded < kLimit) [[likely]]
    return static_cast<I>(rounded);
  crt::crt_errno = crt::kEDOM;
  return sizeof(I) == 4 ? static_cast<I>(INT32_MIN) : static_cast<I>(INT64_MIN);
}
#define TO_INTEGER(name, I, round)                                            \
  LONG_DOUBLE(name);                                                          \
  UCRT_EXPORT_O(I, name, (double x)) { return to_integer<I>(x, ::round(x)); } \
  UCRT_EXPORT_O(I, name##f, (float x)) { return to_integer<I>(x, ::round##f(x)); }
TO_INTEGER(lrint, LONG, rint)
TO_INTEGER(llrint, LONG64, rint)
TO_INTEGER(lround, LONG, round)
TO_INTEGER(llround, LONG64, round)
#undef TO_INTEGER

#define SCALE(name, I)                                         \
  LONG_DOUBLE(name);                                           \
  UCRT_EXPORT_O(double, name, (double x, I exponent)) {        \
    return check_math(#name, x, 0.0, ::scalbn(x, exponent));   \
  }                                                            \
  UCRT_EXPORT_O(float, name##f, (float x, I exponent)) {       \
    return check_math(#name, x, 0.0f, ::scalbnf(x, exponent)); \
  }
SCALE(scalbn, int)
SCALE(scalbln, LONG)
#undef SCALE

LONG_DOUBLE(fma);
UCRT_EXPORT_O(double, fma, (double x, double y, double z)) { return ::fma(x, y, z); }
UCRT_EXPORT_O(float, fmaf, (float x, float y, float z)) { return ::fmaf(x, y, z); }

LONG_DOUBLE(ilogb);
UCRT_EXPORT(int, ilogb, (double x)) {
  // FP_ILOGB0 is INT_MIN, FP_ILOGBNAN INT_MAX, as on the host.
  if (x == 0 || !std::isfinite(x)) crt::crt_errno = crt::kEDOM;
  return std::isnan(x) ? INT32_MAX : ::ilogb(x);
}
UCRT_EXPORT(int, ilogbf, (float x)) { return ilogb(x); }

LONG_DOUBLE(nan);
UCRT_EXPORT_O(double, nan, (const char*)) { return NAN; }
UCRT_EXPORT_O(float, nanf, (const char*)) { return NAN; }

LONG_DOUBLE(nexttoward);
UCRT_EXPORT_O(double, nexttoward, (double x, double y)) { return nextafter(x, y); }
UCRT_EXPORT_O(float, nexttowardf, (float x, double y)) { return ::nexttowardf(x, y); }

LONG_DOUBLE(remquo);
UCRT_EXPORT_O(double, remquo, (double x, double y, int* quotient)) {
  return check_math("remquo", x, y, ::remquo(x, y, quotient));
}
UCRT_EXPORT_O(float, remquof, (float x, float y, int* quotient)) {
  return check_math("remquo", x, y, ::remquof(x, y, quotient));
}
#undef LONG_DOUBLE

}  // namespace mimic::win::ucrtbase
