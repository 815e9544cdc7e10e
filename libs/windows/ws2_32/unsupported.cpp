// What needs windows, service providers or name spaces of their own: these fail as on a system that
// has none.
#include "libs/windows/core/socket_transfer.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

EXPORT_PARTIAL("no window messages", ws2_32, int, WSAAsyncSelect,
               (SOCKET s, HWND hWnd, UINT wMsg, LONG lEvent)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return fail_wsa(WSAEINVAL);
}
ORDINAL(ws2_32, WSAAsyncSelect, 101);

// The lookups that answer by window messages.
EXPORT_PARTIAL("no window messages", ws2_32, HANDLE, WSAAsyncGetHostByName,
               (HWND hWnd, UINT wMsg, const char* name, char* buf, int buflen)) {
  set_last_error(WSAEINVAL);
  return nullptr;
}
ORDINAL(ws2_32, WSAAsyncGetHostByName, 103);
ALSO(ws2_32, WSAAsyncGetHostByAddr, "ws2_32.WSAAsyncGetHostByName");
ALSO(ws2_32, WSAAsyncGetProtoByNumber, "ws2_32.WSAAsyncGetHostByName");
ALSO(ws2_32, WSAAsyncGetProtoByName, "ws2_32.WSAAsyncGetHostByName");
ALSO(ws2_32, WSAAsyncGetServByPort, "ws2_32.WSAAsyncGetHostByName");
ALSO(ws2_32, WSAAsyncGetServByName, "ws2_32.WSAAsyncGetHostByName");
ORDINAL(ws2_32, WSAAsyncGetHostByAddr, 102);
ORDINAL(ws2_32, WSAAsyncGetProtoByNumber, 104);
ORDINAL(ws2_32, WSAAsyncGetProtoByName, 105);
ORDINAL(ws2_32, WSAAsyncGetServByPort, 106);
ORDINAL(ws2_32, WSAAsyncGetServByName, 107);

EXPORT(ws2_32, int, WSACancelAsyncRequest, (HANDLE hAsyncTaskHandle)) {
  return fail_wsa(WSAEINVAL);
}
ORDINAL(ws2_32, WSACancelAsyncRequest, 108);

// Blocking hooks went with 16-bit Windows; Winsock 2 has them for old programs only.
EXPORT(ws2_32, FARPROC, WSASetBlockingHook, (FARPROC lpBlockFunc)) {
  set_last_error(WSAEOPNOTSUPP);
  return nullptr;
}
EXPORT(ws2_32, int, WSAUnhookBlockingHook, ()) { return fail_wsa(WSAEOPNOTSUPP); }
EXPORT(ws2_32, int, WSACancelBlockingCall, ()) { return fail_wsa(WSAEOPNOTSUPP); }
EXPORT(ws2_32, BOOL, WSAIsBlocking, ()) { return FALSE; }
ORDINAL(ws2_32, WSASetBlockingHook, 109);
ORDINAL(ws2_32, WSAUnhookBlockingHook, 110);
ORDINAL(ws2_32, WSACancelBlockingCall, 113);
ORDINAL(ws2_32, WSAIsBlocking, 114);

EXPORT(ws2_32, SOCKET, WSAJoinLeaf,
       (SOCKET s, const void* name, int namelen, WSABUF* lpCallerData, WSABUF* lpCalleeData,
        void* lpSQOS, void* lpGQOS, DWORD dwFlags)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error()), INVALID_SOCKET;
  return fail_wsa(WSAEOPNOTSUPP), INVALID_SOCKET;
}

EXPORT(ws2_32, BOOL, WSAGetQOSByName, (SOCKET s, WSABUF* lpQOSName, void* lpQOS)) {
  fail_wsa(WSAEOPNOTSUPP);
  return FALSE;
}

// Name spaces: there is none that could be asked or that takes entries.
EXPORT(ws2_32, INT, WSALookupServiceBeginW,
       (void* lpqsRestrictions, DWORD dwControlFlags, HANDLE* lphLookup)) {
  if (!is_started()) return SOCKET_ERROR;
  if (!lpqsRestrictions || !lphLookup) return fail_wsa(WSAEFAULT);
  return fail_wsa(WSASERVICE_NOT_FOUND);
}
ALSO(ws2_32, WSALookupServiceBeginA, "ws2_32.WSALookupServiceBeginW");

EXPORT(ws2_32, INT, WSALookupServiceNextW,
       (HANDLE hLookup, DWORD dwControlFlags, DWORD* lpdwBufferLength, void* lpqsResults)) {
  return fail_wsa(WSA_INVALID_HANDLE);
}
ALSO(ws2_32, WSALookupServiceNextA, "ws2_32.WSALookupServiceNextW");

EXPORT(ws2_32, INT, WSALookupServiceEnd, (HANDLE hLookup)) { return fail_wsa(WSA_INVALID_HANDLE); }

EXPORT(ws2_32, INT, WSANSPIoctl,
       (HANDLE hLookup, DWORD dwControlCode, void* lpvInBuffer, DWORD cbInBuffer,
        void* lpvOutBuffer, DWORD cbOutBuffer, DWORD* lpcbBytesReturned, void* lpCompletion)) {
  return fail_wsa(WSA_INVALID_HANDLE);
}

EXPORT(ws2_32, INT, WSASetServiceW, (void* lpqsRegInfo, int essoperation, DWORD dwControlFlags)) {
  return fail_wsa(WSASERVICE_NOT_FOUND);
}
ALSO(ws2_32, WSASetServiceA, "ws2_32.WSASetServiceW");

EXPORT(ws2_32, INT, WSAInstallServiceClassW, (void* lpServiceClassInfo)) {
  return fail_wsa(WSAEACCES);
}
ALSO(ws2_32, WSAInstallServiceClassA, "ws2_32.WSAInstallServiceClassW");
EXPORT(ws2_32, INT, WSARemoveServiceClass, (GUID * lpServiceClassId)) {
  return fail_wsa(WSATYPE_NOT_FOUND);
}
EXPORT(ws2_32, INT, WSAGetServiceClassInfoW,
       (GUID * lpProviderId, GUID* lpServiceClassId, DWORD* lpdwBufSize,
        void* lpServiceClassInfo)) {
  return fail_wsa(WSATYPE_NOT_FOUND);
}
ALSO(ws2_32, WSAGetServiceClassInfoA, "ws2_32.WSAGetServiceClassInfoW");
EXPORT(ws2_32, INT, WSAGetServiceClassNameByClassIdW,
       (GUID * lpServiceClassId, LPWSTR lpszServiceClassName, DWORD* lpdwBufferLength)) {
  return fail_wsa(WSATYPE_NOT_FOUND);
}
ALSO(ws2_32, WSAGetServiceClassNameByClassIdA, "ws2_32.WSAGetServiceClassNameByClassIdW");

EXPORT(ws2_32, INT, WSAEnumNameSpaceProvidersW, (DWORD * lpdwBufferLength, void* lpnspBuffer)) {
  if (!is_started()) return SOCKET_ERROR;
  return 0;
}
ALSO(ws2_32, WSAEnumNameSpaceProvidersA, "ws2_32.WSAEnumNameSpaceProvidersW");
ALSO(ws2_32, WSAEnumNameSpaceProvidersExW, "ws2_32.WSAEnumNameSpaceProvidersW");
ALSO(ws2_32, WSAEnumNameSpaceProvidersExA, "ws2_32.WSAEnumNameSpaceProvidersW");

EXPORT(ws2_32, INT, WSAProviderConfigChange,
       (HANDLE * lpNotificationHandle, WSAOVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine)) {
  return fail_wsa(WSAEOPNOTSUPP);
}

// Providers can neither be installed nor removed.
EXPORT(ws2_32, int, WSCInstallProvider,
       (GUID * lpProviderId, LPCWSTR lpszProviderDllPath, void* lpProtocolInfoList,
        DWORD dwNumberOfEntries, INT* lpErrno)) {
  if (lpErrno) *lpErrno = WSAEACCES;
  return SOCKET_ERROR;
}
EXPORT(ws2_32, int, WSCDeinstallProvider, (GUID * lpProviderId, INT* lpErrno)) {
  if (lpErrno) *lpErrno = WSAEACCES;
  return SOCKET_ERROR;
}
EXPORT(ws2_32, int, WSCGetProviderPath,
       (GUID * lpProviderId, LPWSTR lpszProviderDllPath, INT* lpProviderDllPathLen, INT* lpErrno)) {
  constexpr WCHAR kPath[] = u"%SystemRoot%\\system32\\mswsock.dll";
  if (!lpszProviderDllPath || !lpProviderDllPathLen ||
      *lpProviderDllPathLen < static_cast<INT>(std::size(kPath))) {
    if (lpErrno) *lpErrno = WSAEFAULT;
    return SOCKET_ERROR;
  }
  for (size_t index = 0; index < std::size(kPath); ++index)
    lpszProviderDllPath[index] = kPath[index];
  *lpProviderDllPathLen = std::size(kPath);
  return 0;
}

}  // namespace mimic::win::ws2_32
