// PulseEvent releases those of other processes that wait, and calls that pools make for a shared
// event come as for any other.
#include "child.h"

static volatile LONG called;
static void CALLBACK call(PVOID context, BOOLEAN timed_out) {
  InterlockedIncrement(&called);
  SetEvent(context);
}

static HANDLE open_event(const char* base, const char* what, BOOL manual) {
  char name[128];
  snprintf(name, sizeof name, "%s-%s", base, what);
  HANDLE event = CreateEventA(NULL, manual, FALSE, name);
  CHECK(event);
  return event;
}

int main(int argc, char** argv) {
  char base[64], name[128];
  snprintf(base, sizeof base, "mimic-test-%lu", GetCurrentProcessId());
  const BOOL is_child = has_role(argc, argv, "child");
  if (is_child) snprintf(base, sizeof base, "%s", argv[2]);
  snprintf(name, sizeof name, "%s-ready", base);
  HANDLE ready = CreateSemaphoreA(NULL, 0, 9, name), pulsed = open_event(base, "pulsed", TRUE);
  HANDLE pooled = open_event(base, "pooled", FALSE), done = open_event(base, "done", FALSE);
  if (is_child) {
    HANDLE either[2] = {CreateEventA(NULL, FALSE, FALSE, NULL), pulsed};
    ReleaseSemaphore(ready, 1, NULL);
    CHECK(WaitForMultipleObjects(2, either, FALSE, 20000) == WAIT_OBJECT_0 + 1);
    HANDLE wait;
    CHECK(RegisterWaitForSingleObject(&wait, pooled, call, done, INFINITE, WT_EXECUTEDEFAULT));
    ReleaseSemaphore(ready, 1, NULL);
    HANDLE end = open_event(base, "end", TRUE);
    CHECK(WaitForSingleObject(end, 20000) == WAIT_OBJECT_0);
    CHECK(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    CHECK(called > 0);
    return 0;
  }
  HANDLE end = open_event(base, "end", TRUE), children[2];
  for (int i = 0; i < 2; i++) {
    children[i] = start_child("child", base);
    CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0);
  }
  Sleep(200);
  CHECK(PulseEvent(pulsed));
  CHECK(WaitForSingleObject(pulsed, 0) == WAIT_TIMEOUT);
  for (int i = 0; i < 2; i++) CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0);
  // First come, first served: each gets one of the first two.
  for (int i = 0; i < 4; i++) {
    CHECK(SetEvent(pooled));
    CHECK(WaitForSingleObject(done, 20000) == WAIT_OBJECT_0);
  }
  CHECK(SetEvent(end));
  for (int i = 0; i < 2; i++) join_child(children[i]);
  return 0;
}
