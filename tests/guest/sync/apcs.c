// User APCs: order, alertable waits, queueing from elsewhere and before the thread starts.
#include "check.h"

static char order[32];
static int length;
static void CALLBACK append(ULONG_PTR letter) { order[length++] = (char)letter; }
static void CALLBACK append_more(ULONG_PTR letter) {
  append(letter);
  CHECK(QueueUserAPC(append, GetCurrentThread(), letter + 1));
}

static volatile LONG ran;
static void CALLBACK mark(ULONG_PTR value) { ran = (LONG)value; }
static DWORD WINAPI alertable(LPVOID event) {
  CHECK(WaitForSingleObjectEx(event, INFINITE, TRUE) == WAIT_IO_COMPLETION);
  CHECK(ran == 5);
  return 0;
}
static DWORD WINAPI checks_mark(LPVOID unused) {
  CHECK(ran == 6);
  return 0;
}

int main(void) {
  CHECK(QueueUserAPC(append_more, GetCurrentThread(), 'a'));
  CHECK(QueueUserAPC(append, GetCurrentThread(), 'x'));
  Sleep(1);
  CHECK(length == 0);
  CHECK(SleepEx(0, FALSE) == 0 && length == 0);
  CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION);
  CHECK(strcmp(order, "axb") == 0);
  CHECK(SleepEx(1, TRUE) == 0);

  HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
  HANDLE thread = run_thread(alertable, event);
  Sleep(20);
  CHECK(QueueUserAPC(mark, thread, 5));
  join_thread(thread);

  thread = CreateThread(NULL, 0, checks_mark, NULL, CREATE_SUSPENDED, NULL);
  CHECK(QueueUserAPC(mark, thread, 6));
  CHECK(ResumeThread(thread) == 1);
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
  CHECK(!QueueUserAPC(mark, thread, 7) && GetLastError() == ERROR_GEN_FAILURE);

  // A signaled object wins over a queued APC.
  length = 0;
  CHECK(SetEvent(event) && QueueUserAPC(append, GetCurrentThread(), 'z'));
  CHECK(WaitForSingleObjectEx(event, 1000, TRUE) == WAIT_OBJECT_0 && length == 0);
  CHECK(WaitForSingleObjectEx(event, 1000, TRUE) == WAIT_IO_COMPLETION && length == 1);
  return 0;
}
