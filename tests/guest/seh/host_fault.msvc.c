/* Bad pointers given to functions of the system: the exception arises in the caller, and what the
   function held is released. */
#define MSVC_GUEST_MAIN
#include "msvc.h"

IMPORT BOOL SetEnvironmentVariableA(const char* name, const char* value);
IMPORT DWORD GetEnvironmentVariableA(const char* name, char* buffer, DWORD size);

static int g_faults;

static __declspec(noinline) void set(const char* name, const char* value) {
  __try {
    SetEnvironmentVariableA(name, value);
  } __except (EXCEPTION_EXECUTE_HANDLER) {
    if (GetExceptionCode() == EXCEPTION_ACCESS_VIOLATION) ++g_faults;
  }
}

int main(void) {
  char text[64];
  int round;
  for (round = 0; round < 3; ++round) {
    set((const char*)16, "x");
    set("MIMIC_TEST", (const char*)24);
    set("MIMIC_TEST", "value");
    text[0] = 0;
    GetEnvironmentVariableA("MIMIC_TEST", text, sizeof text);
    printf("%s faults %d\n", text, g_faults);
  }
  return 0;
}
