// Services, of which there are none, and shutting the machine down, which is nobody's right.
#include "abi/windows/security_status.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::advapi32 {

using kernel32::fail_with;

using SC_HANDLE = HANDLE;

constexpr DWORD kServiceNotInExe = 1083;  // ERROR_SERVICE_NOT_IN_EXE

// The manager is there, but opens for administrators of the machine alone.
EXPORT(advapi32, SC_HANDLE, OpenSCManagerW,
       (LPCWSTR lpMachineName, LPCWSTR lpDatabaseName, DWORD dwDesiredAccess)) {
  return fail_with(ERROR_ACCESS_DENIED), nullptr;
}
EXPORT(advapi32, SC_HANDLE, OpenSCManagerA,
       (LPCSTR lpMachineName, LPCSTR lpDatabaseName, DWORD dwDesiredAccess)) {
  return fail_with(ERROR_ACCESS_DENIED), nullptr;
}

// As OpenSCManager gives no handle, all of these are given a bad one.
EXPORT(advapi32, SC_HANDLE, OpenServiceW,
       (SC_HANDLE hSCManager, LPCWSTR lpServiceName, DWORD dwDesiredAccess)) {
  return fail_with(ERROR_INVALID_HANDLE), nullptr;
}
EXPORT(advapi32, SC_HANDLE, OpenServiceA,
       (SC_HANDLE hSCManager, LPCSTR lpServiceName, DWORD dwDesiredAccess)) {
  return fail_with(ERROR_INVALID_HANDLE), nullptr;
}
EXPORT(advapi32, SC_HANDLE, CreateServiceW,
       (SC_HANDLE hSCManager, LPCWSTR lpServiceName, LPCWSTR lpDisplayName, DWORD dwDesiredAccess,
        DWORD dwServiceType, DWORD dwStartType, DWORD dwErrorControl, LPCWSTR lpBinaryPathName,
        LPCWSTR lpLoadOrderGroup, LPDWORD lpdwTagId, LPCWSTR lpDependencies,
        LPCWSTR lpServiceStartName, LPCWSTR lpPassword)) {
  return fail_with(ERROR_INVALID_HANDLE), nullptr;
}
EXPORT(advapi32, SC_HANDLE, CreateServiceA,
       (SC_HANDLE hSCManager, LPCSTR lpServiceName, LPCSTR lpDisplayName, DWORD dwDesiredAccess,
        DWORD dwServiceType, DWORD dwStartType, DWORD dwErrorControl, LPCSTR lpBinaryPathName,
        LPCSTR lpLoadOrderGroup, LPDWORD lpdwTagId, LPCSTR lpDependencies,
        LPCSTR lpServiceStartName, LPCSTR lpPassword)) {
  return fail_with(ERROR_INVALID_HANDLE), nullptr;
}
EXPORT(advapi32, BOOL, CloseServiceHandle, (SC_HANDLE hSCObject)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(advapi32, BOOL, DeleteService, (SC_HANDLE hService)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(advapi32, BOOL, ControlService,
       (SC_HANDLE hService, DWORD dwControl, PVOID lpServiceStatus)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(advapi32, BOOL, QueryServiceStatus, (SC_HANDLE hService, PVOID lpServiceStatus)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(advapi32, BOOL, QueryServiceStatusEx,
       (SC_HANDLE hService, ULONG InfoLevel, BYTE* lpBuffer, DWORD cbBufSize,
        LPDWORD pcbBytesNeeded)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(advapi32, BOOL, StartServiceW,
       (SC_HANDLE hService, DWORD dwNumServiceArgs, LPCWSTR* lpServiceArgVectors)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(advapi32, BOOL, StartServiceA,
       (SC_HANDLE hService, DWORD dwNumServiceArgs, LPCSTR* lpServiceArgVectors)) {
  return fail_with(ERROR_INVALID_HANDLE);
}

// A program that runs from a console was not started by the service controller.
EXPORT(advapi32, BOOL, StartServiceCtrlDispatcherW, (const void* lpServiceStartTable)) {
  return fail_with(ERROR_FAILED_SERVICE_CONTROLLER_CONNECT);
}
EXPORT(advapi32, BOOL, StartServiceCtrlDispatcherA, (const void* lpServiceStartTable)) {
  return fail_with(ERROR_FAILED_SERVICE_CONTROLLER_CONNECT);
}
EXPORT(advapi32, HANDLE, RegisterServiceCtrlHandlerW,
       (LPCWSTR lpServiceName, PVOID lpHandlerProc)) {
  return fail_with(kServiceNotInExe), nullptr;
}
EXPORT(advapi32, HANDLE, RegisterServiceCtrlHandlerA, (LPCSTR lpServiceName, PVOID lpHandlerProc)) {
  return fail_with(kServiceNotInExe), nullptr;
}
EXPORT(advapi32, HANDLE, RegisterServiceCtrlHandlerExW,
       (LPCWSTR lpServiceName, PVOID lpHandlerProc, LPVOID lpContext)) {
  return fail_with(kServiceNotInExe), nullptr;
}
EXPORT(advapi32, HANDLE, RegisterServiceCtrlHandlerExA,
       (LPCSTR lpServiceName, PVOID lpHandlerProc, LPVOID lpContext)) {
  return fail_with(kServiceNotInExe), nullptr;
}
EXPORT(advapi32, BOOL, SetServiceStatus, (HANDLE hServiceStatus, const void* lpServiceStatus)) {
  return fail_with(ERROR_INVALID_HANDLE);
}

EXPORT(advapi32, BOOL, InitiateSystemShutdownW,
       (LPWSTR lpMachineName, LPWSTR lpMessage, DWORD dwTimeout, BOOL bForceAppsClosed,
        BOOL bRebootAfterShutdown)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(advapi32, BOOL, InitiateSystemShutdownA,
       (LPSTR lpMachineName, LPSTR lpMessage, DWORD dwTimeout, BOOL bForceAppsClosed,
        BOOL bRebootAfterShutdown)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(advapi32, BOOL, AbortSystemShutdownW, (LPWSTR lpMachineName)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(advapi32, BOOL, AbortSystemShutdownA, (LPSTR lpMachineName)) {
  return fail_with(ERROR_ACCESS_DENIED);
}

}  // namespace mimic::win::advapi32
