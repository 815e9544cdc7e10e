// Enumerating an open directory.
#include "check.h"

typedef struct {
  LONG status;
  ULONG_PTR information;
} Block;

int main(void) {
  LONG(WINAPI * query)(HANDLE, HANDLE, void*, void*, Block*, void*, ULONG, ULONG, BOOLEAN, void*,
                       BOOLEAN) =
      (void*)GetProcAddress(GetModuleHandleW(L"ntdll"), "NtQueryDirectoryFile");
  CHECK(query && CreateDirectoryW(L"d", NULL));
  make_file(L"d\\b", "12");
  make_file(L"d\\a", "1");
  HANDLE directory = CreateFileW(L"d", FILE_LIST_DIRECTORY | SYNCHRONIZE,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                                 OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
  CHECK(directory != INVALID_HANDLE_VALUE);
  BYTE buffer[2048] __attribute__((aligned(8)));
  Block block;
  CHECK(!query(directory, NULL, NULL, NULL, &block, buffer, sizeof buffer, 12, FALSE, NULL, FALSE));
  char names[64] = "";
  for (BYTE* entry = buffer;; entry += *(ULONG*)entry) {
    sprintf(names + strlen(names), "%.*ls ", (int)*(ULONG*)(entry + 8) / 2, (WCHAR*)(entry + 12));
    if (!*(ULONG*)entry) break;
  }
  CHECK(!strcmp(names, ". .. a b "));
  CHECK(query(directory, NULL, NULL, NULL, &block, buffer, sizeof buffer, 12, FALSE, NULL, FALSE) ==
        (LONG)0x80000006);

  FILE_ID_BOTH_DIR_INFO* info = (void*)buffer;
  CHECK(GetFileInformationByHandleEx(directory, FileIdBothDirectoryRestartInfo, buffer,
                                     sizeof buffer));
  CHECK(info->FileNameLength == 2 && info->FileName[0] == L'.');
  while (info->FileName[0] != L'b') info = (void*)((BYTE*)info + info->NextEntryOffset);
  CHECK(info->EndOfFile.QuadPart == 2 && info->FileAttributes == FILE_ATTRIBUTE_ARCHIVE);
  CHECK(info->FileId.QuadPart && !info->NextEntryOffset);
  FAILS(GetFileInformationByHandleEx(directory, FileIdBothDirectoryInfo, buffer, sizeof buffer),
        ERROR_NO_MORE_FILES);
  CHECK(CloseHandle(directory));
  return 0;
}
