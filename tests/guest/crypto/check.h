// A check that ends the program with the line.
#pragma once
#define _WIN32_WINNT 0x0A00
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      printf("%s:%d: %s (last error %lu)\n", __FILE__, __LINE__, #condition, GetLastError()); \
      fflush(stdout);                                                                         \
      ExitProcess(1);                                                                         \
    }                                                                                         \
  } while (0)
