// What the programs and DLLs of this folder share: the program's log, which its DLLs write to.
#pragma once

#include <stdio.h>
#include <string.h>
#include <windows.h>

typedef void (*LogFunction)(const char* text);

// The program exports `log_line`; a DLL finds it there.
static inline void log_to_program(const char* text) {
  LogFunction log = (LogFunction)(void*)GetProcAddress(GetModuleHandleA(NULL), "log_line");
  if (log) log(text);
}

#define DEFINE_LOG                                  \
  __declspec(dllexport) void log_line(const char*); \
  void log_line(const char* text) {                 \
    printf("%s\n", text);                           \
    fflush(stdout);                                 \
  }
