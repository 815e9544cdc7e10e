// <complex.h>: _Fcomplex, _Dcomplex and _Lcomplex (a _Dcomplex by another name).
#include <cmath>

#include "libs/windows/crt/export.h"

namespace mimic::win::crt {
namespace {

struct Dcomplex {
  double re, im;
};
struct Fcomplex {
  float re, im;
};

_Complex double host(Dcomplex z) {
  _Complex double value;
  __real__ value = z.re;
  __imag__ value = z.im;
  return value;
}
_Complex float host(Fcomplex z) {
  _Complex float value;
  __real__ value = z.re;
  __imag__ value = z.im;
  return value;
}
Dcomplex guest(_Complex double z) { return {__real__ z, __imag__ z}; }
Fcomplex guest(_Complex float z) { return {__real__ z, __imag__ z}; }

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::ucrtbase {

using crt::Dcomplex;
using crt::Fcomplex;
using crt::guest;
using crt::host;

#define MAP(name)                                                                        \
  ALSO(ucrtbase, name##l, "ucrtbase." #name);                                            \
  UCRT_EXPORT(Dcomplex, name, (Dcomplex z)) { return guest(__builtin_##name(host(z))); } \
  UCRT_EXPORT(Fcomplex, name##f, (Fcomplex z)) { return guest(__builtin_##name##f(host(z))); }
#define MEASURE(name)                                                           \
  ALSO(ucrtbase, name##l, "ucrtbase." #name);                                   \
  UCRT_EXPORT(double, name, (Dcomplex z)) { return __builtin_##name(host(z)); } \
  UCRT_EXPORT(float, name##f, (Fcomplex z)) { return __builtin_##name##f(host(z)); }
MAP(cacos)
MAP(cacosh)
MAP(casin)
MAP(casinh)
MAP(catan)
MAP(catanh)
MAP(ccos)
MAP(ccosh)
MAP(cexp)
MAP(clog)
MAP(clog10)
MAP(conj)
MAP(cproj)
MAP(csin)
MAP(csinh)
MAP(csqrt)
MAP(ctan)
MAP(ctanh)
MEASURE(cabs)
MEASURE(carg)
MEASURE(cimag)
MEASURE(creal)
#undef MAP
#undef MEASURE

ALSO(ucrtbase, cpowl, "ucrtbase.cpow");
UCRT_EXPORT(Dcomplex, cpow, (Dcomplex x, Dcomplex y)) {
  return guest(__builtin_cpow(host(x), host(y)));
}
UCRT_EXPORT(Fcomplex, cpowf, (Fcomplex x, Fcomplex y)) {
  return guest(__builtin_cpowf(host(x), host(y)));
}
ALSO(ucrtbase, norml, "ucrtbase.norm");
UCRT_EXPORT(double, norm, (Dcomplex z)) { return z.re * z.re + z.im * z.im; }
UCRT_EXPORT(float, normf, (Fcomplex z)) { return z.re * z.re + z.im * z.im; }

ALSO(ucrtbase, _LCbuild, "ucrtbase._Cbuild");
ALSO(ucrtbase, _LCmulcc, "ucrtbase._Cmulcc");
ALSO(ucrtbase, _LCmulcr, "ucrtbase._Cmulcr");
UCRT_EXPORT(Dcomplex, _Cbuild, (double re, double im)) { return {re, im}; }
UCRT_EXPORT(Fcomplex, _FCbuild, (float re, float im)) { return {re, im}; }
UCRT_EXPORT(Dcomplex, _Cmulcc, (Dcomplex x, Dcomplex y)) {
  return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
}
UCRT_EXPORT(Fcomplex, _FCmulcc, (Fcomplex x, Fcomplex y)) {
  return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
}
UCRT_EXPORT(Dcomplex, _Cmulcr, (Dcomplex x, double y)) { return {x.re * y, x.im * y}; }
UCRT_EXPORT(Fcomplex, _FCmulcr, (Fcomplex x, float y)) { return {x.re * y, x.im * y}; }

}  // namespace mimic::win::ucrtbase
