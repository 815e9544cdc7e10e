// The process's only thread is blocked when a control event comes from another process.
#include "check.h"

static HANDLE pipe_out;

static BOOL WINAPI on_event(DWORD event) {
  DWORD written;
  WriteFile(pipe_out, "e", 1, &written, NULL);
  return TRUE;
}

int main(int argc, char** argv) {
  char byte;
  DWORD count;
  if (argc > 1) {
    // The child sends it to all, and ignores it itself.
    SetConsoleCtrlHandler(NULL, TRUE);
    Sleep(100);
    return GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0) ? 0 : 1;
  }
  char command[600], path[500];
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION process;
  HANDLE pipe_in;
  CHECK(CreatePipe(&pipe_in, &pipe_out, NULL, 0));
  CHECK(SetConsoleCtrlHandler(on_event, TRUE));
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  sprintf(command, "\"%s\" child", path);
  CHECK(CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
  CHECK(ReadFile(pipe_in, &byte, 1, &count, NULL) && count == 1 && byte == 'e');
  CHECK(WaitForSingleObject(process.hProcess, 10000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeProcess(process.hProcess, &count) && count == 0);
  return 0;
}
