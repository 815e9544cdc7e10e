// What the guest programs of this folder share: a check that ends the program with the line.
#pragma once
#define _WIN32_WINNT 0x0A00
#include <stdio.h>
#include <windows.h>

#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      printf("%s:%d: %s (last error %lu)\n", __FILE__, __LINE__, #condition, GetLastError()); \
      fflush(stdout);                                                                         \
      ExitProcess(1);                                                                         \
    }                                                                                         \
  } while (0)

static inline HANDLE run_thread(DWORD(WINAPI* function)(LPVOID), void* argument) {
  HANDLE thread = CreateThread(NULL, 0, function, argument, 0, NULL);
  CHECK(thread);
  return thread;
}
static inline void join_thread(HANDLE thread) {
  CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0);
  CHECK(CloseHandle(thread));
}

// Kernelbase exports it, and not every import library knows.
static inline BOOL same_object(HANDLE first, HANDLE second) {
  BOOL(WINAPI * compare)(HANDLE, HANDLE) =
      (void*)GetProcAddress(GetModuleHandleA("kernelbase.dll"), "CompareObjectHandles");
  CHECK(compare);
  return compare(first, second);
}
