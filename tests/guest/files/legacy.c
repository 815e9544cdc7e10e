// What 16-bit Windows had for files.
#include "check.h"

int main(void) {
  HFILE file = _lcreat("f", 0);
  CHECK(file != HFILE_ERROR);
  CHECK(_lwrite(file, "0123456789", 10) == 10 && _llseek(file, 4, 0) == 4);
  CHECK(_lwrite(file, "", 0) == 0 && _lclose(file) == 0);  // writing nothing cuts the file
  CHECK(has_text(L"f", "0123"));
  file = _lopen("f", OF_READ);
  char buffer[8];
  CHECK(_lread(file, buffer, 8) == 4 && _lwrite(file, "x", 1) == (UINT)HFILE_ERROR);
  CHECK(_lclose(file) == 0 && _lopen("g", OF_READ) == HFILE_ERROR);

  OFSTRUCT about;
  CHECK(OpenFile("g", &about, OF_EXIST) == HFILE_ERROR && about.nErrCode == ERROR_FILE_NOT_FOUND);
  CHECK(OpenFile("f", &about, OF_EXIST) != HFILE_ERROR && strrchr(about.szPathName, '\\'));
  CHECK(about.cBytes == sizeof about && about.szPathName[1] == ':');
  file = OpenFile("f", &about, OF_READWRITE | OF_SHARE_EXCLUSIVE);
  CHECK(file != HFILE_ERROR && _lopen("f", OF_READ) == HFILE_ERROR);
  CHECK(GetLastError() == ERROR_SHARING_VIOLATION && _lclose(file) == 0);
  CHECK(OpenFile("f", &about, OF_DELETE) != HFILE_ERROR && !exists(L"f"));

  DWORD kind;
  WCHAR self[MAX_PATH];
  GetModuleFileNameW(NULL, self, MAX_PATH);
  CHECK(GetBinaryTypeW(self, &kind) && kind == SCS_64BIT_BINARY);
  make_file(L"t.txt", "text");
  FAILS(GetBinaryTypeW(L"t.txt", &kind), ERROR_BAD_EXE_FORMAT);
  FAILS(GetBinaryTypeW(L"none", &kind), ERROR_FILE_NOT_FOUND);
  return 0;
}
