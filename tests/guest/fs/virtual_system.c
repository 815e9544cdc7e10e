// The system's folders that every Windows has, whether anything was ever written to drive C: or
// not.
#include "../sync/check.h"

static DWORD attributes(const char* name) { return GetFileAttributesA(name); }

int main(void) {
  CHECK(attributes("C:\\Windows\\System32") == FILE_ATTRIBUTE_DIRECTORY);
  CHECK(attributes("c:\\windows\\system32\\KERNEL32.dll") != INVALID_FILE_ATTRIBUTES);
  CHECK(attributes("C:\\Windows\\System32\\cmd.exe") != INVALID_FILE_ATTRIBUTES);
  CHECK(attributes("C:\\Windows\\System32\\drivers\\etc\\hosts") != INVALID_FILE_ATTRIBUTES);
  CHECK(attributes("C:\\Windows\\System32\\nothing.txt") == INVALID_FILE_ATTRIBUTES &&
        GetLastError() == ERROR_FILE_NOT_FOUND);
  CHECK(attributes("C:\\Windows\\nothing\\nothing.txt") == INVALID_FILE_ATTRIBUTES &&
        GetLastError() == ERROR_PATH_NOT_FOUND);
  CHECK(CreateFileA("C:\\Windows\\System32\\nothing.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                    NULL) == INVALID_HANDLE_VALUE &&
        GetLastError() == ERROR_FILE_NOT_FOUND);
  char path[MAX_PATH];
  CHECK(SearchPathA(NULL, "cmd", ".exe", sizeof path, path, NULL) &&
        !stricmp(path, "C:\\Windows\\System32\\cmd.exe"));

  WIN32_FIND_DATAA found;
  HANDLE search = FindFirstFileA("C:\\Windows\\System32\\cmd*", &found);
  CHECK(search != INVALID_HANDLE_VALUE && !stricmp(found.cFileName, "cmd.exe"));
  CHECK(FindClose(search));

  // A program that starts there.
  STARTUPINFOA startup = {sizeof startup};
  PROCESS_INFORMATION process;
  char line[] = "cmd /c if \"%CD%\" == \"C:\\Windows\\System32\" (exit 7) else exit 8";
  CHECK(CreateProcessA("C:\\Windows\\System32\\cmd.exe", line, NULL, NULL, FALSE, 0, NULL,
                       "C:\\Windows\\System32", &startup, &process));
  CHECK(WaitForSingleObject(process.hProcess, 20000) == WAIT_OBJECT_0);
  DWORD code = 0;
  CHECK(GetExitCodeProcess(process.hProcess, &code) && code == 7);
  return 0;
}
