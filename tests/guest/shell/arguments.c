// CommandLineToArgvW: quotes, backslashes, an empty line; folders of the user.
#include "check.h"

int main(void) {
  int count = 0;
  LPWSTR* arguments = CommandLineToArgvW(L"\"a b\" c\\\\\"d e\" \"f\"\"g\" \\\"h", &count);
  CHECK(arguments && count == 3 && !arguments[3]);
  CHECK(!wcscmp(arguments[0], L"a b") && !wcscmp(arguments[1], L"c\\d e"));
  // A doubled quote is one and ends the quoted part; the next begins another.
  CHECK(!wcscmp(arguments[2], L"f\"g \"h"));
  CHECK(!LocalFree(arguments));
  arguments = CommandLineToArgvW(L"", &count);
  CHECK(arguments && count == 1 && wcslen(arguments[0]) > 4);
  LocalFree(arguments);

  wchar_t path[MAX_PATH], other[MAX_PATH];
  CHECK(SHGetFolderPathW(NULL, CSIDL_APPDATA, NULL, 0, path) == S_OK);
  CHECK(GetEnvironmentVariableW(L"APPDATA", other, MAX_PATH) && !wcscmp(path, other));
  CHECK(SHGetFolderPathW(NULL, 0x3f, NULL, 0, path) == E_INVALIDARG);
  CHECK((INT_PTR)ShellExecuteW(NULL, L"open", L"Z:\\no\\such\\file", NULL, NULL, 0) <= 32);
  return 0;
}
