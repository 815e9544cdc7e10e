// A process runs at the integrity level of the token that it was made with, and so do its children.
#include "check.h"

static DWORD level(void) {
  HANDLE token;
  CHECK(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
  BYTE buffer[100];
  DWORD size;
  CHECK(GetTokenInformation(token, TokenIntegrityLevel, buffer, sizeof buffer, &size));
  return *GetSidSubAuthority(((TOKEN_MANDATORY_LABEL*)buffer)->Label.Sid, 0);
}

static DWORD run(HANDLE token, const char* argument) {
  char path[MAX_PATH], line[MAX_PATH + 40];
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  snprintf(line, sizeof line, "\"%s\" %s", path, argument);
  STARTUPINFOA info = {sizeof info};
  PROCESS_INFORMATION process;
  CHECK(CreateProcessAsUserA(token, path, line, NULL, NULL, FALSE, 0, NULL, NULL, &info, &process));
  CHECK(WaitForSingleObject(process.hProcess, 20000) == WAIT_OBJECT_0);
  DWORD code;
  CHECK(GetExitCodeProcess(process.hProcess, &code));
  return code;
}

int main(int argc, char** argv) {
  if (argc > 1 && argv[1][0] == 'l') return level() == SECURITY_MANDATORY_LOW_RID ? 77 : 1;
  if (argc > 1) return level() == SECURITY_MANDATORY_LOW_RID ? run(NULL, "leaf") : 1;

  HANDLE own, token;
  CHECK(level() >= SECURITY_MANDATORY_MEDIUM_RID);
  CHECK(OpenProcessToken(
      GetCurrentProcess(),
      TOKEN_DUPLICATE | TOKEN_ADJUST_DEFAULT | TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY, &own));
  CHECK(DuplicateTokenEx(own, 0, NULL, SecurityImpersonation, TokenPrimary, &token));
  SID_IDENTIFIER_AUTHORITY authority = SECURITY_MANDATORY_LABEL_AUTHORITY;
  TOKEN_MANDATORY_LABEL label = {{NULL, SE_GROUP_INTEGRITY}};
  CHECK(AllocateAndInitializeSid(&authority, 1, SECURITY_MANDATORY_LOW_RID, 0, 0, 0, 0, 0, 0, 0,
                                 &label.Label.Sid));
  CHECK(SetTokenInformation(token, TokenIntegrityLevel, &label,
                            sizeof label + GetLengthSid(label.Label.Sid)));
  CHECK(run(token, "child") == 77);
  // This process keeps its own.
  CHECK(level() >= SECURITY_MANDATORY_MEDIUM_RID);
  return 0;
}
