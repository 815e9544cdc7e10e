// A delayed import: the DLL is loaded by the first call.
#include "log.h"

DEFINE_LOG

__declspec(dllimport) int base_value(void);

int main(void) {
  printf("before: %d\n", GetModuleHandleA("base.dll") != NULL);
  fflush(stdout);
  printf("value %d\n", base_value());
  printf("after: %d\n", GetModuleHandleA("base.dll") != NULL);
  fflush(stdout);
  return 0;
}
