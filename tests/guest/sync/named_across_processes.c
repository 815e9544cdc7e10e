// A named object is the same in all processes: creating finds it, opening as well, its type and its
// exact name matter, and the name ends with the last handle.
#include "child.h"

static char base[64];

static const char* named(const char* prefix, const char* what) {
  static char name[128];
  snprintf(name, sizeof name, "%s%s-%s", prefix, base, what);
  return name;
}

static int child(void) {
  HANDLE event = OpenEventA(EVENT_ALL_ACCESS, FALSE, named("", "event"));
  CHECK(event);
  CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  HANDLE again = CreateEventA(NULL, TRUE, TRUE, named("Local\\", "event"));
  CHECK(again && GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(WaitForSingleObject(again, 0) == WAIT_TIMEOUT);  // what it is, it stays
  CHECK(SetEvent(again) && WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, named("Global\\", "event")) &&
        GetLastError() == ERROR_FILE_NOT_FOUND);
  CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, named("", "EVENT")) &&
        GetLastError() == ERROR_FILE_NOT_FOUND);

  // Other types do not fit the name.
  CHECK(!OpenMutexA(MUTEX_ALL_ACCESS, FALSE, named("", "event")) &&
        GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(!CreateSemaphoreA(NULL, 1, 1, named("", "event")) &&
        GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(!CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096,
                            named("", "event")) &&
        GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(!CreateEventA(NULL, TRUE, TRUE, named("", "section")) &&
        GetLastError() == ERROR_INVALID_HANDLE);

  HANDLE semaphore = CreateSemaphoreA(NULL, 9, 9, named("Global\\", "semaphore"));
  CHECK(semaphore && GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
  LONG previous = -1;
  CHECK(!ReleaseSemaphore(semaphore, 4, NULL) && GetLastError() == ERROR_TOO_MANY_POSTS);
  CHECK(ReleaseSemaphore(semaphore, 1, &previous) && previous == 0);

  HANDLE mutex = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, named("", "mutex"));
  CHECK(mutex);
  CHECK(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER);
  CHECK(WaitForSingleObject(mutex, 10) == WAIT_TIMEOUT);

  HANDLE timer = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, named("", "timer"));
  CHECK(timer);
  CHECK(WaitForSingleObject(timer, 20000) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT);
  return 0;
}

int main(int argc, char** argv) {
  if (has_role(argc, argv, "child")) {
    snprintf(base, sizeof base, "%s", argv[2]);
    return child();
  }
  if (has_role(argc, argv, "gone")) {
    snprintf(base, sizeof base, "%s", argv[2]);
    CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, named("", "event")) &&
          GetLastError() == ERROR_FILE_NOT_FOUND);
    CHECK(CreateMutexA(NULL, FALSE, named("", "event")) && GetLastError() == 0);
    return 0;
  }
  snprintf(base, sizeof base, "mimic-test-%lu", GetCurrentProcessId());
  HANDLE event = CreateEventA(NULL, FALSE, TRUE, named("", "event"));
  CHECK(event && GetLastError() == 0);
  HANDLE semaphore = CreateSemaphoreA(NULL, 2, 3, named("Global\\", "semaphore"));
  HANDLE mutex = CreateMutexA(NULL, TRUE, named("", "mutex"));
  HANDLE section =
      CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, named("", "section"));
  HANDLE timer = CreateWaitableTimerA(NULL, FALSE, named("", "timer"));
  CHECK(semaphore && mutex && section && timer);
  LARGE_INTEGER due = {.QuadPart = -500000};
  CHECK(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
  join_child(start_child("child", base));
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
  CHECK(ReleaseMutex(mutex) && !ReleaseMutex(mutex));
  CHECK(CloseHandle(event));
  join_child(start_child("gone", base));
  return 0;
}
