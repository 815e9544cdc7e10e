// Copying: contents, times, attributes, progress, refusals.
#include "check.h"

static int calls;
static DWORD CALLBACK progress(LARGE_INTEGER total, LARGE_INTEGER done, LARGE_INTEGER size,
                               LARGE_INTEGER stream_done, DWORD stream, DWORD reason, HANDLE from,
                               HANDLE to, LPVOID action) {
  CHECK(total.QuadPart == 5 && stream == 1);
  CHECK(reason == (calls ? CALLBACK_CHUNK_FINISHED : CALLBACK_STREAM_SWITCH));
  CHECK(done.QuadPart == (calls ? 5 : 0));
  ++calls;
  return (DWORD)(ULONG_PTR)action;
}

int main(void) {
  make_file(L"from", "hello");
  HANDLE file = CreateFileW(L"from", FILE_WRITE_ATTRIBUTES, 0, NULL, OPEN_EXISTING, 0, NULL);
  const FILETIME time = {0x12345680, 0x01d00000};
  CHECK(SetFileTime(file, NULL, NULL, &time) && CloseHandle(file));
  CHECK(CopyFileW(L"from", L"to", TRUE) && has_text(L"to", "hello"));
  WIN32_FILE_ATTRIBUTE_DATA data;
  CHECK(GetFileAttributesExW(L"to", GetFileExInfoStandard, &data));
  CHECK(!CompareFileTime(&data.ftLastWriteTime, &time));
  FAILS(CopyFileW(L"from", L"TO", TRUE), ERROR_FILE_EXISTS);
  make_file(L"to", "something longer");
  CHECK(CopyFileA("from", "TO", FALSE) && has_text(L"to", "hello"));
  FAILS(CopyFileW(L"none", L"x", FALSE), ERROR_FILE_NOT_FOUND);
  FAILS(CopyFileW(L"from", L"none\\x", FALSE), ERROR_PATH_NOT_FOUND);
  FAILS(CopyFileW(L"from", L"from", FALSE), ERROR_SHARING_VIOLATION);
  CHECK(CreateDirectoryW(L"d", NULL));
  FAILS(CopyFileW(L"from", L"d", FALSE), ERROR_ACCESS_DENIED);
  FAILS(CopyFileW(L"d", L"x", FALSE), ERROR_ACCESS_DENIED);
  CHECK(SetFileAttributesW(L"to", FILE_ATTRIBUTE_READONLY));
  FAILS(CopyFileW(L"from", L"to", FALSE), ERROR_ACCESS_DENIED);
  CHECK(CopyFileW(L"to", L"third", FALSE));
  CHECK(GetFileAttributesW(L"third") & FILE_ATTRIBUTE_READONLY);

  CHECK(CopyFileExW(L"from", L"p", progress, NULL, NULL, 0) && calls == 2);
  calls = 0;
  FAILS(CopyFileExW(L"from", L"q", progress, (void*)PROGRESS_CANCEL, NULL, 0),
        ERROR_REQUEST_ABORTED);
  CHECK(calls == 1 && !exists(L"q"));
  return 0;
}
