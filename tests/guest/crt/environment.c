// getenv, _putenv and the environment of the process: what changes where.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define CHECK(condition)                        \
  do {                                          \
    if (!(condition)) {                         \
      printf("%d: %s\n", __LINE__, #condition); \
      return 1;                                 \
    }                                           \
  } while (0)

int main(void) {
  char value[32];
  CHECK(getenv("MIMIC_TEST") == NULL);
  CHECK(_putenv("MIMIC_TEST=one") == 0);
  CHECK(strcmp(getenv("mimic_test"), "one") == 0);  // without regard to case
  CHECK(GetEnvironmentVariableA("MIMIC_TEST", value, sizeof value) == 3);
  CHECK(wcscmp(_wgetenv(L"MIMIC_TEST"), L"one") == 0);
  CHECK(_wputenv(L"MIMIC_TEST=two") == 0);
  CHECK(strcmp(getenv("MIMIC_TEST"), "two") == 0);  // the narrow one follows
  // What the process sets by itself the runtime does not see.
  CHECK(SetEnvironmentVariableA("MIMIC_TEST", "three"));
  CHECK(strcmp(getenv("MIMIC_TEST"), "two") == 0);
  CHECK(_putenv("MIMIC_TEST=") == 0);
  CHECK(getenv("MIMIC_TEST") == NULL);
  CHECK(GetEnvironmentVariableA("MIMIC_TEST", value, sizeof value) == 0);
  errno = 0;
  CHECK(_putenv("no equals sign") == -1 && errno == EINVAL);
  CHECK(_putenv("=no name") == -1);
  return 0;
}
