// Parameter validation of the Universal CRT goes through the handler that the program installed.
// (MinGW's library keeps handlers away from msvcrt.)
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

static int calls;
static void handler(const wchar_t* expression, const wchar_t* function, const wchar_t* file,
                    unsigned line, uintptr_t reserved) {
  ++calls;
}

#define LOAD(result, name, parameters)                              \
  result(*name##_) parameters = (void*)GetProcAddress(ucrt, #name); \
  if (!name##_) return printf("no %s\n", #name), 1

int main(void) {
  HMODULE ucrt = LoadLibraryA("ucrtbase.dll");
  if (!ucrt) return 1;
  LOAD(void*, _set_invalid_parameter_handler, (void*));
  LOAD(int, strcpy_s, (char*, size_t, const char*));
  LOAD(int, strncpy_s, (char*, size_t, const char*, size_t));
  LOAD(int, strcat_s, (char*, size_t, const char*));
  LOAD(int, _itoa_s, (int, char*, size_t, int));
  LOAD(long, strtol, (const char*, char**, int));
  LOAD(int*, _errno, (void));
  char to[4] = "abc";
  _set_invalid_parameter_handler_(handler);
  int result = strcpy_s_(to, sizeof to, "too long");
  printf("%d [%s] %d\n", result, to, calls);
  result = strcpy_s_(NULL, 4, "x");
  printf("%d %d\n", result, calls);
  result = strncpy_s_(to, sizeof to, "too long", _TRUNCATE);
  printf("%d [%s] %d\n", result, to, calls);
  result = strcat_s_(to, sizeof to, "x");
  printf("%d [%s] %d\n", result, to, calls);
  result = _itoa_s_(12345, to, sizeof to, 10);
  printf("%d [%s] %d\n", result, to, calls);
  *_errno_() = 0;
  long value = strtol_("12", NULL, 1);
  printf("%ld %d %d\n", value, *_errno_(), calls);
  return 0;
}
