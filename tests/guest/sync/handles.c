// Handles: duplicating, flags, pseudo handles, reuse.
#include "check.h"

int main(void) {
  HANDLE self = GetCurrentProcess(), event = CreateEventA(NULL, FALSE, FALSE, NULL), copy;
  DWORD flags = 99;
  CHECK(GetHandleInformation(event, &flags) && flags == 0);
  CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
  CHECK(GetHandleInformation(event, &flags) && flags == HANDLE_FLAG_INHERIT);
  CHECK(DuplicateHandle(self, event, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
  CHECK(copy != event && same_object(copy, event));
  CHECK(GetHandleInformation(copy, &flags) && flags == 0);
  CHECK(SetEvent(copy) && WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(SetHandleInformation(copy, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE));
  CHECK(!CloseHandle(copy));
  CHECK(SetHandleInformation(copy, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0) && CloseHandle(copy));
  CHECK(!CloseHandle(copy) && GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(DuplicateHandle(self, event, self, &copy, 0, FALSE,
                        DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
  CHECK(!SetEvent(event) && GetLastError() == ERROR_INVALID_HANDLE && SetEvent(copy));
  HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
  CHECK(!same_object(mutex, copy) && GetLastError() == 1656 /* ERROR_NOT_SAME_OBJECT */);
  CHECK(!SetEvent(mutex) && GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(CloseHandle(GetCurrentProcess()) && CloseHandle(GetCurrentThread()));
  CHECK(!CloseHandle(NULL) && GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(!CloseHandle((HANDLE)0xdead0) && GetLastError() == ERROR_INVALID_HANDLE);
  HANDLE thread;
  CHECK(DuplicateHandle(self, GetCurrentThread(), self, &thread, 0, FALSE, DUPLICATE_SAME_ACCESS));
  CHECK(GetThreadId(thread) == GetCurrentThreadId());
  // Handles are found again among many.
  HANDLE many[2000];
  for (int i = 0; i < 2000; i++) {
    many[i] = CreateEventA(NULL, TRUE, i & 1, NULL);
    CHECK(many[i] && ((ULONG_PTR)many[i] & 3) == 0);
  }
  for (int i = 0; i < 2000; i++)
    CHECK(WaitForSingleObject(many[i], 0) == (DWORD)(i & 1 ? WAIT_OBJECT_0 : WAIT_TIMEOUT));
  for (int i = 0; i < 2000; i++) CHECK(CloseHandle(many[i]));
  return 0;
}
