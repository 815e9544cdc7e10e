// Objects without name that a child inherits are the parent's, whatever threads already wait for.
#include "child.h"

static HANDLE ready, go, mutex, semaphore, timer;

static DWORD WINAPI wait_for_go(LPVOID unused) {
  HANDLE both[2] = {CreateEventA(NULL, FALSE, FALSE, NULL), go};
  return WaitForMultipleObjects(2, both, FALSE, 20000);
}

static int child(void) {
  CHECK(WaitForSingleObject(mutex, 10) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
  CHECK(SetEvent(go));
  CHECK(WaitForSingleObject(timer, 20000) == WAIT_OBJECT_0);
  // The parent waits for all: an event of its own and both of these.
  CHECK(SetEvent(ready));
  CHECK(ReleaseSemaphore(semaphore, 1, NULL));
  CHECK(WaitForSingleObject(mutex, 20000) == WAIT_OBJECT_0);
  CHECK(SignalObjectAndWait(mutex, ready, 20000, FALSE) == WAIT_OBJECT_0);
  return 0;
}

int main(int argc, char** argv) {
  if (argc > 1) {
    unsigned long long values[5];
    CHECK(sscanf(argv[2], "%llu,%llu,%llu,%llu,%llu", &values[0], &values[1], &values[2],
                 &values[3], &values[4]) == 5);
    ready = (HANDLE)values[0], go = (HANDLE)values[1], mutex = (HANDLE)values[2];
    semaphore = (HANDLE)values[3], timer = (HANDLE)values[4];
    return child();
  }
  SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
  ready = CreateEventA(&inherit, FALSE, FALSE, NULL);
  go = CreateEventA(NULL, TRUE, FALSE, NULL);
  CHECK(SetHandleInformation(go, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
  mutex = CreateMutexA(&inherit, TRUE, NULL);
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
  semaphore = CreateSemaphoreA(&inherit, 1, 5, NULL);
  timer = CreateWaitableTimerA(&inherit, TRUE, NULL);
  LARGE_INTEGER due = {.QuadPart = -300000};
  CHECK(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
  HANDLE thread = run_thread(wait_for_go, NULL);
  Sleep(20);

  char text[128];
  snprintf(text, sizeof text, "%llu,%llu,%llu,%llu,%llu", (unsigned long long)ready,
           (unsigned long long)go, (unsigned long long)mutex, (unsigned long long)semaphore,
           (unsigned long long)timer);
  HANDLE process = start_child("child", text);
  CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0);
  DWORD code = 0;
  CHECK(GetExitCodeThread(thread, &code) && code == WAIT_OBJECT_0 + 1);
  CHECK(WaitForSingleObject(timer, 20000) == WAIT_OBJECT_0);

  HANDLE own = CreateEventA(NULL, FALSE, TRUE, NULL);
  HANDLE all[3] = {ready, own, semaphore};
  CHECK(WaitForMultipleObjects(3, all, TRUE, 20000) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(own, 0) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
  CHECK(ReleaseMutex(mutex) && ReleaseMutex(mutex));
  CHECK(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER);
  Sleep(50);
  CHECK(WaitForSingleObject(mutex, 20000) == WAIT_OBJECT_0);
  CHECK(SetEvent(ready));
  join_child(process);
  return 0;
}
