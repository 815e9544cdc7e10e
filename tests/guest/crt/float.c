// Classes of numbers, errors of functions, rounding.
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>

int main(void) {
  volatile double zero = 0, one = 1, huge = 1e308, tiny = 4.9e-324;
  printf("%x %x %x %x %x\n", _fpclass(-one / zero), _fpclass(zero / zero), _fpclass(-zero),
         _fpclass(tiny), _fpclass(-one));
  printf("%d %d %d\n", _finite(huge * 10), _isnan(zero / zero), _finite(one));
  errno = 0;
  double result = sqrt(-one);
  printf("%d %d\n", errno, _isnan(result) != 0);
  errno = 0;
  result = exp(huge);
  printf("%d %d\n", errno, _finite(result));
  errno = 0;
  result = log(zero);
  printf("%d %d\n", errno, result < 0);
  printf("%x\n", _controlfp(0, 0));
  _controlfp(_RC_UP, _MCW_RC);
  volatile double up = one / 3;  // computed before the rounding changes again
  _controlfp(_RC_DOWN, _MCW_RC);
  volatile double down = one / 3;
  _controlfp(_RC_NEAR, _MCW_RC);
  printf("%d %x\n", up > down, _controlfp(0, 0));
  _clearfp();
  volatile double zero2 = 0, quotient = one / zero2;
  printf("%x\n", _statusfp() & 8);
  printf("%g %g %g\n", _hypot(3, 4), _copysign(2, -1), _chgsign(quotient));
  return 0;
}
