// What the guests on a terminal share. What a CHECK says is on the screen.
#pragma once
#define _WIN32_WINNT 0x0A00
#include <stdio.h>
#include <windows.h>

#define CHECK(condition)                                                           \
  do {                                                                             \
    if (!(condition)) {                                                            \
      printf("FAILED %d: %s (error %lu)\n", __LINE__, #condition, GetLastError()); \
      fflush(stdout);                                                              \
      ExitProcess(99);                                                             \
    }                                                                              \
  } while (0)

#define INPUT GetStdHandle(STD_INPUT_HANDLE)
#define OUTPUT GetStdHandle(STD_OUTPUT_HANDLE)

static inline void say(const char* text) {
  DWORD written;
  CHECK(WriteConsoleA(OUTPUT, text, (DWORD)strlen(text), &written, NULL));
  CHECK(written == strlen(text));
}
