// The process token: user, groups, privileges, and their adjustment.
#include "check.h"

static char buffer[65536];

static void* query(HANDLE token, TOKEN_INFORMATION_CLASS what) {
  DWORD needed = 0;
  SetLastError(0);
  CHECK(!GetTokenInformation(token, what, NULL, 0, &needed));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER && needed && needed < sizeof buffer);
  CHECK(GetTokenInformation(token, what, buffer, needed, &needed));
  return buffer;
}

int main(void) {
  HANDLE token;
  CHECK(OpenProcessToken(GetCurrentProcess(),
                         TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES | TOKEN_DUPLICATE, &token));
  TOKEN_USER* user = query(token, TokenUser);
  CHECK(IsValidSid(user->User.Sid));
  TOKEN_GROUPS* groups = query(token, TokenGroups);
  CHECK(groups->GroupCount > 3);
  TOKEN_PRIVILEGES* held = query(token, TokenPrivileges);
  CHECK(held->PrivilegeCount >= 2);

  DWORD needed;
  TOKEN_TYPE type;
  CHECK(GetTokenInformation(token, TokenType, &type, sizeof type, &needed) && type == TokenPrimary);
  SECURITY_IMPERSONATION_LEVEL level;
  CHECK(!GetTokenInformation(token, TokenImpersonationLevel, &level, sizeof level, &needed));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);

  TOKEN_PRIVILEGES wanted = {1}, before;
  CHECK(LookupPrivilegeValueW(NULL, L"SeChangeNotifyPrivilege", &wanted.Privileges[0].Luid));
  CHECK(AdjustTokenPrivileges(token, FALSE, &wanted, sizeof before, &before, &needed));
  CHECK(GetLastError() == ERROR_SUCCESS && before.PrivilegeCount == 1);
  CHECK(before.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED);
  CHECK(AdjustTokenPrivileges(token, FALSE, &before, 0, NULL, NULL));
  // No user may act as part of the operating system.
  CHECK(LookupPrivilegeValueA(NULL, "SeTcbPrivilege", &wanted.Privileges[0].Luid));
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  CHECK(AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL));
  CHECK(GetLastError() == ERROR_NOT_ALL_ASSIGNED);
  CHECK(!LookupPrivilegeValueA(NULL, "SeNothing", &wanted.Privileges[0].Luid));
  CHECK(GetLastError() == ERROR_NO_SUCH_PRIVILEGE);
  char name[64];
  DWORD size = 3;
  LUID debug = {20, 0};
  CHECK(!LookupPrivilegeNameA(NULL, &debug, name, &size) && size == 17);
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(LookupPrivilegeNameA(NULL, &debug, name, &size) && size == 16);
  CHECK(strcmp(name, "SeDebugPrivilege") == 0);

  // Impersonation.
  HANDLE thread_token;
  CHECK(!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread_token));
  CHECK(GetLastError() == ERROR_NO_TOKEN);
  CHECK(ImpersonateSelf(SecurityImpersonation));
  CHECK(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread_token));
  CHECK(GetTokenInformation(thread_token, TokenImpersonationLevel, &level, sizeof level, &needed));
  CHECK(level == SecurityImpersonation);
  CHECK(RevertToSelf());
  CHECK(!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &thread_token));

  SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
  PSID everyone;
  BOOL member;
  CHECK(AllocateAndInitializeSid(&world, 1, 0, 0, 0, 0, 0, 0, 0, 0, &everyone));
  CHECK(CheckTokenMembership(NULL, everyone, &member) && member);
  FreeSid(everyone);
  HANDLE restricted;
  CHECK(
      CreateRestrictedToken(token, DISABLE_MAX_PRIVILEGE, 0, NULL, 0, NULL, 0, NULL, &restricted));
  held = query(restricted, TokenPrivileges);
  CHECK(held->PrivilegeCount == 1);
  return 0;
}
