// Times and their fields.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/timeb.h>
#include <time.h>

int main(void) {
  __time64_t moment = 1609689845;
  struct tm fields = *_gmtime64(&moment);
  char text[100];
  printf("%s", asctime(&fields));
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %j %U %W %w %a %B %p %I %y %%", &fields);
  puts(text);
  strftime(text, sizeof text, "%#d.%#m. %c|%x|%X|%#x", &fields);
  puts(text);
  printf("%d\n", (int)strftime(text, 4, "%Y", &fields));
  moment = -100000;
  errno = 0;
  const struct tm* none = _gmtime64(&moment);
  printf("%d %d\n", none == NULL, errno);
  struct tm odd = {.tm_year = 100, .tm_mon = 13, .tm_mday = 31, .tm_hour = 25};
  printf("%lld\n", (long long)_mkgmtime64(&odd));
  printf("%d-%d-%d %d\n", odd.tm_year, odd.tm_mon, odd.tm_mday, odd.tm_hour);
  // Local fields lead back to the same time, whatever the zone.
  moment = 1700000000;
  struct tm local = *_localtime64(&moment);
  printf("%d\n", _mktime64(&local) == moment);
  printf("%d %d\n", (int)strlen(_strdate(text)), (int)strlen(_strtime(text)));
  struct __timeb64 now;
  _ftime64(&now);
  printf("%d\n", now.time - _time64(NULL) < 2 && now.millitm < 1000);
  return 0;
}
