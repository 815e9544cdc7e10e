// Attributes, times and what else is known of a file, by name and by handle.
#include "check.h"

static const DWORD kSet = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;

static ULONGLONG number(FILETIME time) {
  return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

int main(void) {
  make_file(L"f", "12345");
  CHECK(GetFileAttributesW(L"f") == FILE_ATTRIBUTE_ARCHIVE);
  CHECK(SetFileAttributesW(L"f", FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN));
  CHECK((GetFileAttributesA("F") & kSet) == (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN));
  FAILS(DeleteFileW(L"f"), ERROR_ACCESS_DENIED);
  CHECK(SetFileAttributesA("f", FILE_ATTRIBUTE_NORMAL));
  CHECK(!(GetFileAttributesW(L"f") & kSet));
  FAILS(GetFileAttributesW(L"g") != INVALID_FILE_ATTRIBUTES, ERROR_FILE_NOT_FOUND);
  FAILS(GetFileAttributesW(L"g\\h") != INVALID_FILE_ATTRIBUTES, ERROR_PATH_NOT_FOUND);
  FAILS(GetFileAttributesW(L"f*") != INVALID_FILE_ATTRIBUTES, ERROR_INVALID_NAME);
  FAILS(SetFileAttributesW(L"g", FILE_ATTRIBUTE_NORMAL), ERROR_FILE_NOT_FOUND);
  CHECK(GetFileAttributesW(L".") & FILE_ATTRIBUTE_DIRECTORY);

  WIN32_FILE_ATTRIBUTE_DATA data;
  CHECK(GetFileAttributesExW(L"f", GetFileExInfoStandard, &data) && data.nFileSizeLow == 5);
  CHECK(number(data.ftLastWriteTime) && number(data.ftCreationTime));
  FAILS(GetFileAttributesExW(L"f", 9, &data), ERROR_INVALID_PARAMETER);

  // Times, to the last of their digits; nulls leave a time alone.
  HANDLE file = open_file(L"f", GENERIC_READ | FILE_WRITE_ATTRIBUTES, 0, OPEN_EXISTING, 0);
  FILETIME created = {0x12345678, 0x01c00000}, accessed = {0x11111111, 0x01c80000},
           written = {0x87654321, 0x01d00000}, a, b, c;
  CHECK(SetFileTime(file, &created, &accessed, &written));
  CHECK(GetFileTime(file, &a, &b, &c));
  CHECK(number(a) == number(created) && number(b) == number(accessed));
  CHECK(number(c) == number(written));
  CHECK(SetFileTime(file, NULL, NULL, &created) && GetFileTime(file, &a, NULL, &c));
  CHECK(number(c) == number(created) && number(a) == number(created));

  BY_HANDLE_FILE_INFORMATION known;
  CHECK(GetFileInformationByHandle(file, &known));
  CHECK(known.nFileSizeLow == 5 && known.nNumberOfLinks == 1 && known.dwVolumeSerialNumber);
  CHECK(number(known.ftLastWriteTime) == number(created));
  CHECK(CreateHardLinkW(L"link", L"f", NULL));
  BY_HANDLE_FILE_INFORMATION other;
  HANDLE link = open_file(L"link", 0, SHARE_ALL, OPEN_EXISTING, 0);
  CHECK(GetFileInformationByHandle(link, &other) && other.nNumberOfLinks == 2);
  CHECK(other.nFileIndexLow == known.nFileIndexLow && other.nFileIndexHigh == known.nFileIndexHigh);
  CHECK(CloseHandle(link));

  // By class.
  FILE_BASIC_INFO basic;
  CHECK(GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof basic));
  CHECK((ULONGLONG)basic.LastWriteTime.QuadPart == number(created));
  CHECK(basic.FileAttributes && !(basic.FileAttributes & kSet));
  FAILS(GetFileInformationByHandleEx(file, FileBasicInfo, &basic, 8), ERROR_BAD_LENGTH);
  FILE_ID_INFO id;
  CHECK(GetFileInformationByHandleEx(file, FileIdInfo, &id, sizeof id));
  CHECK(*(DWORD*)&id.FileId == known.nFileIndexLow);
  struct {
    FILE_NAME_INFO info;
    WCHAR rest[300];
  } name;
  CHECK(GetFileInformationByHandleEx(file, FileNameInfo, &name, sizeof name));
  CHECK(name.info.FileName[0] == L'\\' &&
        name.info.FileName[name.info.FileNameLength / 2 - 1] == L'f');
  FAILS(GetFileInformationByHandleEx(file, FileNameInfo, &name, 8), ERROR_MORE_DATA);
  FAILS(GetFileInformationByHandleEx(file, FileDispositionInfo, &name, sizeof name),
        ERROR_INVALID_PARAMETER);
  FAILS(GetFileInformationByHandleEx(file, 999, &name, sizeof name), ERROR_INVALID_PARAMETER);
  FILE_ATTRIBUTE_TAG_INFO tag;
  CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag, sizeof tag));
  CHECK(tag.FileAttributes == basic.FileAttributes && tag.ReparseTag == 0);
  CHECK(CloseHandle(file));

  // Setting by class: attributes and times together, the end, a new name.
  file = open_file(L"f", GENERIC_WRITE | DELETE, SHARE_ALL, OPEN_EXISTING, 0);
  memset(&basic, 0, sizeof basic);
  basic.LastWriteTime.QuadPart = number(written);
  basic.FileAttributes = FILE_ATTRIBUTE_ARCHIVE;
  CHECK(SetFileInformationByHandle(file, FileBasicInfo, &basic, sizeof basic));
  CHECK(GetFileAttributesExW(L"f", GetFileExInfoStandard, &data));
  CHECK(data.dwFileAttributes == FILE_ATTRIBUTE_ARCHIVE);
  CHECK(number(data.ftLastWriteTime) == number(written));
  FILE_END_OF_FILE_INFO end = {{.QuadPart = 3}};
  CHECK(SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end));
  CHECK(GetFileSize(file, NULL) == 3);
  make_file(L"new", "old");
  struct {
    FILE_RENAME_INFO info;
    WCHAR rest[8];
  } rename = {};
  rename.info.FileNameLength = 6;
  memcpy(rename.info.FileName, L"new", 8);
  FAILS(SetFileInformationByHandle(file, FileRenameInfo, &rename, sizeof rename),
        ERROR_ALREADY_EXISTS);
  rename.info.ReplaceIfExists = TRUE;
  CHECK(SetFileInformationByHandle(file, FileRenameInfo, &rename, sizeof rename));
  CHECK(!exists(L"f"));
  CHECK(CloseHandle(file) && has_text(L"new", "123"));
  return 0;
}
