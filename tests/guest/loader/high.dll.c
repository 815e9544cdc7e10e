// Depends on base.dll, forwards to it and to kernel32, exports by ordinal and has a TLS callback.
#include "log.h"

int base_value(void);

__declspec(dllexport) int high_value(void);
int high_value(void) { return base_value() * 2; }

int hidden_by_ordinal(int x) { return x + 1000; }

static void NTAPI on_tls(PVOID module, DWORD reason, PVOID reserved) {
  if (reason == DLL_PROCESS_ATTACH) log_to_program("high: TLS callback");
}
__attribute__((section(".CRT$XLD"), used)) static PIMAGE_TLS_CALLBACK tls_callback = on_tls;

static __thread int t_counter = 40;
__declspec(dllexport) int count_in_thread(void);
int count_in_thread(void) { return ++t_counter; }

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
  if (reason == DLL_PROCESS_ATTACH) {
    // Refused, because the DLL has static TLS (MinGW gives one to every DLL).
    if (DisableThreadLibraryCalls(instance)) log_to_program("high: not refused");
    log_to_program("high: attach");
  }
  if (reason == DLL_PROCESS_DETACH) log_to_program("high: detach");
  if (reason > DLL_PROCESS_ATTACH) log_to_program("high: thread notification");
  return TRUE;
}
