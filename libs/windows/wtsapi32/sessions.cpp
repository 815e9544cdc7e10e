// Sessions: one, of the user whom the process runs as, at the console.
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/packed_records.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::wtsapi32 {

using kernel32::fail;
using kernel32::fail_with;

namespace {

constexpr DWORD kSession = 1, WTS_CURRENT_SESSION = 0xffffffff;
constexpr int WTSActive = 0;

enum InformationClass {
  WTSInitialProgram,
  WTSApplicationName,
  WTSWorkingDirectory,
  WTSOEMId,
  WTSSessionId,
  WTSUserName,
  WTSWinStationName,
  WTSDomainName,
  WTSConnectState,
  WTSClientBuildNumber,
  WTSClientName,
  WTSClientDirectory,
  WTSClientProductId,
  WTSClientHardwareId,
  WTSClientAddress,
  WTSClientDisplay,
  WTSClientProtocolType,
  WTSIsRemoteSession = 29,
};

std::u16string convert(std::u16string text, WCHAR) { return text; }
std::string convert(const std::u16string& text, char) { return to_ansi(text); }

template <class Char>
struct SESSION_INFO {
  DWORD SessionId;
  Char* pWinStationName;
  int State;
};

template <class Char>
BOOL enumerate(DWORD version, SESSION_INFO<Char>** sessions, DWORD* count) {
  if (!sessions || !count || version != 1) return fail_with(ERROR_INVALID_PARAMETER);
  PackedRecords<SESSION_INFO<Char>> records;
  records.add() = {kSession, nullptr, WTSActive};
  records.text(&SESSION_INFO<Char>::pWinStationName,
               std::basic_string_view<Char>(convert(u"Console", Char())));
  *sessions = records.build();
  *count = 1;
  return TRUE;
}

bool is_session(DWORD session) { return session == kSession || session == WTS_CURRENT_SESSION; }

template <class Char>
BOOL give(const std::basic_string<Char>& text, Char** buffer, DWORD* size) {
  *size = static_cast<DWORD>((text.size() + 1) * sizeof(Char));
  *buffer = static_cast<Char*>(heap_allocate(*size));
  std::memcpy(*buffer, text.c_str(), *size);
  return TRUE;
}
template <class Char, class Value>
BOOL give_value(Value value, Char** buffer, DWORD* size) {
  *size = sizeof value;
  *buffer = static_cast<Char*>(heap_allocate(sizeof value));
  std::memcpy(*buffer, &value, sizeof value);
  return TRUE;
}

template <class Char>
BOOL query(DWORD session, int information, Char** buffer, DWORD* size) {
  if (!buffer || !size) return fail_with(ERROR_INVALID_PARAMETER);
  if (!is_session(session)) return fail_with(ERROR_FILE_NOT_FOUND);
  const auto text = [&](const std::u16string& value) {
    return give(convert(value, Char()), buffer, size);
  };
  switch (information) {
    case WTSUserName:
      return text(user_name());
    case WTSDomainName:
      return text(computer_name());
    case WTSWinStationName:
      return text(u"Console");
    case WTSInitialProgram:
    case WTSApplicationName:
    case WTSWorkingDirectory:
    case WTSOEMId:
    case WTSClientName:
    case WTSClientDirectory:
      return text(u"");
    case WTSSessionId:
      return give_value<Char, DWORD>(kSession, buffer, size);
    case WTSConnectState:
      return give_value<Char, int>(WTSActive, buffer, size);
    case WTSClientBuildNumber:
    case WTSClientHardwareId:
      return give_value<Char, DWORD>(0, buffer, size);
    case WTSClientProductId:
    case WTSClientProtocolType:  // the console
      return give_value<Char, USHORT>(0, buffer, size);
    case WTSIsRemoteSession:
      return give_value<Char, BOOLEAN>(FALSE, buffer, size);
    default:
      return fail_with(ERROR_NOT_SUPPORTED);
  }
}

}  // namespace

EXPORT(wtsapi32, BOOL, WTSEnumerateSessionsW,
       (HANDLE hServer, DWORD Reserved, DWORD Version, SESSION_INFO<WCHAR>** ppSessionInfo,
        DWORD* pCount)) {
  return enumerate(Version, ppSessionInfo, pCount);
}
EXPORT(wtsapi32, BOOL, WTSEnumerateSessionsA,
       (HANDLE hServer, DWORD Reserved, DWORD Version, SESSION_INFO<char>** ppSessionInfo,
        DWORD* pCount)) {
  return enumerate(Version, ppSessionInfo, pCount);
}
EXPORT(wtsapi32, BOOL, WTSQuerySessionInformationW,
       (HANDLE hServer, DWORD SessionId, int WTSInfoClass, LPWSTR* ppBuffer,
        DWORD* pBytesReturned)) {
  return query(SessionId, WTSInfoClass, ppBuffer, pBytesReturned);
}
EXPORT(wtsapi32, BOOL, WTSQuerySessionInformationA,
       (HANDLE hServer, DWORD SessionId, int WTSInfoClass, LPSTR* ppBuffer,
        DWORD* pBytesReturned)) {
  return query(SessionId, WTSInfoClass, ppBuffer, pBytesReturned);
}
EXPORT(wtsapi32, void, WTSFreeMemory, (PVOID pMemory)) { heap_free(pMemory); }
EXPORT(wtsapi32, BOOL, WTSFreeMemoryExW, (int WTSTypeClass, PVOID pMemory, ULONG NumberOfEntries)) {
  heap_free(pMemory);
  return TRUE;
}
ALSO(wtsapi32, WTSFreeMemoryExA, "wtsapi32.WTSFreeMemoryExW");

// This machine is the only server.
EXPORT(wtsapi32, HANDLE, WTSOpenServerW, (LPCWSTR pServerName)) { return nullptr; }
EXPORT(wtsapi32, HANDLE, WTSOpenServerA, (LPCSTR pServerName)) { return nullptr; }
ALSO(wtsapi32, WTSOpenServerExW, "wtsapi32.WTSOpenServerW");
ALSO(wtsapi32, WTSOpenServerExA, "wtsapi32.WTSOpenServerA");
EXPORT(wtsapi32, void, WTSCloseServer, (HANDLE hServer)) {}

// What the session does and who is in it is not for this process to change.
EXPORT(wtsapi32, BOOL, WTSQueryUserToken, (ULONG SessionId, HANDLE* phToken)) {
  return fail(STATUS_PRIVILEGE_NOT_HELD);
}
EXPORT(wtsapi32, BOOL, WTSLogoffSession, (HANDLE hServer, DWORD SessionId, BOOL bWait)) {
  return fail_with(is_session(SessionId) ? ERROR_ACCESS_DENIED : ERROR_FILE_NOT_FOUND);
}
ALSO(wtsapi32, WTSDisconnectSession, "wtsapi32.WTSLogoffSession");
EXPORT(wtsapi32, BOOL, WTSShutdownSystem, (HANDLE hServer, DWORD ShutdownFlag)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(wtsapi32, BOOL, WTSRegisterSessionNotification, (HANDLE hWnd, DWORD dwFlags)) {
  return TRUE;  // no session ever changes
}
EXPORT(wtsapi32, BOOL, WTSUnRegisterSessionNotification, (HANDLE hWnd)) { return TRUE; }
EXPORT(wtsapi32, HANDLE, WTSVirtualChannelOpen,
       (HANDLE hServer, DWORD SessionId, LPSTR pVirtualName)) {
  fail_with(ERROR_NOT_SUPPORTED);  // no client
  return nullptr;
}
EXPORT(wtsapi32, HANDLE, WTSVirtualChannelOpenEx,
       (DWORD SessionId, LPSTR pVirtualName, DWORD flags)) {
  fail_with(ERROR_NOT_SUPPORTED);
  return nullptr;
}

}  // namespace mimic::win::wtsapi32

namespace mimic::win::kernel32 {

EXPORT(kernel32, DWORD, WTSGetActiveConsoleSessionId, ()) { return 1; }

}  // namespace mimic::win::kernel32
