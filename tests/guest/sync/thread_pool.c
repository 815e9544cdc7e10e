// The thread pool: work, timers, waits, cleanup groups, and the functions from before it.
#include "check.h"

static volatile LONG calls;
static HANDLE event;

static void CALLBACK on_work(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work) {
  CHECK(context == (PVOID)3);
  InterlockedIncrement(&calls);
}
static void CALLBACK on_simple(PTP_CALLBACK_INSTANCE instance, PVOID context) {
  InterlockedIncrement(&calls);
  SetEventWhenCallbackReturns(instance, event);
}
static void CALLBACK on_timer(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer) {
  InterlockedIncrement(&calls);
}
static volatile LONG wait_result = -1;
static void CALLBACK on_wait(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WAIT wait,
                             TP_WAIT_RESULT result) {
  wait_result = (LONG)result;
  InterlockedIncrement(&calls);
}
static void CALLBACK blocks(PTP_CALLBACK_INSTANCE instance, PVOID context) {
  InterlockedIncrement(&calls);
  CHECK(WaitForSingleObject(context, 20000) == WAIT_OBJECT_0);
}
static DWORD WINAPI on_item(LPVOID context) {
  SetEvent(context);
  return 0;
}
static volatile LONG waits, timed_out;
static void CALLBACK on_registered(PVOID context, BOOLEAN fired) {
  if (fired)
    InterlockedIncrement(&timed_out);
  else
    InterlockedIncrement(&waits);
}

int main(void) {
  event = CreateEventA(NULL, FALSE, FALSE, NULL);
  PTP_WORK work = CreateThreadpoolWork(on_work, (PVOID)3, NULL);
  CHECK(work);
  for (int i = 0; i < 5000; i++) SubmitThreadpoolWork(work);
  WaitForThreadpoolWorkCallbacks(work, FALSE);
  CHECK(calls == 5000);
  CloseThreadpoolWork(work);

  calls = 0;
  CHECK(TrySubmitThreadpoolCallback(on_simple, NULL, NULL));
  CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 && calls == 1);

  // More blocking calls than processors must not stop the rest.
  calls = 0;
  HANDLE gate = CreateEventA(NULL, TRUE, FALSE, NULL);
  for (int i = 0; i < 8; i++) CHECK(TrySubmitThreadpoolCallback(blocks, gate, NULL));
  for (int i = 0; i < 1000 && calls < 8; i++) Sleep(10);
  CHECK(calls == 8);
  CHECK(SetEvent(gate));

  calls = 0;
  PTP_TIMER timer = CreateThreadpoolTimer(on_timer, NULL, NULL);
  LARGE_INTEGER due = {.QuadPart = -5 * 10000};
  FILETIME time = {due.LowPart, (DWORD)due.HighPart};
  CHECK(!IsThreadpoolTimerSet(timer));
  SetThreadpoolTimer(timer, &time, 5, 0);
  CHECK(IsThreadpoolTimerSet(timer));
  for (int i = 0; i < 1000 && calls < 3; i++) Sleep(5);
  CHECK(calls >= 3);
  SetThreadpoolTimer(timer, NULL, 0, 0);
  WaitForThreadpoolTimerCallbacks(timer, TRUE);
  LONG after = calls;
  Sleep(30);
  CHECK(calls == after);
  CloseThreadpoolTimer(timer);

  calls = 0;
  PTP_WAIT wait = CreateThreadpoolWait(on_wait, NULL, NULL);
  SetThreadpoolWait(wait, event, NULL);
  Sleep(10);
  CHECK(calls == 0 && SetEvent(event));
  for (int i = 0; i < 1000 && calls < 1; i++) Sleep(5);
  CHECK(calls == 1 && wait_result == WAIT_OBJECT_0);
  SetThreadpoolWait(wait, event, &time);
  for (int i = 0; i < 1000 && calls < 2; i++) Sleep(5);
  CHECK(calls == 2 && wait_result == WAIT_TIMEOUT);
  WaitForThreadpoolWaitCallbacks(wait, FALSE);
  CloseThreadpoolWait(wait);

  // A private pool with a cleanup group.
  calls = 0;
  PTP_POOL pool = CreateThreadpool(NULL);
  SetThreadpoolThreadMaximum(pool, 2);
  CHECK(SetThreadpoolThreadMinimum(pool, 1));
  PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
  TP_CALLBACK_ENVIRON environment;
  InitializeThreadpoolEnvironment(&environment);
  SetThreadpoolCallbackPool(&environment, pool);
  SetThreadpoolCallbackCleanupGroup(&environment, group, NULL);
  work = CreateThreadpoolWork(on_work, (PVOID)3, &environment);
  for (int i = 0; i < 100; i++) SubmitThreadpoolWork(work);
  for (int i = 0; i < 50; i++) CHECK(TrySubmitThreadpoolCallback(on_simple, NULL, &environment));
  CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
  CHECK(calls == 150);
  CloseThreadpoolCleanupGroup(group);
  CloseThreadpool(pool);

  // The older functions.
  CHECK(ResetEvent(event));
  CHECK(QueueUserWorkItem(on_item, event, WT_EXECUTEDEFAULT));
  CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0);
  HANDLE registered;
  CHECK(RegisterWaitForSingleObject(&registered, event, on_registered, NULL, INFINITE, 0));
  for (int i = 1; i <= 3; i++) {
    CHECK(SetEvent(event));
    for (int n = 0; n < 1000 && waits < i; n++) Sleep(2);
    CHECK(waits == i);
  }
  CHECK(UnregisterWaitEx(registered, INVALID_HANDLE_VALUE));
  CHECK(SetEvent(event));
  Sleep(10);
  CHECK(waits == 3 && ResetEvent(event));
  CHECK(
      RegisterWaitForSingleObject(&registered, event, on_registered, NULL, 10, WT_EXECUTEONLYONCE));
  for (int i = 0; i < 1000 && timed_out < 1; i++) Sleep(5);
  Sleep(30);
  CHECK(timed_out == 1);
  UnregisterWaitEx(registered, INVALID_HANDLE_VALUE);

  timed_out = 0;
  HANDLE queue = CreateTimerQueue(), queue_timer;
  CHECK(CreateTimerQueueTimer(&queue_timer, queue, on_registered, NULL, 5, 5, 0));
  for (int i = 0; i < 1000 && timed_out < 3; i++) Sleep(5);
  CHECK(timed_out >= 3);
  CHECK(DeleteTimerQueueTimer(queue, queue_timer, INVALID_HANDLE_VALUE));
  after = timed_out;
  Sleep(20);
  CHECK(timed_out == after);
  CHECK(CreateTimerQueueTimer(&queue_timer, queue, on_registered, NULL, 100000, 0, 0));
  CHECK(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
  return 0;
}
