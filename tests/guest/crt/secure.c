// Parameter validation goes through the handler that the program installed.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int calls;
static void handler(const wchar_t* expression, const wchar_t* function, const wchar_t* file,
                    unsigned line, uintptr_t reserved) {
  ++calls;
}

int main(void) {
  char to[4] = "abc";
  _set_invalid_parameter_handler(handler);
  int result = strcpy_s(to, sizeof to, "too long");
  printf("%d [%s] %d\n", result, to, calls);
  result = strcpy_s(NULL, 4, "x");
  printf("%d %d\n", result, calls);
  result = strncpy_s(to, sizeof to, "too long", _TRUNCATE);
  printf("%d [%s] %d\n", result, to, calls);
  result = strcat_s(to, sizeof to, "x");
  printf("%d [%s] %d\n", result, to, calls);
  result = _itoa_s(12345, to, sizeof to, 10);
  printf("%d [%s] %d\n", result, to, calls);
  errno = 0;
  long value = strtol("12", NULL, 1);
  printf("%ld %d %d\n", value, errno, calls);
  return 0;
}
