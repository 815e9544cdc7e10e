// ReadFileScatter and WriteFileGather: pages that lie apart.
#include "check.h"

int main(void) {
  BYTE* memory = VirtualAlloc(NULL, 8 * 4096, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
  for (int page = 0; page < 4; ++page) memset(memory + page * 4096, 'a' + page, 4096);
  FILE_SEGMENT_ELEMENT pages[4] = {
      {.Buffer = memory + 2 * 4096}, {.Buffer = memory}, {.Buffer = memory + 3 * 4096}};
  HANDLE file = open_file(L"f", GENERIC_READ | GENERIC_WRITE, 0, CREATE_NEW,
                          FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING);
  CHECK(file != INVALID_HANDLE_VALUE);
  OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
  DWORD count;
  BOOL done = WriteFileGather(file, pages, 3 * 4096, NULL, &overlapped);
  CHECK(done || GetLastError() == ERROR_IO_PENDING);
  CHECK(GetOverlappedResult(file, &overlapped, &count, TRUE) && count == 3 * 4096);

  FILE_SEGMENT_ELEMENT targets[4] = {{.Buffer = memory + 5 * 4096}, {.Buffer = memory + 4 * 4096}};
  overlapped.Offset = 4096;
  done = ReadFileScatter(file, targets, 2 * 4096, NULL, &overlapped);
  CHECK(done || GetLastError() == ERROR_IO_PENDING);
  CHECK(GetOverlappedResult(file, &overlapped, &count, TRUE) && count == 2 * 4096);
  CHECK(memory[5 * 4096] == 'a' && memory[4 * 4096] == 'd' && memory[5 * 4096 - 1] == 'd');
  FAILS(ReadFileScatter(file, targets, 100, NULL, &overlapped), ERROR_INVALID_PARAMETER);
  CHECK(CloseHandle(file));

  // Not with a cache in between.
  file = open_file(L"f", GENERIC_READ, 0, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
  FAILS(ReadFileScatter(file, targets, 4096, NULL, &overlapped), ERROR_INVALID_PARAMETER);
  CHECK(CloseHandle(file));
  return 0;
}
