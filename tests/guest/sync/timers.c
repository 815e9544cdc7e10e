// Waitable timers: precision, periods, cancelling, APCs.
#include "check.h"

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 2
#endif

static double now_ms(void) {
  LARGE_INTEGER count, frequency;
  QueryPerformanceCounter(&count);
  QueryPerformanceFrequency(&frequency);
  return 1000.0 * (double)count.QuadPart / (double)frequency.QuadPart;
}

static volatile LONG fired;
static void CALLBACK on_timer(LPVOID argument, DWORD low, DWORD high) {
  CHECK(argument == (LPVOID)&fired && high != 0);
  fired++;
}

static DWORD WINAPI set_later(LPVOID timer) {
  Sleep(30);
  LARGE_INTEGER due = {.QuadPart = -10 * 10000};
  CHECK(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
  return 0;
}

int main(void) {
  HANDLE timer =
      CreateWaitableTimerExW(NULL, NULL, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
  CHECK(timer);
  CHECK(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT);
  LARGE_INTEGER due = {.QuadPart = -20 * 10000};
  double start = now_ms();
  CHECK(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
  CHECK(WaitForSingleObject(timer, INFINITE) == WAIT_OBJECT_0);
  double took = now_ms() - start;
  CHECK(took >= 19.9);
  CHECK(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT);

  // Set while somebody waits already.
  HANDLE setter = run_thread(set_later, timer);
  start = now_ms();
  CHECK(WaitForSingleObject(timer, 10000) == WAIT_OBJECT_0);
  CHECK(now_ms() - start < 5000);
  join_thread(setter);

  HANDLE manual = CreateWaitableTimerA(NULL, TRUE, NULL);
  due.QuadPart = -1;
  CHECK(SetWaitableTimer(manual, &due, 0, NULL, NULL, FALSE));
  CHECK(WaitForSingleObject(manual, 1000) == WAIT_OBJECT_0);
  CHECK(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0);
  CHECK(CancelWaitableTimer(manual));
  CHECK(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0);
  due.QuadPart = -1000 * 10000LL;
  CHECK(SetWaitableTimer(manual, &due, 0, NULL, NULL, FALSE));
  CHECK(WaitForSingleObject(manual, 0) == WAIT_TIMEOUT);
  CHECK(CancelWaitableTimer(manual));
  CHECK(WaitForSingleObject(manual, 5) == WAIT_TIMEOUT);

  // Periodic.
  due.QuadPart = -5 * 10000;
  start = now_ms();
  CHECK(SetWaitableTimer(timer, &due, 5, NULL, NULL, FALSE));
  for (int i = 0; i < 6; i++) CHECK(WaitForSingleObject(timer, 2000) == WAIT_OBJECT_0);
  CHECK(now_ms() - start >= 29);
  CHECK(CancelWaitableTimer(timer));

  // With an APC, which runs only in alertable waits.
  due.QuadPart = -5 * 10000;
  CHECK(SetWaitableTimer(timer, &due, 5, on_timer, (LPVOID)&fired, FALSE));
  Sleep(30);
  CHECK(fired == 0);
  while (fired < 3) CHECK(SleepEx(2000, TRUE) == WAIT_IO_COMPLETION);
  CHECK(CancelWaitableTimer(timer));
  fired = 0;
  CHECK(SleepEx(30, TRUE) == 0 && fired == 0);

  // An absolute time.
  FILETIME system;
  GetSystemTimeAsFileTime(&system);
  due.QuadPart = ((LONGLONG)system.dwHighDateTime << 32 | system.dwLowDateTime) + 20 * 10000;
  CHECK(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
  CHECK(WaitForSingleObject(timer, 2000) == WAIT_OBJECT_0);
  CHECK(CloseHandle(timer) && CloseHandle(manual));
  return 0;
}
