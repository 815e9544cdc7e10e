// Mailslots: whole messages to a name, their sizes and order, time-outs, overlapped reads.
#include "check.h"

#define SLOT "\\\\.\\mailslot\\mimic guest\\one"

int main(void) {
  DWORD limit, next, count, timeout, size;
  char buffer[100];
  HANDLE slot = CreateMailslotA(SLOT, 0, 0, NULL);
  CHECK(slot != INVALID_HANDLE_VALUE);
  CHECK(CreateMailslotA("\\\\.\\MAILSLOT\\Mimic Guest\\ONE", 0, 0, NULL) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(CreateMailslotA("\\\\.\\pipe\\x", 0, 0, NULL) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_INVALID_NAME);

  CHECK(GetMailslotInfo(slot, &limit, &next, &count, &timeout));
  CHECK(limit == 0 && next == MAILSLOT_NO_MESSAGE && count == 0 && timeout == 0);
  CHECK(!ReadFile(slot, buffer, sizeof buffer, &size, NULL));
  CHECK(GetLastError() == ERROR_SEM_TIMEOUT);

  CHECK(CreateFileA("\\\\.\\mailslot\\nobody reads this", GENERIC_WRITE, FILE_SHARE_READ, NULL,
                    OPEN_EXISTING, 0, NULL) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  HANDLE writer = CreateFileA(SLOT, GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                              FILE_ATTRIBUTE_NORMAL, NULL);
  CHECK(writer != INVALID_HANDLE_VALUE);
  CHECK(!GetMailslotInfo(writer, NULL, NULL, NULL, NULL));
  CHECK(WriteFile(writer, "first", 5, &size, NULL) && size == 5);
  CHECK(WriteFile(writer, "the second", 10, &size, NULL) && size == 10);
  CHECK(GetMailslotInfo(slot, NULL, &next, &count, NULL) && next == 5 && count == 2);
  CHECK(!ReadFile(slot, buffer, 3, &size, NULL));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(ReadFile(slot, buffer, sizeof buffer, &size, NULL) && size == 5);
  CHECK(memcmp(buffer, "first", 5) == 0);
  CHECK(ReadFile(slot, buffer, 10, &size, NULL) && size == 10);
  CHECK(memcmp(buffer, "the second", 10) == 0);
  CHECK(GetMailslotInfo(slot, NULL, &next, &count, NULL) && count == 0);

  // Many, before anybody reads.
  for (DWORD i = 0; i < 500; i++) CHECK(WriteFile(writer, &i, sizeof i, &size, NULL));
  CHECK(GetMailslotInfo(slot, NULL, &next, &count, NULL) && next == 4 && count == 500);
  for (DWORD i = 0; i < 500; i++) {
    DWORD value = ~0u;
    CHECK(ReadFile(slot, &value, sizeof value, &size, NULL) && value == i);
  }

  // With time to wait.
  CHECK(SetMailslotInfo(slot, 50));
  CHECK(GetMailslotInfo(slot, NULL, NULL, NULL, &timeout) && timeout == 50);
  ULONGLONG start = GetTickCount64();
  CHECK(!ReadFile(slot, buffer, sizeof buffer, &size, NULL));
  CHECK(GetLastError() == ERROR_SEM_TIMEOUT);
  CHECK(GetTickCount64() - start >= 30);

  CHECK(SetMailslotInfo(slot, MAILSLOT_WAIT_FOREVER));
  OVERLAPPED overlapped = {0};
  overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
  CHECK(!ReadFile(slot, buffer, sizeof buffer, NULL, &overlapped));
  CHECK(GetLastError() == ERROR_IO_PENDING);
  CHECK(WriteFile(writer, "later", 5, &size, NULL));
  CHECK(GetOverlappedResult(slot, &overlapped, &size, TRUE) && size == 5);
  CHECK(memcmp(buffer, "later", 5) == 0);
  CHECK(!ReadFile(slot, buffer, sizeof buffer, NULL, &overlapped));
  CHECK(CancelIo(slot));
  CHECK(!GetOverlappedResult(slot, &overlapped, &size, TRUE));
  CHECK(GetLastError() == ERROR_OPERATION_ABORTED);

  CHECK(CloseHandle(slot));
  CHECK(!WriteFile(writer, "x", 1, &size, NULL));
  CHECK(CloseHandle(writer));
  slot = CreateMailslotA(SLOT, 8, 0, NULL);
  CHECK(slot != INVALID_HANDLE_VALUE);
  CHECK(GetMailslotInfo(slot, &limit, NULL, NULL, NULL) && limit == 8);
  CHECK(CloseHandle(slot));
  return 0;
}
