// Handlers of control events: their order, what they return, where they run.
#include "check.h"

static char order[16];
static volatile LONG calls;
static DWORD thread;
static HANDLE done;

static BOOL WINAPI last(DWORD event) {
  thread = GetCurrentThreadId();
  order[calls++] = 'l';
  SetEvent(done);
  return TRUE;
}
static BOOL WINAPI first(DWORD event) {
  order[calls++] = event == CTRL_C_EVENT ? 'c' : 'b';
  return FALSE;
}
static BOOL WINAPI unused(DWORD event) {
  order[calls++] = 'u';
  return TRUE;
}

static void expect(DWORD event, const char* wanted) {
  calls = 0;
  memset(order, 0, sizeof order);
  CHECK(GenerateConsoleCtrlEvent(event, 0));
  CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0);
  CHECK(!strcmp(order, wanted));
  CHECK(thread != GetCurrentThreadId());
}

int main(void) {
  done = CreateEventA(NULL, FALSE, FALSE, NULL);
  CHECK(SetConsoleCtrlHandler(unused, TRUE));
  CHECK(SetConsoleCtrlHandler(last, TRUE));
  CHECK(SetConsoleCtrlHandler(first, TRUE));
  expect(CTRL_C_EVENT, "cl");
  expect(CTRL_BREAK_EVENT, "bl");
  // One may be there twice.
  CHECK(SetConsoleCtrlHandler(first, TRUE));
  expect(CTRL_C_EVENT, "ccl");
  CHECK(SetConsoleCtrlHandler(first, FALSE));
  expect(CTRL_C_EVENT, "cl");
  CHECK(SetConsoleCtrlHandler(first, FALSE));
  CHECK(!SetConsoleCtrlHandler(first, FALSE) && GetLastError() == ERROR_INVALID_PARAMETER);
  expect(CTRL_C_EVENT, "l");
  // Ignored, and no more.
  CHECK(SetConsoleCtrlHandler(NULL, TRUE));
  calls = 0;
  CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
  CHECK(WaitForSingleObject(done, 200) == WAIT_TIMEOUT && calls == 0);
  CHECK(SetConsoleCtrlHandler(NULL, FALSE));
  expect(CTRL_C_EVENT, "l");
  return 0;
}
