// Byte ranges that are locked.
#include "check.h"

static HANDLE second;
static DWORD WINAPI wait_for_lock(void* context) {
  OVERLAPPED overlapped = {};
  return LockFileEx(second, LOCKFILE_EXCLUSIVE_LOCK, 0, 4, 0, &overlapped);
}

int main(void) {
  make_file(L"f", "0123456789");
  const DWORD rw = GENERIC_READ | GENERIC_WRITE;
  HANDLE first = open_file(L"f", rw, SHARE_ALL, OPEN_EXISTING, 0);
  second = open_file(L"f", rw, SHARE_ALL, OPEN_EXISTING, 0);
  char buffer[4];
  DWORD count;
  CHECK(LockFile(first, 0, 0, 4, 0));
  FAILS(LockFile(second, 3, 0, 4, 0), ERROR_LOCK_VIOLATION);
  FAILS(ReadFile(second, buffer, 1, &count, NULL), ERROR_LOCK_VIOLATION);
  FAILS(WriteFile(second, buffer, 1, &count, NULL), ERROR_LOCK_VIOLATION);
  CHECK(ReadFile(first, buffer, 4, &count, NULL) && count == 4);
  SetFilePointer(second, 4, NULL, FILE_BEGIN);
  CHECK(ReadFile(second, buffer, 4, &count, NULL) && buffer[0] == '4');
  FAILS(UnlockFile(first, 0, 0, 3, 0), ERROR_NOT_LOCKED);
  FAILS(LockFile(first, 0, 0, 4, 0), ERROR_LOCK_VIOLATION);

  // A request that waits gets its turn.
  HANDLE thread = CreateThread(NULL, 0, wait_for_lock, NULL, 0, NULL);
  CHECK(WaitForSingleObject(thread, 50) == WAIT_TIMEOUT);
  CHECK(UnlockFile(first, 0, 0, 4, 0));
  CHECK(WaitForSingleObject(thread, 5000) == WAIT_OBJECT_0);
  DWORD result;
  CHECK(GetExitCodeThread(thread, &result) && result == TRUE);
  FAILS(LockFile(first, 0, 0, 1, 0), ERROR_LOCK_VIOLATION);

  // Closing the handle gives up its locks.
  CHECK(CloseHandle(second) && LockFile(first, 0, 0, 1, 0) && UnlockFile(first, 0, 0, 1, 0));

  // Shared locks let others read and lock alike, and nobody write.
  second = open_file(L"f", rw, SHARE_ALL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
  OVERLAPPED overlapped = {}, waiting = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
  CHECK(LockFileEx(first, 0, 0, 4, 0, &overlapped));
  CHECK(LockFileEx(second, LOCKFILE_FAIL_IMMEDIATELY, 0, 4, 0, &overlapped));
  SetFilePointer(first, 0, NULL, FILE_BEGIN);
  FAILS(WriteFile(first, "x", 1, &count, NULL), ERROR_LOCK_VIOLATION);
  CHECK(ReadFile(first, buffer, 1, &count, NULL));
  CHECK(UnlockFileEx(second, 0, 4, 0, &overlapped));

  // An overlapped request is pending until then, or cancelled.
  FAILS(LockFileEx(second, LOCKFILE_EXCLUSIVE_LOCK, 0, 4, 0, &waiting), ERROR_IO_PENDING);
  FAILS(GetOverlappedResult(second, &waiting, &count, FALSE), ERROR_IO_INCOMPLETE);
  CHECK(CancelIoEx(second, &waiting));
  FAILS(GetOverlappedResult(second, &waiting, &count, TRUE), ERROR_OPERATION_ABORTED);
  FAILS(LockFileEx(second, LOCKFILE_EXCLUSIVE_LOCK, 0, 4, 0, &waiting), ERROR_IO_PENDING);
  CHECK(UnlockFileEx(first, 0, 4, 0, &overlapped));
  CHECK(GetOverlappedResult(second, &waiting, &count, TRUE));
  CHECK(CloseHandle(second) && CloseHandle(first));
  return 0;
}
