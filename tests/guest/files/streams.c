// The streams of a file.
#include "check.h"

int main(void) {
  make_file(L"f", "12345");
  WIN32_FIND_STREAM_DATA data;
  HANDLE search = FindFirstStreamW(L"f", FindStreamInfoStandard, &data, 0);
  CHECK(search != INVALID_HANDLE_VALUE);
  CHECK(!wcscmp(data.cStreamName, L"::$DATA") && data.StreamSize.QuadPart == 5);
  FAILS(FindNextStreamW(search, &data), ERROR_HANDLE_EOF);
  CHECK(FindClose(search));
  FAILS(FindFirstStreamW(L".", FindStreamInfoStandard, &data, 0) != INVALID_HANDLE_VALUE,
        ERROR_HANDLE_EOF);
  FAILS(FindFirstStreamW(L"g", FindStreamInfoStandard, &data, 0) != INVALID_HANDLE_VALUE,
        ERROR_FILE_NOT_FOUND);

  // The data of a file can be named.
  HANDLE file = open_file(L".\\f::$DATA", GENERIC_READ, 0, OPEN_EXISTING, 0);
  CHECK(file != INVALID_HANDLE_VALUE && GetFileSize(file, NULL) == 5);
  struct {
    FILE_STREAM_INFO info;
    WCHAR rest[16];
  } stream;
  CHECK(GetFileInformationByHandleEx(file, FileStreamInfo, &stream, sizeof stream));
  CHECK(stream.info.StreamNameLength == 14 && stream.info.StreamSize.QuadPart == 5);
  CHECK(CloseHandle(file));

  WCHAR name[MAX_PATH];
  DWORD length = MAX_PATH;
  search = FindFirstFileNameW(L"f", 0, &length, name);
  CHECK(search != INVALID_HANDLE_VALUE && name[0] == L'\\' && length == wcslen(name) + 1);
  CHECK(!wcscmp(name + length - 3, L"\\f"));
  FAILS(FindNextFileNameW(search, &length, name), ERROR_HANDLE_EOF);
  CHECK(FindClose(search));
  length = 1;
  FAILS(FindFirstFileNameW(L"f", 0, &length, name) != INVALID_HANDLE_VALUE, ERROR_MORE_DATA);
  return 0;
}
