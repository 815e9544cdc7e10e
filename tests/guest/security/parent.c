// A process made with another one as its parent: it says so, and inherits what was put into that
// one.
#include "check.h"
// clang-format off: stands on windows.h
#include <tlhelp32.h>
// clang-format on

static DWORD parent_of(DWORD id) {
  PROCESSENTRY32 entry = {sizeof entry};
  HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  CHECK(Process32First(snapshot, &entry));
  do {
    if (entry.th32ProcessID == id) return entry.th32ParentProcessID;
  } while (Process32Next(snapshot, &entry));
  return 0;
}

static PROCESS_INFORMATION start(const char* arguments, STARTUPINFOEXA* info) {
  char path[MAX_PATH], line[MAX_PATH + 40];
  PROCESS_INFORMATION process;
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  snprintf(line, sizeof line, "\"%s\" %s", path, arguments);
  info->StartupInfo.cb = sizeof *info;
  CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                       &info->StartupInfo, &process));
  return process;
}

int main(int argc, char** argv) {
  if (argc == 2) return Sleep(30000), 0;
  if (argc == 3) {  // the parent to be, and an event
    if (parent_of(GetCurrentProcessId()) != strtoul(argv[1], NULL, 10)) return 1;
    return SetEvent((HANDLE)(ULONG_PTR)strtoull(argv[2], NULL, 10)) ? 77 : 2;
  }
  STARTUPINFOEXA info = {0};
  PROCESS_INFORMATION parent = start("wait", &info);
  HANDLE process =
      OpenProcess(PROCESS_CREATE_PROCESS | PROCESS_DUP_HANDLE, FALSE, parent.dwProcessId);
  CHECK(process);
  HANDLE event = CreateEvent(NULL, TRUE, FALSE, NULL), there;
  CHECK(
      DuplicateHandle(GetCurrentProcess(), event, process, &there, 0, TRUE, DUPLICATE_SAME_ACCESS));

  SIZE_T size = 0;
  InitializeProcThreadAttributeList(NULL, 1, 0, &size);
  info.lpAttributeList = malloc(size);
  CHECK(InitializeProcThreadAttributeList(info.lpAttributeList, 1, 0, &size));
  CHECK(UpdateProcThreadAttribute(info.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS,
                                  &process, sizeof process, NULL, NULL));
  char arguments[100];
  snprintf(arguments, sizeof arguments, "%lu %llu", parent.dwProcessId,
           (unsigned long long)(ULONG_PTR)there);
  PROCESS_INFORMATION child = start(arguments, &info);
  CHECK(WaitForSingleObject(child.hProcess, 20000) == WAIT_OBJECT_0);
  DWORD code;
  CHECK(GetExitCodeProcess(child.hProcess, &code));
  TerminateProcess(parent.hProcess, 0);
  CHECK(code == 77);
  CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
  CHECK(DuplicateHandle(process, there, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
  return 0;
}
