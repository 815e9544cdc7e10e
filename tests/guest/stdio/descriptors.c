// Low-level descriptors: opening, positions, duplicates, sizes, handles, errors.
#include <windows.h>

#include "check.h"

static void no_handler(const wchar_t* a, const wchar_t* b, const wchar_t* c, unsigned d,
                       uintptr_t e) {}

static void opens(void) {
  CHECK(_open("absent", _O_RDONLY) == -1 && errno == ENOENT);
  int fd = _open("file", _O_CREAT | _O_EXCL | _O_RDWR | _O_BINARY, _S_IREAD | _S_IWRITE);
  CHECK(fd == 3);
  CHECK(_open("file", _O_CREAT | _O_EXCL | _O_RDWR, _S_IREAD) == -1 && errno == EEXIST);
  CHECK(_write(fd, "0123456789", 10) == 10);
  CHECK(_tell(fd) == 10 && _eof(fd) == 1);
  CHECK(_lseek(fd, -4, SEEK_END) == 6 && _eof(fd) == 0);
  char text[16];
  CHECK(_read(fd, text, 16) == 4 && !memcmp(text, "6789", 4));
  CHECK(_lseeki64(fd, 2, SEEK_SET) == 2 && _lseek(fd, -3, SEEK_CUR) == -1 && errno == EINVAL);
  CHECK(_filelength(fd) == 10 && _filelengthi64(fd) == 10 && _tell(fd) == 2);
  CHECK(_chsize(fd, 20) == 0 && _filelength(fd) == 20 && _tell(fd) == 2);
  CHECK(_chsize_s(fd, 5) == 0 && _filelength(fd) == 5);
  CHECK(_commit(fd) == 0 && _isatty(fd) == 0);
  CHECK(_close(fd) == 0);
  CHECK(_close(fd) == -1 && errno == EBADF);
  CHECK(_write(77, "x", 1) == -1 && errno == EBADF);

  fd = _open("file", _O_RDONLY);
  CHECK(_write(fd, "x", 1) == -1 && errno == EBADF);
  CHECK(_close(fd) == 0);
  fd = _open("file", _O_WRONLY | _O_APPEND | _O_BINARY);
  CHECK(_lseek(fd, 0, SEEK_SET) == 0 && _write(fd, "end", 3) == 3);
  CHECK(_close(fd) == 0 && file_is("file", "01234end", 8));
}

static void duplicates(void) {
  const int fd = _open("file", _O_RDONLY | _O_BINARY);
  const int copy = _dup(fd);
  CHECK(copy == fd + 1);
  char c;
  CHECK(_read(fd, &c, 1) == 1 && c == '0' && _read(copy, &c, 1) == 1 && c == '1');
  CHECK(_dup2(fd, 40) == 0 && _read(40, &c, 1) == 1 && c == '2');
  CHECK(_dup2(fd, fd) == 0);
  CHECK(_close(fd) == 0 && _close(copy) == 0);
  CHECK(_read(40, &c, 1) == 1 && c == '3' && _close(40) == 0);
}

static void handles(void) {
  HANDLE handle = CreateFileA("file", GENERIC_READ, 3, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(handle != INVALID_HANDLE_VALUE);
  const int fd = _open_osfhandle((intptr_t)handle, _O_RDONLY | _O_TEXT);
  CHECK(fd >= 3 && _get_osfhandle(fd) == (intptr_t)handle);
  CHECK(_setmode(fd, _O_BINARY) == _O_TEXT && _setmode(fd, _O_TEXT) == _O_BINARY);
  CHECK(_close(fd) == 0);
  CHECK(!CloseHandle(handle));
  CHECK(_get_osfhandle(fd) == -1 && errno == EBADF);
}

static void shares(void) {
  const int fd = _sopen("file", _O_RDWR, _SH_DENYRW);
  CHECK(fd >= 0);
  CHECK(_open("file", _O_RDONLY) == -1 && errno == EACCES);
  CHECK(_close(fd) == 0);
  int opened = 0;
  CHECK(_sopen_s(&opened, "absent", _O_RDONLY, _SH_DENYNO, 0) == ENOENT && opened == -1);
}

static void read_only_by_permissions(void) {
  int fd = _creat("locked", _S_IREAD);
  CHECK(fd >= 0 && _write(fd, "x", 1) == 1 && _close(fd) == 0);
  CHECK(GetFileAttributesA("locked") & FILE_ATTRIBUTE_READONLY);
  CHECK(_open("locked", _O_WRONLY) == -1 && errno == EACCES);
  CHECK(SetFileAttributesA("locked", FILE_ATTRIBUTE_NORMAL));
  CHECK(_umask(_S_IWRITE) == 0 && _umask(0) == _S_IWRITE);
}

int main(void) {
  _set_invalid_parameter_handler(no_handler);
  opens();
  duplicates();
  handles();
  shares();
  read_only_by_permissions();
  return 0;
}
