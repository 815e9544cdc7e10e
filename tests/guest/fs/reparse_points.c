// Reparse points set by their data: an empty folder becomes a junction or a link, tells its names,
// and becomes a folder again.
#include "check.h"
// clang-format off: stands on windows.h
#include <winioctl.h>
// clang-format on

#ifndef FSCTL_SET_REPARSE_POINT
#define FSCTL_SET_REPARSE_POINT 0x900a4
#define FSCTL_GET_REPARSE_POINT 0x900a8
#define FSCTL_DELETE_REPARSE_POINT 0x900ac
#endif

typedef struct {
  ULONG tag;
  USHORT length, reserved;
  USHORT substitute_offset, substitute_length, print_offset, print_length;
  union {
    WCHAR junction[1024];
    struct {
      ULONG flags;
      WCHAR text[1024];
    } link;
  } names;
} Reparse;

static WCHAR folder[MAX_PATH];

static HANDLE open_itself(const WCHAR* name) {
  HANDLE file =
      CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                  OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
  CHECK(file != INVALID_HANDLE_VALUE);
  return file;
}

static BOOL control(const WCHAR* name, DWORD code, void* in, DWORD in_size, void* out,
                    DWORD out_size, DWORD* size) {
  HANDLE file = open_itself(name);
  BOOL result = DeviceIoControl(file, code, in, in_size, out, out_size, size, NULL);
  DWORD error = GetLastError();
  CHECK(CloseHandle(file));
  SetLastError(error);
  return result;
}

static DWORD fill(Reparse* data, ULONG tag, const WCHAR* substitute, const WCHAR* print,
                  ULONG flags) {
  memset(data, 0, sizeof *data);
  WCHAR* text = tag == IO_REPARSE_TAG_SYMLINK ? data->names.link.text : data->names.junction;
  if (tag == IO_REPARSE_TAG_SYMLINK) data->names.link.flags = flags;
  data->tag = tag;
  data->substitute_length = (USHORT)(wcslen(substitute) * 2);
  data->print_offset = data->substitute_length + 2;
  data->print_length = (USHORT)(wcslen(print) * 2);
  wcscpy(text, substitute);
  wcscpy(text + data->print_offset / 2, print);
  DWORD size =
      (DWORD)((char*)text - (char*)data) + data->substitute_length + data->print_length + 4;
  data->length = (USHORT)(size - 8);
  return size;
}

static BOOL set(const WCHAR* name, ULONG tag, const WCHAR* substitute, const WCHAR* print,
                ULONG flags) {
  Reparse data;
  DWORD ignored, size = fill(&data, tag, substitute, print, flags);
  return control(name, FSCTL_SET_REPARSE_POINT, &data, size, NULL, 0, &ignored);
}

static BOOL reset(const WCHAR* name, ULONG tag) {
  struct {
    ULONG tag;
    USHORT length, reserved;
  } header = {tag, 0, 0};
  DWORD ignored;
  return control(name, FSCTL_DELETE_REPARSE_POINT, &header, sizeof header, NULL, 0, &ignored);
}

static DWORD listed_tag(const WCHAR* name) {
  WIN32_FIND_DATAW data;
  HANDLE find = FindFirstFileW(name, &data);
  CHECK(find != INVALID_HANDLE_VALUE && FindClose(find));
  CHECK(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
  return data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? data.dwReserved0 : 0;
}

static BOOL is_text(const WCHAR* names, USHORT offset, USHORT length, const WCHAR* text) {
  return length == wcslen(text) * 2 && !memcmp(names + offset / 2, text, length);
}

static void test_junction(void) {
  WCHAR target[MAX_PATH], substitute[MAX_PATH + 8];
  swprintf(target, MAX_PATH, L"%ls\\target", folder);
  swprintf(substitute, MAX_PATH + 8, L"\\??\\%ls", target);
  CHECK(CreateDirectoryW(L"junction", NULL));
  CHECK(listed_tag(L"junction") == 0);
  Reparse data;
  DWORD size = 0;
  FAILS(control(L"junction", FSCTL_GET_REPARSE_POINT, NULL, 0, &data, sizeof data, &size),
        ERROR_NOT_A_REPARSE_POINT);
  FAILS(reset(L"junction", IO_REPARSE_TAG_MOUNT_POINT), ERROR_NOT_A_REPARSE_POINT);
  FAILS(set(L"target", IO_REPARSE_TAG_MOUNT_POINT, substitute, target, 0), ERROR_DIR_NOT_EMPTY);
  FAILS(set(L"target\\file", IO_REPARSE_TAG_MOUNT_POINT, substitute, target, 0), ERROR_DIRECTORY);
  CHECK(set(L"junction", IO_REPARSE_TAG_MOUNT_POINT, substitute, target, 0));
  CHECK(listed_tag(L"junction") == IO_REPARSE_TAG_MOUNT_POINT);
  CHECK(has_text(L"junction\\file", "through"));

  CHECK(control(L"junction", FSCTL_GET_REPARSE_POINT, NULL, 0, &data, sizeof data, &size));
  CHECK(data.tag == IO_REPARSE_TAG_MOUNT_POINT && size == data.length + 8u);
  CHECK(is_text(data.names.junction, data.substitute_offset, data.substitute_length, substitute));
  CHECK(is_text(data.names.junction, data.print_offset, data.print_length, target));
  // What does not fit is cut.
  FAILS(control(L"junction", FSCTL_GET_REPARSE_POINT, NULL, 0, &data, 20, &size), ERROR_MORE_DATA);
  CHECK(size == 20);

  FAILS(reset(L"junction", IO_REPARSE_TAG_SYMLINK), ERROR_REPARSE_TAG_MISMATCH);
  CHECK(reset(L"junction", IO_REPARSE_TAG_MOUNT_POINT));
  CHECK(listed_tag(L"junction") == 0);
  CHECK(!exists(L"junction\\file") && exists(L"target\\file"));

  // One handle sets it, sees what it set and deletes it: the folder stays behind, or nothing.
  HANDLE file = CreateFileW(
      L"junction", GENERIC_WRITE | DELETE, 0, NULL, OPEN_EXISTING,
      FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_DELETE_ON_CLOSE, NULL);
  CHECK(file != INVALID_HANDLE_VALUE);
  DWORD count = fill(&data, IO_REPARSE_TAG_MOUNT_POINT, substitute, L"", 0);
  CHECK(DeviceIoControl(file, FSCTL_SET_REPARSE_POINT, &data, count, NULL, 0, &size, NULL));
  FILE_ATTRIBUTE_TAG_INFO tag;
  CHECK(GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag, sizeof tag));
  CHECK(tag.ReparseTag == IO_REPARSE_TAG_MOUNT_POINT);
  CHECK(CloseHandle(file));
  CHECK(!exists(L"junction") && exists(L"target\\file"));

  // To nowhere: still a folder, and removed as one.
  CHECK(CreateDirectoryW(L"nowhere", NULL));
  wcscat(substitute, L"\\missing");
  CHECK(set(L"nowhere", IO_REPARSE_TAG_MOUNT_POINT, substitute, L"", 0));
  CHECK(listed_tag(L"nowhere") == IO_REPARSE_TAG_MOUNT_POINT);
  CHECK(GetFileAttributesW(L"nowhere\\file") == INVALID_FILE_ATTRIBUTES);
  CHECK(!DeleteFileW(L"nowhere"));
  CHECK(RemoveDirectoryW(L"nowhere"));
}

static void test_link(void) {
  CHECK(CreateDirectoryW(L"link", NULL));
  if (!set(L"link", IO_REPARSE_TAG_SYMLINK, L"target", L"target", 1)) {
    // Not everybody may, on Windows.
    CHECK(GetLastError() == ERROR_PRIVILEGE_NOT_HELD);
    return;
  }
  CHECK(listed_tag(L"link") == IO_REPARSE_TAG_SYMLINK);
  CHECK(has_text(L"link\\file", "through"));
  // Another target, of the same kind.
  CHECK(set(L"link", IO_REPARSE_TAG_SYMLINK, L".\\target", L".\\target", 1));
  FAILS(set(L"link", IO_REPARSE_TAG_MOUNT_POINT, L"\\??\\C:\\", L"C:\\", 0),
        ERROR_REPARSE_TAG_MISMATCH);
  Reparse data;
  DWORD size = 0;
  CHECK(control(L"link", FSCTL_GET_REPARSE_POINT, NULL, 0, &data, sizeof data, &size));
  CHECK(data.tag == IO_REPARSE_TAG_SYMLINK && data.names.link.flags == 1);
  CHECK(
      is_text(data.names.link.text, data.substitute_offset, data.substitute_length, L".\\target"));
  CHECK(reset(L"link", IO_REPARSE_TAG_SYMLINK));
  CHECK(listed_tag(L"link") == 0 && RemoveDirectoryW(L"link"));
  // "." and ".." are no names that need another form.
  for (int dots = 1; dots <= 2; ++dots) {
    const WCHAR* to = L".." + (2 - dots);
    CHECK(CreateSymbolicLinkW(L"dots", to, SYMBOLIC_LINK_FLAG_DIRECTORY));
    CHECK(control(L"dots", FSCTL_GET_REPARSE_POINT, NULL, 0, &data, sizeof data, &size));
    CHECK(is_text(data.names.link.text, data.substitute_offset, data.substitute_length, to));
    CHECK(RemoveDirectoryW(L"dots"));
  }
  // From the root of the drive.
  CHECK(CreateSymbolicLinkW(L"rooted", folder + 2, SYMBOLIC_LINK_FLAG_DIRECTORY));
  CHECK(control(L"rooted", FSCTL_GET_REPARSE_POINT, NULL, 0, &data, sizeof data, &size));
  CHECK(data.names.link.flags == 1);
  CHECK(is_text(data.names.link.text, data.substitute_offset, data.substitute_length, folder + 2));
  CHECK(has_text(L"rooted\\target\\file", "through"));
  CHECK(RemoveDirectoryW(L"rooted"));
  // A file's link becomes an empty file again.
  make_file(L"empty", "");
  CHECK(set(L"empty", IO_REPARSE_TAG_SYMLINK, L"target\\file", L"target\\file", 1));
  CHECK(has_text(L"empty", "through"));
  CHECK(reset(L"empty", IO_REPARSE_TAG_SYMLINK) && has_text(L"empty", ""));
  CHECK(DeleteFileW(L"empty"));
}

int main(void) {
  CHECK(CreateDirectoryW(L"reparse_points.tmp", NULL) || GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(SetCurrentDirectoryW(L"reparse_points.tmp"));
  CHECK(GetCurrentDirectoryW(MAX_PATH, folder));
  CHECK(CreateDirectoryW(L"target", NULL));
  make_file(L"target\\file", "through");
  test_junction();
  test_link();
  CHECK(DeleteFileW(L"target\\file") && RemoveDirectoryW(L"target"));
  CHECK(SetCurrentDirectoryW(L"..") && RemoveDirectoryW(L"reparse_points.tmp"));
  return 0;
}
