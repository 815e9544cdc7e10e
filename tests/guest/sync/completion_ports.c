// Completion ports with posted packets.
#include "check.h"

static HANDLE port;
static volatile LONG received, sum;

static DWORD WINAPI worker(LPVOID unused) {
  for (;;) {
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED* overlapped;
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 20000));
    if (key == 99) return 0;
    CHECK(overlapped == (OVERLAPPED*)(key * 16));
    InterlockedAdd(&sum, (LONG)bytes);
    InterlockedIncrement(&received);
  }
}

static DWORD WINAPI batch_worker(LPVOID unused) {
  for (;;) {
    OVERLAPPED_ENTRY entries[7];
    ULONG count;
    CHECK(GetQueuedCompletionStatusEx(port, entries, 7, &count, 20000, FALSE));
    CHECK(count >= 1 && count <= 7);
    for (ULONG i = 0; i < count; i++) {
      if (entries[i].lpCompletionKey == 99) {
        // Others' ends may be in the batch as well.
        for (i++; i < count; i++)
          PostQueuedCompletionStatus(port, entries[i].dwNumberOfBytesTransferred,
                                     entries[i].lpCompletionKey, entries[i].lpOverlapped);
        return 0;
      }
      InterlockedAdd(&sum, (LONG)entries[i].dwNumberOfBytesTransferred);
      InterlockedIncrement(&received);
    }
  }
}

int main(void) {
  DWORD bytes = 1;
  ULONG_PTR key = 1;
  OVERLAPPED* overlapped = (OVERLAPPED*)1;
  port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
  CHECK(port);
  CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
  CHECK(GetLastError() == WAIT_TIMEOUT && overlapped == NULL);
  for (ULONG_PTR i = 0; i < 5; i++) CHECK(PostQueuedCompletionStatus(port, (DWORD)i, i, NULL));
  for (ULONG_PTR i = 0; i < 5; i++) {
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
    CHECK(bytes == i && key == i);
  }
  HANDLE threads[6];
  for (int i = 0; i < 6; i++) threads[i] = run_thread(i & 1 ? worker : batch_worker, NULL);
  for (ULONG_PTR i = 0; i < 20000; i++)
    CHECK(PostQueuedCompletionStatus(port, 1, i % 50, (OVERLAPPED*)(i % 50 * 16)));
  while (received < 20000) Sleep(1);
  CHECK(sum == 20000);
  for (int i = 0; i < 6; i++)
    CHECK(PostQueuedCompletionStatus(port, 0, 99, (OVERLAPPED*)(99 * 16)));
  for (int i = 0; i < 6; i++) join_thread(threads[i]);
  CHECK(CloseHandle(port));
  return 0;
}
