// A program starts itself with arguments, waits for it, and inherits nothing but what it was given.
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                        \
  do {                                          \
    if (!(condition)) {                         \
      printf("%d: %s\n", __LINE__, #condition); \
      return 1;                                 \
    }                                           \
  } while (0)

static int child(int argc, char** argv) {
  const char* const expected[] = {"child", "two words", "quote\"d", "", "back\\slash\\"};
  if (argc != 6) return 1;
  for (int i = 0; i < 5; ++i) CHECK(strcmp(argv[i + 1], expected[i]) == 0);
  CHECK(strcmp(getenv("MIMIC_TEST"), "from the parent") == 0);
  return 42;
}

int main(int argc, char** argv) {
  if (argc > 1) return child(argc, argv);
  CHECK(_putenv("MIMIC_TEST=from the parent") == 0);
  CHECK(_spawnl(_P_WAIT, _pgmptr, "spawn", "child", "\"two words\"", "quote\\\"d", "\"\"",
                "back\\slash\\", NULL) == 42);
  int status = 0;
  const intptr_t process = _spawnl(_P_NOWAIT, _pgmptr, "spawn", "child", "wrong", NULL);
  CHECK(process != -1);
  CHECK(_cwait(&status, process, 0) == process && status == 1);
  CHECK(_spawnl(_P_WAIT, "no such program", "x", NULL) == -1);
  return 0;
}
