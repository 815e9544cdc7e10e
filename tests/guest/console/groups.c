// Control events of other processes: groups, what is ignored, what a child has of a console.
#include "check.h"

static volatile LONG seen[3];
static HANDLE got, ready, tells_ready;

static BOOL WINAPI on_event(DWORD event) {
  if (event < 3) InterlockedIncrement(&seen[event]);
  SetEvent(got);
  return TRUE;
}

static DWORD exit_code(HANDLE process) {
  DWORD code = 0;
  CHECK(WaitForSingleObject(process, 20000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeProcess(process, &code) && CloseHandle(process));
  return code;
}

// With `id`: waits until the child is ready, and tells its group.
static HANDLE start(const char* role, DWORD flags, DWORD* id) {
  char command[600], path[500];
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION process;
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  sprintf(command, "\"%s\" %s %llu", path, role, (unsigned long long)(ULONG_PTR)tells_ready);
  CHECK(CreateProcessA(NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &process));
  CloseHandle(process.hThread);
  if (id) {
    char byte;
    DWORD read;
    *id = process.dwProcessId;
    CHECK(ReadFile(ready, &byte, 1, &read, NULL) && read == 1);
  }
  return process.hProcess;
}

static void tell_ready(void) {
  DWORD written;
  CHECK(WriteFile(tells_ready, "r", 1, &written, NULL));
}

// The children end with what they have seen.
static int child(const char* role) {
  if (!strcmp(role, "detached")) {
    DWORD ids[4];
    HANDLE console = CreateFileA("CONOUT$", GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    if (console != INVALID_HANDLE_VALUE) return 1;
    if (GetConsoleWindow()) return 2;
    if (FreeConsole()) return 3;
    if (GetConsoleProcessList(ids, 4) != 0) return 4;
    return 50;
  }
  if (!strcmp(role, "no_window")) {
    DWORD ids[4], mode, written;
    if (GetConsoleWindow()) return 1;
    HANDLE console =
        CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
    if (console == INVALID_HANDLE_VALUE || !GetConsoleMode(console, &mode)) return 2;
    if (!WriteConsoleA(console, "unseen", 6, &written, NULL) || written != 6) return 3;
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(console, &info)) return 4;
    if (info.dwCursorPosition.X != 6 || info.dwCursorPosition.Y != 0) return 5;
    if (GetConsoleProcessList(ids, 4) != 1 || ids[0] != GetCurrentProcessId()) return 6;
    if (AllocConsole() || GetLastError() != ERROR_ACCESS_DENIED) return 7;
    if (!FreeConsole() || GetConsoleMode(console, &mode)) return 8;
    return 51;
  }
  if (!strcmp(role, "default")) {
    tell_ready();
    Sleep(20000);
    return 1;
  }
  got = CreateEventA(NULL, FALSE, FALSE, NULL);
  if (!SetConsoleCtrlHandler(on_event, TRUE)) return 2;
  if (!strcmp(role, "enabled") && !SetConsoleCtrlHandler(NULL, FALSE)) return 3;
  tell_ready();
  if (WaitForSingleObject(got, 20000) != WAIT_OBJECT_0) return 4;
  return 10 + seen[CTRL_C_EVENT] + 2 * seen[CTRL_BREAK_EVENT];
}

int main(int argc, char** argv) {
  DWORD id;
  HANDLE process;
  if (argc > 1) {
    tells_ready = (HANDLE)(ULONG_PTR)strtoull(argv[2], NULL, 10);
    return child(argv[1]);
  }
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  CHECK(CreatePipe(&ready, &tells_ready, &inherited, 0));

  // Ctrl-Break reaches a group, Ctrl-C only where it asked for it.
  process = start("events", CREATE_NEW_PROCESS_GROUP, &id);
  CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, id));
  Sleep(100);
  CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, id));
  CHECK(exit_code(process) == 12);
  process = start("enabled", CREATE_NEW_PROCESS_GROUP, &id);
  CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, id));
  CHECK(exit_code(process) == 11);
  // The default handler ends the process.
  process = start("default", CREATE_NEW_PROCESS_GROUP, &id);
  CHECK(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, id));
  CHECK(exit_code(process) == 0xC000013A);

  CHECK(!GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);

  // Children without a console, and with one that nobody sees.
  CHECK(exit_code(start("detached", DETACHED_PROCESS, NULL)) == 50);
  CHECK(exit_code(start("no_window", CREATE_NO_WINDOW, NULL)) == 51);
  return 0;
}
