// The mathematical functions that msvcrt has, computed by the host's libm.
#include <cpuid.h>

#include <bit>
#include <cmath>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/math_error.h"

namespace mimic::win::crt {
namespace {

bool is_quiet(double nan) { return std::bit_cast<uint64_t>(nan) >> 51 & 1; }
bool is_quiet(float nan) { return std::bit_cast<uint32_t>(nan) >> 22 & 1; }

// _fpclass: one bit each, from signaling NaN to positive infinity.
template <class T>
int class_bits(T value) {
  const bool negative = std::signbit(value);
  switch (std::fpclassify(value)) {
    case FP_NAN:
      return is_quiet(value) ? 2 : 1;
    case FP_INFINITE:
      return negative ? 4 : 0x200;
    case FP_NORMAL:
      return negative ? 8 : 0x100;
    case FP_SUBNORMAL:
      return negative ? 0x10 : 0x80;
    default:
      return negative ? 0x20 : 0x40;
  }
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::check_math;

// The double function and its float form.
#define UNARY(name)                                                                       \
  CRT_EXPORT_O(double, name, (double x)) { return check_math(#name, x, 0.0, ::name(x)); } \
  CRT_EXPORT_O(float, name##f, (float x)) { return check_math(#name, x, 0.0f, ::name##f(x)); }
#define BINARY(name)                                 \
  CRT_EXPORT_O(double, name, (double x, double y)) { \
    return check_math(#name, x, y, ::name(x, y));    \
  }                                                  \
  CRT_EXPORT_O(float, name##f, (float x, float y)) { \
    return check_math(#name, x, y, ::name##f(x, y)); \
  }
UNARY(acos)
UNARY(asin)
UNARY(atan)
UNARY(cos)
UNARY(cosh)
UNARY(exp)
UNARY(log)
UNARY(log10)
UNARY(sin)
UNARY(sinh)
UNARY(sqrt)
UNARY(tan)
UNARY(tanh)
UNARY(ceil)
UNARY(floor)
UNARY(fabs)
BINARY(atan2)
BINARY(pow)
BINARY(fmod)
#undef UNARY
#undef BINARY

CRT_EXPORT_O(double, ldexp, (double x, int exponent)) {
  return check_math("ldexp", x, static_cast<double>(exponent), ::ldexp(x, exponent));
}
CRT_EXPORT_O(double, frexp, (double x, int* exponent)) { return ::frexp(x, exponent); }
CRT_EXPORT_O(double, modf, (double x, double* whole)) { return ::modf(x, whole); }
CRT_EXPORT_O(float, modff, (float x, float* whole)) { return ::modff(x, whole); }

CRT_EXPORT_O(double, _hypot, (double x, double y)) {
  return check_math("hypot", x, y, ::hypot(x, y));
}
CRT_EXPORT_O(float, _hypotf, (float x, float y)) {
  return check_math("hypot", x, y, ::hypotf(x, y));
}
struct Complex {
  double x, y;
};
CRT_EXPORT_O(double, _cabs, (Complex z)) { return _hypot(z.x, z.y); }

CRT_EXPORT(double, _copysign, (double x, double sign)) { return ::copysign(x, sign); }
CRT_EXPORT(float, _copysignf, (float x, float sign)) { return ::copysignf(x, sign); }
CRT_EXPORT(double, _chgsign, (double x)) { return -x; }
CRT_EXPORT(float, _chgsignf, (float x)) { return -x; }
CRT_EXPORT(int, _finite, (double x)) { return std::isfinite(x); }
CRT_EXPORT(int, _finitef, (float x)) { return std::isfinite(x); }
CRT_EXPORT(int, _isnan, (double x)) { return std::isnan(x); }
CRT_EXPORT(int, _isnanf, (float x)) { return std::isnan(x); }
CRT_EXPORT_O(int, _fpclass, (double x)) { return crt::class_bits(x); }
CRT_EXPORT_O(int, _fpclassf, (float x)) { return crt::class_bits(x); }
CRT_EXPORT_O(double, _logb, (double x)) { return check_math("logb", x, 0.0, ::logb(x)); }
CRT_EXPORT_O(float, _logbf, (float x)) { return check_math("logb", x, 0.0f, ::logbf(x)); }
CRT_EXPORT_O(double, _nextafter, (double x, double y)) {
  return check_math("nextafter", x, y, ::nextafter(x, y));
}
CRT_EXPORT_O(float, _nextafterf, (float x, float y)) {
  return check_math("nextafter", x, y, ::nextafterf(x, y));
}
CRT_EXPORT_O(double, _scalb, (double x, LONG exponent)) { return ldexp(x, exponent); }
CRT_EXPORT_O(float, _scalbf, (float x, LONG exponent)) {
  return check_math("scalb", x, 0.0f, ::ldexpf(x, exponent));
}

CRT_EXPORT_O(double, _j0, (double x)) { return ::j0(x); }
CRT_EXPORT_O(double, _j1, (double x)) { return ::j1(x); }
CRT_EXPORT_O(double, _jn, (int n, double x)) { return ::jn(n, x); }
// Below zero they are a domain error on Windows.
CRT_EXPORT_O(double, _y0, (double x)) { return check_math("_y0", x, 0.0, x < 0 ? NAN : ::y0(x)); }
CRT_EXPORT_O(double, _y1, (double x)) { return check_math("_y1", x, 0.0, x < 0 ? NAN : ::y1(x)); }
CRT_EXPORT_O(double, _yn, (int n, double x)) {
  return check_math("_yn", x, 0.0, x < 0 ? NAN : ::yn(n, x));
}

// x64 always computes with SSE2; only the answer matters.
EXPORT(msvcrt, int, _set_SSE2_enable, (int flag)) { return 1; }

EXPORT_DATA(msvcrt, double, _HUGE) = HUGE_VAL;

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

// Not __builtin_cpu_supports, which asks the processor about everything at every start.
UCRT_EXPORT(int, _get_FMA3_enable, ()) {
  unsigned a, b, c = 0, d;
  return __get_cpuid(1, &a, &b, &c, &d) && c & bit_FMA;
}
UCRT_EXPORT(int, _set_FMA3_enable, (int flag)) { return _get_FMA3_enable(); }

}  // namespace mimic::win::ucrtbase

// What the compilers' vectorised calls used to name; the same functions.
#define LIBM_SSE2(name) ALSO(ucrtbase, _o___libm_sse2_##name, "msvcrt." #name)
#define LIBM_PRECISE(name) ALSO(ucrtbase, _o__libm_sse2_##name##_precise, "msvcrt." #name)
LIBM_SSE2(acos);
LIBM_SSE2(acosf);
LIBM_SSE2(asin);
LIBM_SSE2(asinf);
LIBM_SSE2(atan);
LIBM_SSE2(atan2);
LIBM_SSE2(atanf);
LIBM_SSE2(cos);
LIBM_SSE2(cosf);
LIBM_SSE2(exp);
LIBM_SSE2(expf);
LIBM_SSE2(log);
LIBM_SSE2(log10);
LIBM_SSE2(log10f);
LIBM_SSE2(logf);
LIBM_SSE2(pow);
LIBM_SSE2(powf);
LIBM_SSE2(sin);
LIBM_SSE2(sinf);
LIBM_SSE2(tan);
LIBM_SSE2(tanf);
LIBM_PRECISE(acos);
LIBM_PRECISE(asin);
LIBM_PRECISE(atan);
LIBM_PRECISE(cos);
LIBM_PRECISE(exp);
LIBM_PRECISE(log10);
LIBM_PRECISE(log);
LIBM_PRECISE(pow);
LIBM_PRECISE(sin);
LIBM_PRECISE(sqrt);
LIBM_PRECISE(tan);
#undef LIBM_SSE2
#undef LIBM_PRECISE
