// Positions, the end of the file, and appending.
#include "check.h"

int main(void) {
  HANDLE file = open_file(L"f", GENERIC_READ | GENERIC_WRITE, 0, CREATE_NEW, 0);
  char buffer[16];
  DWORD count;
  LARGE_INTEGER place, at;
  CHECK(WriteFile(file, "0123456789", 10, &count, NULL) && count == 10);
  CHECK(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 10);
  CHECK(ReadFile(file, buffer, 4, &count, NULL) && count == 0);  // the end is no error
  CHECK(SetFilePointer(file, -3, NULL, FILE_END) == 7);
  CHECK(ReadFile(file, buffer, 16, &count, NULL) && count == 3 && !memcmp(buffer, "789", 3));
  FAILS(SetFilePointer(file, -1, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER,
        ERROR_NEGATIVE_SEEK);
  place.QuadPart = -11;
  FAILS(SetFilePointerEx(file, place, &at, FILE_CURRENT), ERROR_NEGATIVE_SEEK);
  place.QuadPart = 0x100000005;
  CHECK(SetFilePointerEx(file, place, &at, FILE_BEGIN) && at.QuadPart == place.QuadPart);
  LONG high = 0;
  CHECK(SetFilePointer(file, 0, &high, FILE_CURRENT) == 5 && high == 1);
  FAILS(SetFilePointer(file, 0, NULL, 7) != INVALID_SET_FILE_POINTER, ERROR_INVALID_PARAMETER);

  // The end of the file moves both ways; what is new is zeros.
  CHECK(SetFilePointer(file, 4, NULL, FILE_BEGIN) == 4 && SetEndOfFile(file));
  CHECK(GetFileSizeEx(file, &at) && at.QuadPart == 4);
  CHECK(SetFilePointer(file, 12, NULL, FILE_BEGIN) == 12 && SetEndOfFile(file));
  DWORD size_high = 7;
  CHECK(GetFileSize(file, &size_high) == 12 && size_high == 0);
  SetFilePointer(file, 0, NULL, FILE_BEGIN);
  CHECK(ReadFile(file, buffer, 16, &count, NULL) && count == 12);
  CHECK(!memcmp(buffer, "0123\0\0\0\0\0\0\0\0", 12));

  // An OVERLAPPED gives a synchronous file a place, and leaves the position behind the data.
  OVERLAPPED overlapped = {.Offset = 2};
  CHECK(ReadFile(file, buffer, 2, &count, &overlapped) && count == 2 && !memcmp(buffer, "23", 2));
  CHECK(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 4);
  overlapped.Offset = 50;
  FAILS(ReadFile(file, buffer, 2, &count, &overlapped), ERROR_HANDLE_EOF);
  overlapped.Offset = overlapped.OffsetHigh = 0xffffffff;
  CHECK(WriteFile(file, "end", 3, &count, &overlapped) && count == 3);
  CHECK(GetFileSize(file, NULL) == 15);
  CHECK(CloseHandle(file));

  // Who may only append does so wherever the position is.
  file = open_file(L"f", FILE_APPEND_DATA, FILE_SHARE_READ, OPEN_EXISTING, 0);
  SetFilePointer(file, 0, NULL, FILE_BEGIN);
  CHECK(WriteFile(file, "!", 1, &count, NULL) && CloseHandle(file));
  file = open_file(L"f", GENERIC_READ, 0, OPEN_EXISTING, 0);
  CHECK(ReadFile(file, buffer, 16, &count, NULL) && count == 16 && !memcmp(buffer + 12, "end!", 4));
  CHECK(CloseHandle(file));
  return 0;
}
