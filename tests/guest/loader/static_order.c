// DLLs that the program imports are initialised before it, dependencies first; threads are
// announced to those that want to know; at the end of the process detach runs in reverse order.
#include "log.h"

DEFINE_LOG

__declspec(dllimport) int high_value(void);
__declspec(dllimport) extern int base_data;

static DWORD WINAPI thread_main(LPVOID argument) {
  log_line("thread");
  return 0;
}

int main(void) {
  char text[64];
  snprintf(text, sizeof text, "main: %d, data %d", high_value(), base_data);
  log_line(text);
  HANDLE thread = CreateThread(NULL, 0, thread_main, NULL, 0, NULL);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  log_line("end of main");
  return 0;
}
