// Files by the native functions.
#include "check.h"

#define OPEN_EXISTING_FILE 1
#define CREATE_FILE 2
#define SYNCHRONOUS 0x20

int main(void) {
  NATIVE(NtCreateFile, (HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*, LARGE_INTEGER*,
                        ULONG, ULONG, ULONG, ULONG, void*, ULONG));
  NATIVE(NtReadFile,
         (HANDLE, HANDLE, void*, void*, IO_STATUS_BLOCK*, void*, ULONG, LARGE_INTEGER*, ULONG*));
  NATIVE(NtWriteFile, (HANDLE, HANDLE, void*, void*, IO_STATUS_BLOCK*, const void*, ULONG,
                       LARGE_INTEGER*, ULONG*));
  NATIVE(NtQueryInformationFile, (HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int));
  NATIVE(NtSetInformationFile, (HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int));
  NATIVE(NtQueryVolumeInformationFile, (HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int));
  NATIVE(NtQueryAttributesFile, (OBJECT_ATTRIBUTES*, void*));
  NATIVE(NtDeleteFile, (OBJECT_ATTRIBUTES*));
  NATIVE(NtQueryEaFile,
         (HANDLE, IO_STATUS_BLOCK*, void*, ULONG, BOOLEAN, void*, ULONG, ULONG*, BOOLEAN));
  NATIVE(NtLockFile, (HANDLE, HANDLE, void*, void*, IO_STATUS_BLOCK*, LARGE_INTEGER*,
                      LARGE_INTEGER*, ULONG, BOOLEAN, BOOLEAN));

  // Below a folder that is open.
  CHECK(CreateDirectoryW(L"d", NULL));
  HANDLE folder =
             open_file(L"d", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS),
         file, other;
  UNICODE_STRING name = {2, 4, L"f"};
  OBJECT_ATTRIBUTES attributes;
  InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, folder, NULL);
  IO_STATUS_BLOCK block;
  CHECK(NtCreateFile(&file, GENERIC_READ | SYNCHRONIZE, &attributes, &block, NULL, 0, SHARE_ALL,
                     OPEN_EXISTING_FILE, SYNCHRONOUS, NULL, 0) == (NTSTATUS)0xC0000034);
  // Waiting for a file takes the right to.
  CHECK(NtCreateFile(&file, FILE_READ_DATA, &attributes, &block, NULL, 0, SHARE_ALL, CREATE_FILE,
                     SYNCHRONOUS, NULL, 0) == (NTSTATUS)0xC000000D);
  CHECK(!NtCreateFile(&file, GENERIC_READ | GENERIC_WRITE | DELETE | SYNCHRONIZE, &attributes,
                      &block, NULL, FILE_ATTRIBUTE_NORMAL, SHARE_ALL, CREATE_FILE, SYNCHRONOUS,
                      NULL, 0));
  CHECK(block.Information == 2);
  CHECK(NtCreateFile(&other, GENERIC_READ | SYNCHRONIZE, &attributes, &block, NULL, 0, SHARE_ALL,
                     CREATE_FILE, SYNCHRONOUS, NULL, 0) == (NTSTATUS)0xC0000035);

  CHECK(!NtWriteFile(file, NULL, NULL, NULL, &block, "0123456789", 10, NULL, NULL));
  CHECK(block.Information == 10);
  LARGE_INTEGER place = {.QuadPart = 8};
  char buffer[16];
  CHECK(!NtReadFile(file, NULL, NULL, NULL, &block, buffer, 16, &place, NULL));
  CHECK(block.Information == 2 && !memcmp(buffer, "89", 2));
  CHECK(NtReadFile(file, NULL, NULL, NULL, &block, buffer, 16, NULL, NULL) == (NTSTATUS)0xC0000011);

  LARGE_INTEGER position;
  CHECK(!NtQueryInformationFile(file, &block, &position, sizeof position, 14));
  CHECK(position.QuadPart == 10 && block.Information == sizeof position);
  position.QuadPart = 1;
  CHECK(!NtSetInformationFile(file, &block, &position, sizeof position, 14));
  CHECK(!NtReadFile(file, NULL, NULL, NULL, &block, buffer, 1, NULL, NULL) && buffer[0] == '1');
  CHECK(NtQueryInformationFile(file, &block, &position, 4, 14) == (NTSTATUS)0xC0000004);

  struct {
    LARGE_INTEGER allocation, end;
    ULONG links;
    BOOLEAN pending, directory;
  } standard;
  CHECK(!NtQueryInformationFile(file, &block, &standard, sizeof standard, 5));
  CHECK(standard.end.QuadPart == 10 && standard.links == 1 && !standard.directory);
  struct {
    ULONG device, characteristics;
  } device;
  CHECK(!NtQueryVolumeInformationFile(file, &block, &device, sizeof device, 4) &&
        device.device == 7);
  CHECK(NtQueryEaFile(file, &block, buffer, 16, FALSE, NULL, 0, NULL, TRUE) ==
        (NTSTATUS)0xC0000052);
  LARGE_INTEGER start = {}, length = {.QuadPart = 4};
  CHECK(!NtLockFile(file, NULL, NULL, NULL, &block, &start, &length, 0, TRUE, TRUE));

  // By name.
  struct {
    LARGE_INTEGER times[4];
    ULONG attributes;
  } basic;
  CHECK(!NtQueryAttributesFile(&attributes, &basic) && basic.attributes == FILE_ATTRIBUTE_ARCHIVE);
  CHECK(CloseHandle(file));
  CHECK(!NtDeleteFile(&attributes));
  CHECK(NtQueryAttributesFile(&attributes, &basic) == (NTSTATUS)0xC0000034);
  CHECK(CloseHandle(folder));
  return 0;
}
