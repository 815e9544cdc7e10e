// Network resources: no provider is installed, nothing is shared or connected.
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::mpr {
namespace {

constexpr DWORD ERROR_BAD_DEVICE = 1200, ERROR_NO_NETWORK = 1222, ERROR_NOT_CONNECTED = 2250,
                ERROR_NO_NET_OR_BAD_PATH = 1203;
constexpr DWORD RESOURCE_CONTEXT = 5;

// An enumeration is open until it is closed; there is one, for all are empty.
const char g_enumeration = 0;
HANDLE enumeration() { return const_cast<char*>(&g_enumeration); }

template <class Char>
bool is_drive(const Char* name) {
  return ((name[0] | 32) >= 'a' && (name[0] | 32) <= 'z') && name[1] == ':' && !name[2];
}

// What a local name is connected to: a drive to nothing.
template <class Char>
DWORD connection_of(const Char* local) {
  if (!local) return ERROR_INVALID_PARAMETER;
  return is_drive(local) ? ERROR_NOT_CONNECTED : ERROR_BAD_DEVICE;
}

template <class Char>
DWORD give(const std::basic_string<Char>& text, Char* buffer, DWORD* size) {
  if (!size) return ERROR_INVALID_PARAMETER;
  const DWORD room = *size;
  *size = static_cast<DWORD>(text.size() + 1);
  if (!buffer || room < *size) return ERROR_MORE_DATA;
  std::memcpy(buffer, text.c_str(), *size * sizeof(Char));
  return ERROR_SUCCESS;
}

DWORD open_enumeration(DWORD scope, HANDLE* handle) {
  if (!handle) return ERROR_INVALID_PARAMETER;
  if (!scope || scope > RESOURCE_CONTEXT) return ERROR_INVALID_PARAMETER;
  *handle = enumeration();
  return ERROR_SUCCESS;
}

}  // namespace

EXPORT(mpr, DWORD, WNetOpenEnumW,
       (DWORD dwScope, DWORD dwType, DWORD dwUsage, PVOID lpNetResource, HANDLE* lphEnum)) {
  return open_enumeration(dwScope, lphEnum);
}
ALSO(mpr, WNetOpenEnumA, "mpr.WNetOpenEnumW");
EXPORT(mpr, DWORD, WNetEnumResourceW,
       (HANDLE hEnum, LPDWORD lpcCount, PVOID lpBuffer, LPDWORD lpBufferSize)) {
  if (hEnum != enumeration()) return ERROR_INVALID_HANDLE;
  if (lpcCount) *lpcCount = 0;
  return ERROR_NO_MORE_ITEMS;
}
ALSO(mpr, WNetEnumResourceA, "mpr.WNetEnumResourceW");
EXPORT(mpr, DWORD, WNetCloseEnum, (HANDLE hEnum)) {
  return hEnum == enumeration() ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

EXPORT(mpr, DWORD, WNetGetConnectionW,
       (LPCWSTR lpLocalName, LPWSTR lpRemoteName, LPDWORD lpnLength)) {
  return connection_of(lpLocalName);
}
EXPORT(mpr, DWORD, WNetGetConnectionA,
       (LPCSTR lpLocalName, LPSTR lpRemoteName, LPDWORD lpnLength)) {
  return connection_of(lpLocalName);
}
EXPORT(mpr, DWORD, WNetGetUniversalNameW,
       (LPCWSTR lpLocalPath, DWORD dwInfoLevel, PVOID lpBuffer, LPDWORD lpBufferSize)) {
  if (!lpLocalPath || !lpBufferSize) return ERROR_INVALID_PARAMETER;
  return ERROR_NOT_CONNECTED;
}
ALSO(mpr, WNetGetUniversalNameA, "mpr.WNetGetUniversalNameW");

EXPORT(mpr, DWORD, WNetAddConnectionW,
       (LPCWSTR lpRemoteName, LPCWSTR lpPassword, LPCWSTR lpLocalName)) {
  return lpRemoteName ? ERROR_NO_NET_OR_BAD_PATH : ERROR_INVALID_PARAMETER;
}
ALSO(mpr, WNetAddConnectionA, "mpr.WNetAddConnectionW");
EXPORT(mpr, DWORD, WNetAddConnection2W,
       (PVOID lpNetResource, LPCWSTR lpPassword, LPCWSTR lpUserName, DWORD dwFlags)) {
  return lpNetResource ? ERROR_NO_NET_OR_BAD_PATH : ERROR_INVALID_PARAMETER;
}
ALSO(mpr, WNetAddConnection2A, "mpr.WNetAddConnection2W");
EXPORT(mpr, DWORD, WNetAddConnection3W,
       (HANDLE hwndOwner, PVOID lpNetResource, LPCWSTR lpPassword, LPCWSTR lpUserName,
        DWORD dwFlags)) {
  return lpNetResource ? ERROR_NO_NET_OR_BAD_PATH : ERROR_INVALID_PARAMETER;
}
ALSO(mpr, WNetAddConnection3A, "mpr.WNetAddConnection3W");
EXPORT(mpr, DWORD, WNetUseConnectionW,
       (HANDLE hwndOwner, PVOID lpNetResource, LPCWSTR lpPassword, LPCWSTR lpUserId, DWORD dwFlags,
        LPWSTR lpAccessName, LPDWORD lpBufferSize, LPDWORD lpResult)) {
  return lpNetResource ? ERROR_NO_NET_OR_BAD_PATH : ERROR_INVALID_PARAMETER;
}
ALSO(mpr, WNetUseConnectionA, "mpr.WNetUseConnectionW");
EXPORT(mpr, DWORD, WNetCancelConnectionW, (LPCWSTR lpName, BOOL fForce)) {
  return lpName ? ERROR_NOT_CONNECTED : ERROR_INVALID_PARAMETER;
}
ALSO(mpr, WNetCancelConnectionA, "mpr.WNetCancelConnectionW");
EXPORT(mpr, DWORD, WNetCancelConnection2W, (LPCWSTR lpName, DWORD dwFlags, BOOL fForce)) {
  return lpName ? ERROR_NOT_CONNECTED : ERROR_INVALID_PARAMETER;
}
ALSO(mpr, WNetCancelConnection2A, "mpr.WNetCancelConnection2W");

// Without a name: who is logged on.
EXPORT(mpr, DWORD, WNetGetUserW, (LPCWSTR lpName, LPWSTR lpUserName, LPDWORD lpnLength)) {
  if (lpName && *lpName) return connection_of(lpName);
  return give(user_name(), lpUserName, lpnLength);
}
EXPORT(mpr, DWORD, WNetGetUserA, (LPCSTR lpName, LPSTR lpUserName, LPDWORD lpnLength)) {
  if (lpName && *lpName) return connection_of(lpName);
  return give(to_ansi(user_name()), lpUserName, lpnLength);
}

EXPORT(mpr, DWORD, WNetGetResourceInformationW,
       (PVOID lpNetResource, PVOID lpBuffer, LPDWORD lpcbBuffer, LPWSTR* lplpSystem)) {
  return ERROR_BAD_NET_NAME;
}
ALSO(mpr, WNetGetResourceInformationA, "mpr.WNetGetResourceInformationW");
EXPORT(mpr, DWORD, WNetGetResourceParentW,
       (PVOID lpNetResource, PVOID lpBuffer, LPDWORD lpcbBuffer)) {
  return ERROR_BAD_NET_NAME;
}
ALSO(mpr, WNetGetResourceParentA, "mpr.WNetGetResourceParentW");
EXPORT(mpr, DWORD, WNetGetProviderNameW,
       (DWORD dwNetType, LPWSTR lpProviderName, LPDWORD lpBufferSize)) {
  return ERROR_NO_NETWORK;
}
ALSO(mpr, WNetGetProviderNameA, "mpr.WNetGetProviderNameW");
EXPORT(mpr, DWORD, WNetGetNetworkInformationW, (LPCWSTR lpProvider, PVOID lpNetInfoStruct)) {
  return ERROR_NO_NETWORK;
}
ALSO(mpr, WNetGetNetworkInformationA, "mpr.WNetGetNetworkInformationW");

// No provider has failed, with a text of its own.
EXPORT(mpr, DWORD, WNetGetLastErrorW,
       (LPDWORD lpError, LPWSTR lpErrorBuf, DWORD nErrorBufSize, LPWSTR lpNameBuf,
        DWORD nNameBufSize)) {
  if (!lpError) return ERROR_INVALID_PARAMETER;
  *lpError = ERROR_SUCCESS;
  if (lpErrorBuf && nErrorBufSize) *lpErrorBuf = 0;
  if (lpNameBuf && nNameBufSize) *lpNameBuf = 0;
  return ERROR_SUCCESS;
}
EXPORT(mpr, DWORD, WNetGetLastErrorA,
       (LPDWORD lpError, LPSTR lpErrorBuf, DWORD nErrorBufSize, LPSTR lpNameBuf,
        DWORD nNameBufSize)) {
  if (!lpError) return ERROR_INVALID_PARAMETER;
  *lpError = ERROR_SUCCESS;
  if (lpErrorBuf && nErrorBufSize) *lpErrorBuf = 0;
  if (lpNameBuf && nNameBufSize) *lpNameBuf = 0;
  return ERROR_SUCCESS;
}

}  // namespace mimic::win::mpr
