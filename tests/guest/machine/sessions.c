// Sessions and their processes: wtsapi32.
#include "check.h"

int main(void) {
  WTS_SESSION_INFOW* sessions;
  DWORD count = 0, size, session;
  CHECK(ProcessIdToSessionId(GetCurrentProcessId(), &session));
  CHECK(WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &count) && count >= 1);
  int found = 0;
  for (DWORD i = 0; i < count; i++) {
    CHECK(sessions[i].pWinStationName);
    found += sessions[i].SessionId == session;
  }
  CHECK(found == 1);
  WTSFreeMemory(sessions);
  CHECK(!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 9, &sessions, &count));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);

  WCHAR user[256];
  size = 256;
  CHECK(GetUserNameW(user, &size));
  LPWSTR text;
  CHECK(WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSUserName,
                                    &text, &size));
  CHECK(lstrcmpiW(text, user) == 0 && size == (DWORD)(lstrlenW(text) + 1) * 2);
  WTSFreeMemory(text);
  LPSTR value;
  CHECK(WTSQuerySessionInformationA(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSSessionId,
                                    &value, &size));
  CHECK(size == 4 && *(DWORD*)value == session);
  WTSFreeMemory(value);
  CHECK(WTSQuerySessionInformationA(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION,
                                    WTSClientProtocolType, &value, &size));
  CHECK(size == 2);
  WTSFreeMemory(value);
  CHECK(!WTSQuerySessionInformationA(WTS_CURRENT_SERVER_HANDLE, 31000, WTSUserName, &value, &size));

  WTS_PROCESS_INFOW* processes;
  CHECK(WTSEnumerateProcessesW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &processes, &count));
  found = 0;
  for (DWORD i = 0; i < count; i++) found += processes[i].ProcessId == GetCurrentProcessId();
  CHECK(found == 1);
  WTSFreeMemory(processes);
  return 0;
}
