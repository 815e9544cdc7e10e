// Share modes, and deleting what is open.
#include "check.h"

#define MAY(call)                      \
  do {                                 \
    HANDLE h_ = (call);                \
    CHECK(h_ != INVALID_HANDLE_VALUE); \
    CHECK(CloseHandle(h_));            \
  } while (0)
#define MAY_NOT(call) FAILS((call) != INVALID_HANDLE_VALUE, ERROR_SHARING_VIOLATION)

int main(void) {
  make_file(L"f", "text");
  // Both sides must agree.
  HANDLE reader = open_file(L"f", GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, 0);
  CHECK(reader != INVALID_HANDLE_VALUE);
  MAY(open_file(L"f", GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING, 0));
  MAY_NOT(open_file(L"f", GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0));
  MAY_NOT(open_file(L"f", GENERIC_READ, 0, OPEN_EXISTING, 0));
  MAY_NOT(open_file(L"f", DELETE, SHARE_ALL, OPEN_EXISTING, 0));
  MAY(open_file(L"f", 0, 0, OPEN_EXISTING, 0));  // attributes alone exclude nothing
  FAILS(DeleteFileW(L"f"), ERROR_SHARING_VIOLATION);
  FAILS(MoveFileW(L"f", L"g"), ERROR_SHARING_VIOLATION);
  CHECK(CloseHandle(reader));

  // Who shares deletion loses the name when the last handle closes.
  reader = open_file(L"f", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0);
  HANDLE deleter = open_file(L"f", DELETE, SHARE_ALL, OPEN_EXISTING, 0);
  FILE_DISPOSITION_INFO disposition = {TRUE};
  CHECK(SetFileInformationByHandle(deleter, FileDispositionInfo, &disposition, sizeof disposition));
  FILE_STANDARD_INFO standard;
  CHECK(GetFileInformationByHandleEx(reader, FileStandardInfo, &standard, sizeof standard));
  CHECK(standard.DeletePending && standard.EndOfFile.QuadPart == 4);
  FAILS(open_file(L"f", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0) != INVALID_HANDLE_VALUE,
        ERROR_ACCESS_DENIED);
  CHECK(CloseHandle(deleter) && exists(L"f"));
  CHECK(CloseHandle(reader) && !exists(L"f"));

  // Deletion can be taken back.
  make_file(L"f", "text");
  deleter = open_file(L"f", DELETE, SHARE_ALL, OPEN_EXISTING, 0);
  CHECK(SetFileInformationByHandle(deleter, FileDispositionInfo, &disposition, sizeof disposition));
  disposition.DeleteFile = FALSE;
  CHECK(SetFileInformationByHandle(deleter, FileDispositionInfo, &disposition, sizeof disposition));
  CHECK(CloseHandle(deleter) && exists(L"f"));

  // On close.
  HANDLE temporary =
      open_file(L"t", GENERIC_WRITE, SHARE_ALL, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
  CHECK(temporary != INVALID_HANDLE_VALUE && exists(L"t"));
  MAY_NOT(open_file(L"t", GENERIC_READ, FILE_SHARE_WRITE, OPEN_EXISTING, 0));
  CHECK(CloseHandle(temporary) && !exists(L"t"));

  return 0;
}
