// A process that ignores Ctrl-C hands that on to its children.
#include "check.h"

static DWORD run(const char* role) {
  char command[600], path[500];
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION process;
  DWORD code;
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  sprintf(command, "\"%s\" %s", path, role);
  CHECK(CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
  CHECK(WaitForSingleObject(process.hProcess, 20000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeProcess(process.hProcess, &code));
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
  return code;
}

int main(int argc, char** argv) {
  if (argc > 1) {
    if (!strcmp(argv[1], "enable")) SetConsoleCtrlHandler(NULL, FALSE);
    // The parent, whom it reaches too, ignores it all the same.
    if (!GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) return 1;
    Sleep(!strcmp(argv[1], "enable") ? 10000 : 200);
    return 42;
  }
  CHECK(SetConsoleCtrlHandler(NULL, TRUE));
  CHECK(run("inherit") == 42);
  CHECK(run("enable") == 0xC000013A);
  return 0;
}
