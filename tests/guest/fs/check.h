// What the guest programs of this folder share: a check that ends the program with the line, and
// small files.
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

// The call fails, with this last error.
#define FAILS(call, error)                       \
  do {                                           \
    SetLastError(0xdead);                        \
    CHECK(!(call) && GetLastError() == (error)); \
  } while (0)

static inline void make_file(const WCHAR* name, const char* text) {
  HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  CHECK(file != INVALID_HANDLE_VALUE);
  DWORD written;
  CHECK(WriteFile(file, text, strlen(text), &written, NULL) && written == strlen(text));
  CHECK(CloseHandle(file));
}

static inline BOOL has_text(const WCHAR* name, const char* text) {
  char buffer[256];
  DWORD read = 0;
  HANDLE file =
      CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                  OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return FALSE;
  CHECK(ReadFile(file, buffer, sizeof buffer, &read, NULL));
  CloseHandle(file);
  return read == strlen(text) && !memcmp(buffer, text, read);
}

static inline BOOL exists(const WCHAR* name) {
  WIN32_FIND_DATAW data;
  HANDLE find = FindFirstFileW(name, &data);
  return find != INVALID_HANDLE_VALUE && FindClose(find);
}
