// Programs of this folder that start themselves as children: with a role, and what goes with it.
#pragma once
#include <string.h>

#include "check.h"

// The child's process; it inherits inheritable handles.
static inline HANDLE start_child(const char* role, const char* argument) {
  char path[MAX_PATH], line[1024];
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  snprintf(line, sizeof line, "\"%s\" %s %s", path, role, argument);
  STARTUPINFOA startup = {sizeof startup};
  PROCESS_INFORMATION information;
  CHECK(CreateProcessA(path, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information));
  CloseHandle(information.hThread);
  return information.hProcess;
}

static inline void join_child(HANDLE process) {
  DWORD code = 1;
  CHECK(WaitForSingleObject(process, 60000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeProcess(process, &code) && code == 0);
  CloseHandle(process);
}

static inline BOOL has_role(int argc, char** argv, const char* role) {
  return argc > 1 && strcmp(argv[1], role) == 0;
}
