// Being told of changes: overlapped, by a port, below, and by FindFirstChangeNotification.
#include "check.h"

static BYTE buffer[4096] __attribute__((aligned(8)));
static OVERLAPPED overlapped;

static void ask(HANDLE directory) {
  CHECK(ReadDirectoryChangesW(directory, buffer, sizeof buffer, TRUE,
                              FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME, NULL,
                              &overlapped, NULL));
}

// The first change is this one.
static BOOL is_change(DWORD action, const WCHAR* name) {
  const FILE_NOTIFY_INFORMATION* change = (void*)buffer;
  return change->Action == action && change->FileNameLength == wcslen(name) * 2 &&
         !memcmp(change->FileName, name, change->FileNameLength);
}

int main(void) {
  CHECK(CreateDirectoryW(L"d", NULL) && CreateDirectoryW(L"d\\sub", NULL));
  HANDLE directory =
      CreateFileW(L"d", FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                  NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OVERLAPPED, NULL);
  CHECK(directory != INVALID_HANDLE_VALUE);
  overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
  ask(directory);
  CHECK(WaitForSingleObject(overlapped.hEvent, 20) == WAIT_TIMEOUT);
  make_file(L"d\\one", "x");
  DWORD count;
  CHECK(GetOverlappedResult(directory, &overlapped, &count, TRUE) && count);
  CHECK(is_change(FILE_ACTION_ADDED, L"one"));

  // What happens between two requests is kept.
  make_file(L"d\\sub\\two", "x");
  ask(directory);
  CHECK(GetOverlappedResult(directory, &overlapped, &count, TRUE) && count);
  CHECK(is_change(FILE_ACTION_ADDED, L"sub\\two"));

  ask(directory);
  CHECK(MoveFileW(L"d\\one", L"d\\three"));
  CHECK(GetOverlappedResult(directory, &overlapped, &count, TRUE));
  CHECK(is_change(FILE_ACTION_RENAMED_OLD_NAME, L"one"));

  ask(directory);
  CHECK(CancelIo(directory));
  CHECK(!GetOverlappedResult(directory, &overlapped, &count, TRUE));
  CHECK(GetLastError() == ERROR_OPERATION_ABORTED);

  HANDLE port = CreateIoCompletionPort(directory, NULL, 7, 0);
  CHECK(port);
  overlapped.hEvent = NULL;
  ask(directory);
  CHECK(DeleteFileW(L"d\\three"));
  ULONG_PTR key;
  OVERLAPPED* done;
  CHECK(GetQueuedCompletionStatus(port, &count, &key, &done, 10000) && key == 7);
  CHECK(done == &overlapped && is_change(FILE_ACTION_REMOVED, L"three"));
  CHECK(CloseHandle(directory));

  HANDLE change = FindFirstChangeNotificationW(L"d", FALSE, FILE_NOTIFY_CHANGE_FILE_NAME);
  CHECK(change != INVALID_HANDLE_VALUE);
  CHECK(WaitForSingleObject(change, 20) == WAIT_TIMEOUT);
  make_file(L"d\\four", "x");
  CHECK(WaitForSingleObject(change, 10000) == WAIT_OBJECT_0);
  CHECK(FindNextChangeNotification(change));
  CHECK(DeleteFileW(L"d\\four"));
  CHECK(WaitForSingleObject(change, 10000) == WAIT_OBJECT_0);
  CHECK(FindCloseChangeNotification(change));
  FAILS(FindFirstChangeNotificationW(L"none", FALSE, 1) != INVALID_HANDLE_VALUE,
        ERROR_FILE_NOT_FOUND);
  return 0;
}
