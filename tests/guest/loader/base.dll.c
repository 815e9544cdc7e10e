// A DLL that others of this folder depend on. Tells its notifications.
#include "log.h"

__declspec(dllexport) int base_value(void);
int base_value(void) { return 11; }
__declspec(dllexport) int base_data = 5;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  static const char* const kNames[] = {"detach", "attach", "thread attach", "thread detach"};
  char text[64];
  snprintf(text, sizeof text, "base: %s%s", kNames[reason], reserved ? " (static)" : "");
  log_to_program(text);
  return TRUE;
}
