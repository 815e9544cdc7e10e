#include "libs/windows/crt/math_error.h"

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {

struct MathException {  // struct _exception
  int type;
  const char* name;
  double arg1, arg2, retval;
};
using MathHandler = MS_ABI int (*)(MathException*);

namespace {

MathHandler math_handler = nullptr;
constexpr int kDomain = 1, kSingularity = 2, kOverflow = 3;

}  // namespace

double math_error(const char* name, double a, double b, double result) {
  // Only what comes from proper arguments is an error.
  if (std::isnan(a) || std::isnan(b)) return result;
  if (!std::isnan(result) && (std::isinf(a) || std::isinf(b))) return result;
  const bool pole = *name == 'l' || b < 0;  // logarithms, and powers of zero
  const int type = std::isnan(result) ? kDomain : pole && a <= 0 ? kSingularity : kOverflow;
  MathException exception{type, name, a, b, result};
  if (math_handler && math_handler(&exception)) return exception.retval;
  crt_errno = type == kDomain ? kEDOM : kERANGE;
  return exception.retval;
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT(void, __setusermatherr, (crt::MathHandler handler)) { crt::math_handler = handler; }

}  // namespace mimic::win::msvcrt
