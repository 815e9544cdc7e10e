// Waits for any and for all of several objects, their limits and their atomicity.
#include "check.h"

static HANDLE objects[3];
static volatile LONG stop;

static DWORD WINAPI take_all(LPVOID result) {
  *(DWORD*)result = WaitForMultipleObjects(3, objects, TRUE, INFINITE);
  return 0;
}

// A thread that takes pairs of tokens at once, and one that takes them in the other order.
static HANDLE tokens[2];
static DWORD WINAPI pairs(LPVOID order) {
  HANDLE mine[2] = {tokens[order != NULL], tokens[order == NULL]};
  for (int i = 0; i < 3000; i++) {
    CHECK(WaitForMultipleObjects(2, mine, TRUE, 20000) == WAIT_OBJECT_0);
    CHECK(SetEvent(mine[0]) && SetEvent(mine[1]));
  }
  return 0;
}

int main(void) {
  objects[0] = CreateEventA(NULL, FALSE, FALSE, NULL);
  objects[1] = CreateSemaphoreA(NULL, 0, 5, NULL);
  objects[2] = CreateMutexA(NULL, FALSE, NULL);
  CHECK(WaitForMultipleObjects(3, objects, FALSE, 0) == WAIT_OBJECT_0 + 2);
  CHECK(WaitForMultipleObjects(3, objects, TRUE, 10) == WAIT_TIMEOUT);
  CHECK(SetEvent(objects[0]));
  CHECK(WaitForMultipleObjects(3, objects, TRUE, 10) == WAIT_TIMEOUT);
  CHECK(WaitForMultipleObjects(3, objects, FALSE, 10) == WAIT_OBJECT_0);
  CHECK(ReleaseMutex(objects[2]));
  CHECK(SetEvent(objects[0]) && ReleaseSemaphore(objects[1], 1, NULL));
  CHECK(WaitForMultipleObjects(3, objects, TRUE, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(objects[0], 0) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(objects[1], 0) == WAIT_TIMEOUT);
  CHECK(ReleaseMutex(objects[2]) && !ReleaseMutex(objects[2]));

  // The waiting thread takes all or nothing.
  DWORD result = 99;
  HANDLE thread = run_thread(take_all, &result);
  CHECK(SetEvent(objects[0]));
  CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(objects[0], 0) == WAIT_OBJECT_0);
  CHECK(ReleaseSemaphore(objects[1], 1, NULL));
  CHECK(WaitForSingleObject(thread, 20) == WAIT_TIMEOUT);
  CHECK(SetEvent(objects[0]));
  join_thread(thread);
  CHECK(result == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(objects[2], 0) == WAIT_ABANDONED);

  tokens[0] = CreateEventA(NULL, FALSE, TRUE, NULL);
  tokens[1] = CreateEventA(NULL, FALSE, TRUE, NULL);
  HANDLE takers[4];
  for (int i = 0; i < 4; i++) takers[i] = run_thread(pairs, i & 1 ? tokens : NULL);
  for (int i = 0; i < 4; i++) join_thread(takers[i]);

  HANDLE twice[2] = {objects[0], objects[0]};
  CHECK(WaitForMultipleObjects(2, twice, TRUE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(SetEvent(objects[0]));
  CHECK(WaitForMultipleObjects(2, twice, FALSE, 0) == WAIT_OBJECT_0);
  HANDLE many[65];
  for (int i = 0; i < 65; i++) many[i] = objects[0];
  CHECK(WaitForMultipleObjects(65, many, FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(WaitForMultipleObjects(0, many, FALSE, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(WaitForMultipleObjects(64, many, FALSE, 0) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject((HANDLE)0x7770, 0) == WAIT_FAILED);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);

  // SignalObjectAndWait.
  HANDLE a = CreateEventA(NULL, FALSE, FALSE, NULL), b = CreateEventA(NULL, FALSE, TRUE, NULL);
  CHECK(SignalObjectAndWait(a, b, 0, FALSE) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(a, 0) == WAIT_OBJECT_0);
  CHECK(SignalObjectAndWait(a, b, 10, FALSE) == WAIT_TIMEOUT);
  CHECK(SignalObjectAndWait(objects[1], b, 0, FALSE) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(objects[1], 0) == WAIT_OBJECT_0);
  return 0;
}
