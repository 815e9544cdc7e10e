// Auto-reset and manual-reset events, pulses, names.
#include "check.h"

static HANDLE go, done;
static volatile LONG passed;

static DWORD WINAPI waiter(LPVOID unused) {
  CHECK(WaitForSingleObject(go, INFINITE) == WAIT_OBJECT_0);
  InterlockedIncrement(&passed);
  SetEvent(done);
  return 0;
}

int main(void) {
  HANDLE event = CreateEventW(NULL, FALSE, TRUE, NULL);
  CHECK(event);
  CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  CHECK(SetEvent(event) && SetEvent(event));
  CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(event, 20) == WAIT_TIMEOUT);
  CHECK(SetEvent(event) && ResetEvent(event));
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  CHECK(CloseHandle(event));
  CHECK(!SetEvent(event) && GetLastError() == ERROR_INVALID_HANDLE);

  // An auto-reset event lets one thread through for each signal, a manual-reset one all.
  go = CreateEventA(NULL, FALSE, FALSE, NULL);
  done = CreateEventA(NULL, FALSE, FALSE, NULL);
  HANDLE threads[8];
  for (int i = 0; i < 8; i++) threads[i] = run_thread(waiter, NULL);
  for (int i = 0; i < 8; i++) {
    CHECK(passed == i);
    CHECK(SetEvent(go));
    CHECK(WaitForSingleObject(done, 10000) == WAIT_OBJECT_0);
  }
  for (int i = 0; i < 8; i++) join_thread(threads[i]);
  CHECK(passed == 8);

  HANDLE manual = CreateEventA(NULL, TRUE, FALSE, NULL);
  go = manual;
  for (int i = 0; i < 8; i++) threads[i] = run_thread(waiter, NULL);
  Sleep(20);
  CHECK(SetEvent(manual));
  for (int i = 0; i < 8; i++) join_thread(threads[i]);
  CHECK(passed == 16);
  CHECK(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0);
  CHECK(PulseEvent(manual));
  CHECK(WaitForSingleObject(manual, 0) == WAIT_TIMEOUT);

  SetLastError(5);
  HANDLE named = CreateEventA(NULL, TRUE, FALSE, "mimic-test-event");
  CHECK(named && GetLastError() == 0);
  HANDLE again = CreateEventA(NULL, FALSE, TRUE, "Local\\mimic-test-event");
  CHECK(again && again != named && GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(WaitForSingleObject(again, 0) == WAIT_TIMEOUT);
  HANDLE opened = OpenEventW(EVENT_ALL_ACCESS, FALSE, L"mimic-test-event");
  CHECK(opened && SetEvent(opened));
  CHECK(WaitForSingleObject(named, 0) == WAIT_OBJECT_0);
  CHECK(!CreateMutexA(NULL, FALSE, "mimic-test-event") && GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(CloseHandle(named) && CloseHandle(again) && CloseHandle(opened));
  CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, "mimic-test-event"));
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(!CreateEventA(NULL, FALSE, FALSE, "a\\b") && GetLastError() == ERROR_PATH_NOT_FOUND);
  return 0;
}
