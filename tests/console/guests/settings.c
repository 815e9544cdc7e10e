// Fonts, history, display mode, aliases.
#include "check.h"

// Not every import library has them.
typedef BOOL(WINAPI* AddAlias)(LPCWSTR, LPCWSTR, LPCWSTR);
typedef DWORD(WINAPI* GetAlias)(LPCWSTR, LPWSTR, DWORD, LPCWSTR);
typedef DWORD(WINAPI* GetAliases)(LPWSTR, DWORD, LPCWSTR);

int main(void) {
  HMODULE kernel = GetModuleHandleA("kernel32.dll");
  CONSOLE_FONT_INFOEX font = {.cbSize = sizeof font};
  CHECK(GetCurrentConsoleFontEx(OUTPUT, FALSE, &font) && font.dwFontSize.X && font.FaceName[0]);
  font.FontWeight = FW_BOLD;
  CHECK(SetCurrentConsoleFontEx(OUTPUT, FALSE, &font));
  font.FontWeight = 0;
  CHECK(GetCurrentConsoleFontEx(OUTPUT, FALSE, &font) && font.FontWeight == FW_BOLD);
  font.cbSize = 4;
  CHECK(!GetCurrentConsoleFontEx(OUTPUT, FALSE, &font));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CONSOLE_HISTORY_INFO history = {.cbSize = sizeof history};
  CHECK(GetConsoleHistoryInfo(&history) && history.HistoryBufferSize > 0);
  history.HistoryBufferSize = 77;
  CHECK(SetConsoleHistoryInfo(&history));
  history.HistoryBufferSize = 0;
  CHECK(GetConsoleHistoryInfo(&history) && history.HistoryBufferSize == 77);
  DWORD mode = 77;
  CHECK(GetConsoleDisplayMode(&mode) && mode == 0);
  CONSOLE_SELECTION_INFO selection;
  CHECK(GetConsoleSelectionInfo(&selection) && selection.dwFlags == CONSOLE_NO_SELECTION);

  AddAlias add = (AddAlias)(void*)GetProcAddress(kernel, "AddConsoleAliasW");
  GetAlias get = (GetAlias)(void*)GetProcAddress(kernel, "GetConsoleAliasW");
  GetAliases list = (GetAliases)(void*)GetProcAddress(kernel, "GetConsoleAliasesW");
  WCHAR text[64];
  CHECK(add && get && list);
  CHECK(add((LPWSTR)L"ll", (LPWSTR)L"dir /w", (LPWSTR)L"test.exe"));
  CHECK(get(L"LL", text, sizeof text, L"TEST.EXE") == 14 && !lstrcmpW(text, L"dir /w"));
  CHECK(get(L"ll", text, 4, L"test.exe") == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(list(text, sizeof text, L"test.exe") == 20 && !lstrcmpW(text, L"ll=dir /w"));
  CHECK(add(L"ll", NULL, L"test.exe"));
  CHECK(get(L"ll", text, sizeof text, L"test.exe") == 0 && GetLastError() == ERROR_GEN_FAILURE);
  say("done\n");
  return 0;
}
