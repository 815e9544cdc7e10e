// timeSetEvent and timeKillEvent: calls once and repeatedly, events, limits.
#include "check.h"

static LONG calls;
static DWORD_PTR last_user;
static UINT last_id;
static HANDLE called;

static void CALLBACK on_time(UINT id, UINT message, DWORD_PTR user, DWORD_PTR a, DWORD_PTR b) {
  last_id = id;
  last_user = user;
  InterlockedIncrement(&calls);
  SetEvent(called);
}

static void CALLBACK kill_itself(UINT id, UINT message, DWORD_PTR user, DWORD_PTR a, DWORD_PTR b) {
  InterlockedIncrement(&calls);
  timeKillEvent(id);
  SetEvent(called);
}

int main(void) {
  called = CreateEventA(NULL, FALSE, FALSE, NULL);
  CHECK(timeBeginPeriod(1) == TIMERR_NOERROR);

  UINT id = timeSetEvent(5, 0, on_time, 77, TIME_ONESHOT | TIME_CALLBACK_FUNCTION);
  CHECK(id != 0);
  CHECK(WaitForSingleObject(called, 5000) == WAIT_OBJECT_0);
  CHECK(last_user == 77 && last_id == id);
  Sleep(30);
  CHECK(calls == 1);
  CHECK(timeKillEvent(id) == MMSYSERR_INVALPARAM);  // over

  calls = 0;
  id = timeSetEvent(5, 0, on_time, 78, TIME_PERIODIC | TIME_KILL_SYNCHRONOUS);
  for (int i = 0; i < 3; i++) CHECK(WaitForSingleObject(called, 5000) == WAIT_OBJECT_0);
  CHECK(timeKillEvent(id) == TIMERR_NOERROR);
  LONG seen = calls;
  CHECK(seen >= 3);
  Sleep(30);
  CHECK(calls == seen);
  CHECK(timeKillEvent(id) == MMSYSERR_INVALPARAM);

  ResetEvent(called);
  calls = 0;
  id = timeSetEvent(1, 0, kill_itself, 0, TIME_PERIODIC);
  CHECK(WaitForSingleObject(called, 5000) == WAIT_OBJECT_0);
  Sleep(30);
  CHECK(calls == 1);

  HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
  id = timeSetEvent(5, 0, (LPTIMECALLBACK)event, 0, TIME_ONESHOT | TIME_CALLBACK_EVENT_SET);
  CHECK(id != 0);
  CHECK(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0);

  // Killed before its time.
  ResetEvent(event);
  id = timeSetEvent(1000, 0, (LPTIMECALLBACK)event, 0, TIME_ONESHOT | TIME_CALLBACK_EVENT_SET);
  CHECK(timeKillEvent(id) == TIMERR_NOERROR);
  CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);

  CHECK(timeSetEvent(2000000, 0, on_time, 0, TIME_ONESHOT) == 0);
  CHECK(timeKillEvent(12345) == MMSYSERR_INVALPARAM);

  UINT ids[17];
  for (int i = 0; i < 16; i++)
    CHECK((ids[i] = timeSetEvent(10000, 0, on_time, 0, TIME_ONESHOT)) != 0);
  for (int i = 0; i < 16; i++) CHECK(timeKillEvent(ids[i]) == TIMERR_NOERROR);
  timeEndPeriod(1);
  return 0;
}
