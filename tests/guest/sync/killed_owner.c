// A process that is killed abandons its mutexes, whether somebody waits for them or not, and gives
// up its names; what it waited for goes to the others.
#include "child.h"

static HANDLE open_event(const char* base, const char* what) {
  char name[128];
  snprintf(name, sizeof name, "%s-%s", base, what);
  HANDLE event = CreateEventA(NULL, FALSE, FALSE, name);
  CHECK(event);
  return event;
}

static HANDLE open_mutex(const char* base) {
  char name[128];
  snprintf(name, sizeof name, "%s-mutex", base);
  HANDLE mutex = CreateMutexA(NULL, FALSE, name);
  CHECK(mutex);
  return mutex;
}

static DWORD WINAPI kill(LPVOID process) {
  Sleep(50);
  return TerminateProcess(process, 7);
}

int main(int argc, char** argv) {
  if (has_role(argc, argv, "own")) {
    CHECK(WaitForSingleObject(open_mutex(argv[2]), INFINITE) == WAIT_OBJECT_0);
    char name[128];
    snprintf(name, sizeof name, "%s-alone", argv[2]);
    CHECK(CreateEventA(NULL, FALSE, FALSE, name));
    SetEvent(open_event(argv[2], "ready"));
    Sleep(INFINITE);
  }
  if (has_role(argc, argv, "wait")) {
    SetEvent(open_event(argv[2], "ready"));
    WaitForSingleObject(open_event(argv[2], "never"), INFINITE);
    return 1;
  }
  if (has_role(argc, argv, "exit")) {
    CHECK(WaitForSingleObject(open_mutex(argv[2]), INFINITE) == WAIT_OBJECT_0);
    return 0;
  }
  char base[64], name[128];
  snprintf(base, sizeof base, "mimic-test-%lu", GetCurrentProcessId());
  HANDLE ready = open_event(base, "ready"), mutex = open_mutex(base);
  // While somebody waits.
  HANDLE owner = start_child("own", base);
  CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT);
  HANDLE thread = run_thread(kill, owner);
  HANDLE both[2] = {ready, mutex};
  CHECK(WaitForMultipleObjects(2, both, FALSE, 20000) == WAIT_ABANDONED_0 + 1);
  CHECK(ReleaseMutex(mutex));
  join_thread(thread);
  CHECK(WaitForSingleObject(owner, 20000) == WAIT_OBJECT_0);
  snprintf(name, sizeof name, "%s-alone", base);
  CHECK(!OpenEventA(EVENT_ALL_ACCESS, FALSE, name) && GetLastError() == ERROR_FILE_NOT_FOUND);
  // While nobody does.
  owner = start_child("own", base);
  CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0);
  CHECK(TerminateProcess(owner, 7) && WaitForSingleObject(owner, 20000) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_ABANDONED);
  CHECK(ReleaseMutex(mutex));
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0 && ReleaseMutex(mutex));
  // One that ends by itself.
  join_child(start_child("exit", base));
  CHECK(WaitForSingleObject(mutex, 0) == WAIT_ABANDONED);
  CHECK(ReleaseMutex(mutex));
  // A waiter that is gone takes nothing.
  HANDLE never = open_event(base, "never");
  HANDLE waiter = start_child("wait", base);
  CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0);
  Sleep(100);
  CHECK(TerminateProcess(waiter, 7) && WaitForSingleObject(waiter, 20000) == WAIT_OBJECT_0);
  CHECK(SetEvent(never));
  CHECK(WaitForSingleObject(never, 0) == WAIT_OBJECT_0);
  return 0;
}
