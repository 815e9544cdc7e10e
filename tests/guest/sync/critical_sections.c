// Critical sections: recursion, trying, contention, static initialisation.
#include "check.h"

static CRITICAL_SECTION section;
static CRITICAL_SECTION zero_section = {(void*)-1, -1, 0, 0, 0, 0};
static LONG counter;

static DWORD WINAPI fails_to_enter(LPVOID unused) {
  CHECK(!TryEnterCriticalSection(&section));
  return 0;
}

static DWORD WINAPI count(LPVOID unused) {
  for (int i = 0; i < 100000; i++) {
    EnterCriticalSection(&section);
    counter++;
    LeaveCriticalSection(&section);
  }
  return 0;
}

static DWORD WINAPI count_slowly(LPVOID unused) {
  for (int i = 0; i < 200; i++) {
    EnterCriticalSection(&section);
    LONG before = counter;
    SwitchToThread();
    counter = before + 1;
    LeaveCriticalSection(&section);
  }
  return 0;
}

int main(void) {
  InitializeCriticalSection(&section);
  CHECK(section.LockCount == -1);
  EnterCriticalSection(&section);
  CHECK(section.LockCount == -2 && section.RecursionCount == 1);
  CHECK((DWORD)(ULONG_PTR)section.OwningThread == GetCurrentThreadId());
  EnterCriticalSection(&section);
  CHECK(TryEnterCriticalSection(&section));
  CHECK(section.RecursionCount == 3);
  join_thread(run_thread(fails_to_enter, NULL));
  LeaveCriticalSection(&section);
  LeaveCriticalSection(&section);
  join_thread(run_thread(fails_to_enter, NULL));
  LeaveCriticalSection(&section);
  CHECK(section.LockCount == -1 && section.OwningThread == NULL);

  HANDLE threads[8];
  for (int i = 0; i < 8; i++) threads[i] = run_thread(count, NULL);
  for (int i = 0; i < 8; i++) join_thread(threads[i]);
  CHECK(counter == 800000);
  counter = 0;
  for (int i = 0; i < 8; i++) threads[i] = run_thread(count_slowly, NULL);
  for (int i = 0; i < 8; i++) join_thread(threads[i]);
  CHECK(counter == 1600);
  CHECK(section.LockCount == -1);
  CHECK(SetCriticalSectionSpinCount(&section, 4000) != 4000);
  for (int i = 0; i < 4; i++) threads[i] = run_thread(count, NULL);
  for (int i = 0; i < 4; i++) join_thread(threads[i]);
  CHECK(counter == 401600);
  DeleteCriticalSection(&section);

  EnterCriticalSection(&zero_section);
  LeaveCriticalSection(&zero_section);
  CHECK(InitializeCriticalSectionAndSpinCount(&section, 0));
  CHECK(InitializeCriticalSectionEx(&section, 0, CRITICAL_SECTION_NO_DEBUG_INFO));
  DeleteCriticalSection(&section);
  return 0;
}
