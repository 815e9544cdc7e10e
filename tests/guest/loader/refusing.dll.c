// A DLL that refuses to be loaded.
#include "log.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  log_to_program(reason == DLL_PROCESS_ATTACH ? "refusing: attach" : "refusing: detach");
  return reason != DLL_PROCESS_ATTACH;
}
