// What the mathematical functions do with arguments outside their domain: errno, and the program's
// own handler (__setusermatherr).
#pragma once

#include <cmath>

namespace mimic::win::crt {

// The result to give for `name`(a, b), which the host computed as the infinity or NaN `result`.
double math_error(const char* name, double a, double b, double result);

template <class T>
[[gnu::always_inline]] inline T check_math(const char* name, T a, T b, T result) {
  if (std::isfinite(result)) [[likely]]
    return result;
  return static_cast<T>(math_error(name, a, b, result));
}

}  // namespace mimic::win::crt
