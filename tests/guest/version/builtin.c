// The version of a system DLL, in both character sets; what is not there.
#include "check.h"

int main(void) {
  DWORD handle = 1;
  const DWORD size = GetFileVersionInfoSizeW(L"kernel32.dll", &handle);
  CHECK(size && handle == 0);
  void* block = HeapAlloc(GetProcessHeap(), 0, size);
  CHECK(GetFileVersionInfoW(L"kernel32.dll", 0, size, block));
  VS_FIXEDFILEINFO* fixed;
  UINT length;
  CHECK(VerQueryValueW(block, L"\\", (void**)&fixed, &length) && length == sizeof *fixed);
  CHECK(fixed->dwSignature == 0xFEEF04BD && HIWORD(fixed->dwFileVersionMS) >= 6);
  WORD* translation;
  CHECK(VerQueryValueW(block, L"\\VarFileInfo\\Translation", (void**)&translation, &length));
  CHECK(length == 4);
  char path[64], *name;
  wsprintfA(path, "\\StringFileInfo\\%04x%04x\\OriginalFilename", translation[0], translation[1]);
  CHECK(VerQueryValueA(block, path, (void**)&name, &length));
  CHECK(length >= 9 && !_strnicmp(name, "kernel32", 8));
  CHECK(!VerQueryValueA(block, "\\Nothing", (void**)&name, &length));
  CHECK(GetLastError() == ERROR_RESOURCE_TYPE_NOT_FOUND);
  CHECK(!GetFileVersionInfoSizeW(L"no such file.dll", NULL));
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  return 0;
}
