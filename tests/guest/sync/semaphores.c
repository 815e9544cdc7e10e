// Semaphores: counts, limits, contention.
#include "check.h"

static HANDLE semaphore;
static volatile LONG inside, most, turns;

static DWORD WINAPI worker(LPVOID unused) {
  for (int i = 0; i < 2000; i++) {
    CHECK(WaitForSingleObject(semaphore, INFINITE) == WAIT_OBJECT_0);
    LONG now = InterlockedIncrement(&inside);
    if (now > most) most = now;
    InterlockedIncrement(&turns);
    InterlockedDecrement(&inside);
    CHECK(ReleaseSemaphore(semaphore, 1, NULL));
  }
  return 0;
}

int main(void) {
  LONG previous = -1;
  CHECK(!CreateSemaphoreA(NULL, 2, 1, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(!CreateSemaphoreA(NULL, 0, 0, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
  semaphore = CreateSemaphoreA(NULL, 1, 3, NULL);
  CHECK(semaphore);
  CHECK(ReleaseSemaphore(semaphore, 2, &previous) && previous == 1);
  CHECK(!ReleaseSemaphore(semaphore, 1, &previous) && GetLastError() == ERROR_TOO_MANY_POSTS);
  CHECK(previous == 1);
  CHECK(!ReleaseSemaphore(semaphore, 0, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
  for (int i = 0; i < 3; i++) CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
  CHECK(ReleaseSemaphore(semaphore, 3, NULL));
  HANDLE threads[8];
  for (int i = 0; i < 8; i++) threads[i] = run_thread(worker, NULL);
  for (int i = 0; i < 8; i++) join_thread(threads[i]);
  CHECK(turns == 16000 && most <= 3);
  return 0;
}
