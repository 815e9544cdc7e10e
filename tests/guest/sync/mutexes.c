// Mutexes are recursive, belong to a thread, and are abandoned when it ends.
#include "check.h"

static HANDLE mutex;
static LONG counter;

static DWORD WINAPI abandon(LPVOID unused) {
  CHECK(WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0);
  return 0;
}

static DWORD WINAPI not_owner(LPVOID unused) {
  CHECK(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER);
  CHECK(WaitForSingleObject(mutex, 10) == WAIT_TIMEOUT);
  return 0;
}

static DWORD WINAPI count(LPVOID unused) {
  for (int i = 0; i < 5000; i++) {
    CHECK(WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0);
    counter++;
    CHECK(ReleaseMutex(mutex));
  }
  return 0;
}

int main(void) {
  mutex = CreateMutexA(NULL, TRUE, NULL);
  CHECK(mutex);
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
  join_thread(run_thread(not_owner, NULL));
  CHECK(ReleaseMutex(mutex) && ReleaseMutex(mutex));
  CHECK(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER);

  join_thread(run_thread(abandon, NULL));
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_ABANDONED);
  CHECK(ReleaseMutex(mutex));
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
  CHECK(ReleaseMutex(mutex));

  // Abandoned while others wait.
  HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
  join_thread(run_thread(abandon, NULL));
  HANDLE both[2] = {event, mutex};
  CHECK(WaitForMultipleObjects(2, both, FALSE, 0) == WAIT_ABANDONED_0 + 1);
  CHECK(ReleaseMutex(mutex));

  HANDLE threads[4];
  for (int i = 0; i < 4; i++) threads[i] = run_thread(count, NULL);
  for (int i = 0; i < 4; i++) join_thread(threads[i]);
  CHECK(counter == 20000);
  return 0;
}
