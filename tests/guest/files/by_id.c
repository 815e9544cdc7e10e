// Opening a file by its number.
#include "check.h"

int main(void) {
  CHECK(CreateDirectoryW(L"d", NULL));
  make_file(L"d\\f", "text");
  HANDLE folder =
      open_file(L"d", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
  HANDLE file = open_file(L"d\\f", 0, SHARE_ALL, OPEN_EXISTING, 0);
  BY_HANDLE_FILE_INFORMATION known;
  CHECK(GetFileInformationByHandle(file, &known) && CloseHandle(file));
  FILE_ID_DESCRIPTOR id = {sizeof id, FileIdType};
  id.FileId.LowPart = known.nFileIndexLow;
  id.FileId.HighPart = known.nFileIndexHigh;
  file = OpenFileById(folder, &id, GENERIC_READ, SHARE_ALL, NULL, 0);
  char buffer[8];
  DWORD count;
  CHECK(file != INVALID_HANDLE_VALUE && ReadFile(file, buffer, 8, &count, NULL) && count == 4);
  CHECK(CloseHandle(file));

  // The native way.
  NATIVE(NtCreateFile, (HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*, LARGE_INTEGER*,
                        ULONG, ULONG, ULONG, ULONG, void*, ULONG));
  UNICODE_STRING name = {8, 8, (WCHAR*)&id.FileId};
  OBJECT_ATTRIBUTES attributes;
  InitializeObjectAttributes(&attributes, &name, 0, folder, NULL);
  IO_STATUS_BLOCK block;
  const ULONG by_id = 0x2000, synchronous = 0x20, open = 1;
  CHECK(!NtCreateFile(&file, GENERIC_READ | SYNCHRONIZE, &attributes, &block, NULL, 0, SHARE_ALL,
                      open, by_id | synchronous, NULL, 0));
  CHECK(ReadFile(file, buffer, 8, &count, NULL) && count == 4 && CloseHandle(file));

  id.FileId.QuadPart = 0x7fffffff12345678;
  FAILS(OpenFileById(folder, &id, GENERIC_READ, SHARE_ALL, NULL, 0) != INVALID_HANDLE_VALUE,
        ERROR_INVALID_PARAMETER);
  CHECK(CloseHandle(folder));
  return 0;
}
