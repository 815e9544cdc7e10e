// What the programs here share: checks that name what failed, and an exit status.
#pragma once

#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

static int failures;

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      printf("line %d: %s (last error %lu)\n", __LINE__, #condition, GetLastError()); \
      ++failures;                                                                     \
    }                                                                                 \
  } while (0)

static int finish(void) {
  printf("%s\n", failures ? "failed" : "ok");
  return failures != 0;
}
