// Numbers to text and back.
#include <errno.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  char text[40], *end;
  printf("%ld\n", strtol("99999999999", NULL, 10));
  printf("%d\n", errno);
  printf("%lu\n", strtoul("-1", NULL, 10));
  printf("%lld\n", _strtoi64("0x7fffffffffffffff", &end, 16));
  printf("%s %s\n", _itoa(-10, text, 2), _ltoa(-10, text + 35, 10));
  printf("%s\n", _ui64toa(18446744073709551615ull, text, 36));
  printf("%.17g\n", strtod("1.7976931348623157e308abc", &end));
  printf("%s\n", end);
  printf("%s\n", _gcvt(123456.789, 8, text));
  printf("%s\n", _gcvt(1e20, 5, text));
  int point, sign;
  printf("%s", _ecvt(-1234.5, 6, &point, &sign));
  printf(" %d %d\n", point, sign);
  printf("%s", _fcvt(0.05, 1, &point, &sign));
  printf(" %d %d\n", point, sign);
  printf("%d %d\n", atoi(" +7x"), _wtoi(L"-8"));
  return 0;
}
