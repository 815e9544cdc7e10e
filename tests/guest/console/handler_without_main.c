// The first thread has ended when a control event comes.
#include "check.h"

static HANDLE done;

static BOOL WINAPI on_event(DWORD event) {
  SetEvent(done);
  return TRUE;
}

static DWORD WINAPI other(void* argument) {
  Sleep(50);
  CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0));
  CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0);
  ExitProcess(0);
}

int main(void) {
  done = CreateEventA(NULL, FALSE, FALSE, NULL);
  CHECK(SetConsoleCtrlHandler(on_event, TRUE));
  CloseHandle(CreateThread(NULL, 0, other, NULL, 0, NULL));
  ExitThread(1);
}
