// Named sections, in this process and in a child.
#include "../sync/check.h"

int main(int argc, char** argv) {
  if (argc > 1) {
    HANDLE section = OpenFileMappingW(FILE_MAP_ALL_ACCESS, FALSE, L"mimic-test-section");
    CHECK(section);
    int* view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    CHECK(view && *view == 1234);
    *view = 4321;
    return 0;
  }
  CHECK(!OpenFileMappingW(FILE_MAP_READ, FALSE, L"mimic-test-section"));
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x2000,
                                      L"mimic-test-section");
  CHECK(section && GetLastError() == 0);
  HANDLE again = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x9000,
                                    "Local\\mimic-test-section");
  CHECK(again && GetLastError() == ERROR_ALREADY_EXISTS);
  CHECK(!CreateEventW(NULL, TRUE, FALSE, L"mimic-test-section"));
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  int* view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
  CHECK(view);
  *view = 1234;

  char line[MAX_PATH + 16];
  line[0] = '"';
  GetModuleFileNameA(NULL, line + 1, MAX_PATH);
  strcat(line, "\" child");
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION child;
  CHECK(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child));
  CHECK(WaitForSingleObject(child.hProcess, 20000) == WAIT_OBJECT_0);
  DWORD code;
  CHECK(GetExitCodeProcess(child.hProcess, &code) && code == 0);
  CHECK(*view == 4321);

  CHECK(CloseHandle(section) && CloseHandle(again));
  CHECK(!OpenFileMappingW(FILE_MAP_READ, FALSE, L"mimic-test-section"));
  return 0;
}
