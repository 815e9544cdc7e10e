// Leaving the console, and coming back to it.
#include "check.h"

int main(void) {
  DWORD mode, ids[8];
  char text[32];
  CHECK(GetConsoleWindow());
  CHECK(GetConsoleProcessList(ids, 8) == 1 && ids[0] == GetCurrentProcessId());
  CHECK(!AllocConsole() && GetLastError() == ERROR_ACCESS_DENIED);
  CHECK(!AttachConsole(ATTACH_PARENT_PROCESS) && GetLastError() == ERROR_ACCESS_DENIED);
  HANDLE before = OUTPUT;
  say("before\n");
  CHECK(FreeConsole());
  // The handles are of no use now.
  DWORD written;
  if (GetConsoleMode(before, &mode) || WriteFile(before, "unseen\n", 7, &written, NULL)) return 1;
  if (GetConsoleWindow() || GetConsoleProcessList(ids, 8)) return 2;
  if (CreateFileA("CONOUT$", GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL) !=
      INVALID_HANDLE_VALUE)
    return 3;
  if (FreeConsole() || GetLastError() != ERROR_INVALID_PARAMETER) return 4;
  if (AttachConsole(0x7ffffff0) || GetLastError() != ERROR_INVALID_PARAMETER) return 5;
  if (!AllocConsole()) return 6;
  say("after\n");
  CHECK(FreeConsole());
  if (!AttachConsole(ATTACH_PARENT_PROCESS)) return 7;
  say("again\n");
  CHECK(ReadFile(INPUT, text, 32, &written, NULL) && written == 4 && !memcmp(text, "ab\r\n", 4));
  say("done\n");
  return 0;
}
