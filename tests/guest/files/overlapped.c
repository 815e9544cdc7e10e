// Overlapped files: places, events, completion routines and ports.
#include "check.h"

static DWORD calls, error, bytes;
static OVERLAPPED* told;
static void WINAPI completed(DWORD code, DWORD count, OVERLAPPED* overlapped) {
  ++calls;
  error = code;
  bytes = count;
  told = overlapped;
}

// An operation may end at once or later; both are told alike.
static BOOL ends(BOOL result, HANDLE file, OVERLAPPED* overlapped, DWORD* count) {
  if (!result && GetLastError() != ERROR_IO_PENDING) return FALSE;
  return GetOverlappedResult(file, overlapped, count, TRUE);
}

int main(void) {
  HANDLE file =
      open_file(L"f", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, CREATE_NEW, FILE_FLAG_OVERLAPPED);
  char buffer[16] = "";
  DWORD count;
  OVERLAPPED one = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
  CHECK(ends(WriteFile(file, "0123456789", 10, NULL, &one), file, &one, &count) && count == 10);
  CHECK(WaitForSingleObject(one.hEvent, 0) == WAIT_OBJECT_0);
  one.Offset = 4;
  CHECK(ends(ReadFile(file, buffer, 3, NULL, &one), file, &one, &count) && count == 3);
  CHECK(!memcmp(buffer, "456", 3) && one.InternalHigh == 3);
  one.Offset = 10;
  CHECK(!ends(ReadFile(file, buffer, 3, NULL, &one), file, &one, &count));
  CHECK(GetLastError() == ERROR_HANDLE_EOF);
  FAILS(ReadFile(file, buffer, 1, &count, NULL), ERROR_INVALID_PARAMETER);

  // Routines run when the thread waits alertably.
  OVERLAPPED two = {.Offset = 2};
  CHECK(ReadFileEx(file, buffer, 4, &two, completed) && calls == 0);
  CHECK(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION);
  CHECK(calls == 1 && error == 0 && bytes == 4 && told == &two && !memcmp(buffer, "2345", 4));
  CHECK(WriteFileEx(file, "xy", 2, &two, completed));
  CHECK(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION && calls == 2 && bytes == 2);

  // A port gets what is not kept from it by the lowest bit of the event.
  HANDLE port = CreateIoCompletionPort(file, NULL, 77, 0);
  CHECK(port);
  ULONG_PTR key;
  OVERLAPPED* done;
  one.Offset = 0;
  CHECK(ends(ReadFile(file, buffer, 4, NULL, &one), file, &one, &count));
  CHECK(GetQueuedCompletionStatus(port, &count, &key, &done, 1000));
  CHECK(count == 4 && key == 77 && done == &one && !memcmp(buffer, "01xy", 4));
  OVERLAPPED three = {.hEvent = (HANDLE)((ULONG_PTR)one.hEvent | 1)};
  CHECK(ends(ReadFile(file, buffer, 4, NULL, &three), file, &three, &count) && count == 4);
  FAILS(GetQueuedCompletionStatus(port, &count, &key, &done, 0), WAIT_TIMEOUT);
  CHECK(SetFileCompletionNotificationModes(file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  if (ReadFile(file, buffer, 4, &count, &one))
    FAILS(GetQueuedCompletionStatus(port, &count, &key, &done, 0), WAIT_TIMEOUT);

  FAILS(CancelIoEx(file, NULL), ERROR_NOT_FOUND);
  CHECK(CancelIo(file));
  CHECK(CloseHandle(file) && CloseHandle(port) && CloseHandle(one.hEvent));
  return 0;
}
