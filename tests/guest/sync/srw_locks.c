// Slim reader/writer locks and condition variables.
#include "check.h"

static SRWLOCK lock = SRWLOCK_INIT;
static volatile LONG writers, readers, most_readers;
static LONG value, copy;

static DWORD WINAPI writer(LPVOID unused) {
  for (int i = 0; i < 20000; i++) {
    AcquireSRWLockExclusive(&lock);
    CHECK(InterlockedIncrement(&writers) == 1 && readers == 0);
    value++;
    copy++;
    InterlockedDecrement(&writers);
    ReleaseSRWLockExclusive(&lock);
  }
  return 0;
}

static DWORD WINAPI reader(LPVOID unused) {
  for (int i = 0; i < 20000; i++) {
    AcquireSRWLockShared(&lock);
    LONG now = InterlockedIncrement(&readers);
    if (now > most_readers) most_readers = now;
    CHECK(writers == 0 && value == copy);
    InterlockedDecrement(&readers);
    ReleaseSRWLockShared(&lock);
  }
  return 0;
}

static DWORD WINAPI tries(LPVOID shared) {
  CHECK(!TryAcquireSRWLockExclusive(&lock));
  if (shared) {
    CHECK(TryAcquireSRWLockShared(&lock));
    ReleaseSRWLockShared(&lock);
  } else {
    CHECK(!TryAcquireSRWLockShared(&lock));
  }
  return 0;
}

static CONDITION_VARIABLE not_empty = CONDITION_VARIABLE_INIT, not_full = CONDITION_VARIABLE_INIT;
static int queue[16], head, used;
static LONG consumed;

static DWORD WINAPI producer(LPVOID unused) {
  for (int i = 1; i <= 5000; i++) {
    AcquireSRWLockExclusive(&lock);
    while (used == 16) CHECK(SleepConditionVariableSRW(&not_full, &lock, 20000, 0));
    queue[(head + used++) % 16] = i;
    ReleaseSRWLockExclusive(&lock);
    WakeConditionVariable(&not_empty);
  }
  return 0;
}

static DWORD WINAPI consumer(LPVOID unused) {
  for (int i = 0; i < 5000; i++) {
    AcquireSRWLockExclusive(&lock);
    while (used == 0) CHECK(SleepConditionVariableSRW(&not_empty, &lock, 20000, 0));
    consumed += queue[head];
    head = (head + 1) % 16;
    used--;
    ReleaseSRWLockExclusive(&lock);
    WakeConditionVariable(&not_full);
  }
  return 0;
}

static CRITICAL_SECTION section;
static CONDITION_VARIABLE start;
static int started;
static DWORD WINAPI waits_for_start(LPVOID unused) {
  EnterCriticalSection(&section);
  while (!started) CHECK(SleepConditionVariableCS(&start, &section, 20000));
  LeaveCriticalSection(&section);
  return 0;
}

int main(void) {
  AcquireSRWLockExclusive(&lock);
  join_thread(run_thread(tries, NULL));
  ReleaseSRWLockExclusive(&lock);
  AcquireSRWLockShared(&lock);
  join_thread(run_thread(tries, &lock));
  ReleaseSRWLockShared(&lock);
  CHECK(TryAcquireSRWLockExclusive(&lock));
  ReleaseSRWLockExclusive(&lock);

  HANDLE threads[8];
  for (int i = 0; i < 8; i++) threads[i] = run_thread(i & 1 ? writer : reader, NULL);
  for (int i = 0; i < 8; i++) join_thread(threads[i]);
  CHECK(value == 80000);
  for (int i = 0; i < 4; i++) threads[i] = run_thread(i & 1 ? producer : consumer, NULL);
  for (int i = 0; i < 4; i++) join_thread(threads[i]);
  CHECK(consumed == 2 * (5000 * 5001 / 2) && used == 0);

  InitializeCriticalSection(&section);
  for (int i = 0; i < 8; i++) threads[i] = run_thread(waits_for_start, NULL);
  Sleep(20);
  EnterCriticalSection(&section);
  started = 1;
  LeaveCriticalSection(&section);
  WakeAllConditionVariable(&start);
  for (int i = 0; i < 8; i++) join_thread(threads[i]);

  EnterCriticalSection(&section);
  CHECK(!SleepConditionVariableCS(&start, &section, 10) && GetLastError() == ERROR_TIMEOUT);
  LeaveCriticalSection(&section);
  AcquireSRWLockShared(&lock);
  CHECK(!SleepConditionVariableSRW(&start, &lock, 0, CONDITION_VARIABLE_LOCKMODE_SHARED));
  CHECK(GetLastError() == ERROR_TIMEOUT);
  ReleaseSRWLockShared(&lock);
  return 0;
}
