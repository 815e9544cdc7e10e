// CreateProcessAsUser: every token is the host's user; the child learns its level of integrity.
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, CreateProcessInternalW,
               (HANDLE hUserToken, LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
                SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
                BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
                LPCWSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation,
                HANDLE* hRestrictedUserToken));
DECLARE_EXPORT(kernel32, BOOL, CreateProcessInternalA,
               (HANDLE hUserToken, LPCSTR lpApplicationName, LPSTR lpCommandLine,
                SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
                BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
                LPCSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation,
                HANDLE* hRestrictedUserToken));

}  // namespace mimic::win::kernel32

namespace mimic::win::advapi32 {

EXPORT(advapi32, BOOL, CreateProcessAsUserW,
       (HANDLE hToken, LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
        SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
        BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
        LPCWSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation)) {
  return kernel32::CreateProcessInternalW(hToken, lpApplicationName, lpCommandLine,
                                          lpProcessAttributes, lpThreadAttributes, bInheritHandles,
                                          dwCreationFlags, lpEnvironment, lpCurrentDirectory,
                                          lpStartupInfo, lpProcessInformation, nullptr);
}
EXPORT(advapi32, BOOL, CreateProcessAsUserA,
       (HANDLE hToken, LPCSTR lpApplicationName, LPSTR lpCommandLine,
        SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
        BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
        LPCSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation)) {
  return kernel32::CreateProcessInternalA(hToken, lpApplicationName, lpCommandLine,
                                          lpProcessAttributes, lpThreadAttributes, bInheritHandles,
                                          dwCreationFlags, lpEnvironment, lpCurrentDirectory,
                                          lpStartupInfo, lpProcessInformation, nullptr);
}

ALSO(kernel32, CreateProcessAsUserW, "advapi32.CreateProcessAsUserW");
ALSO(kernel32, CreateProcessAsUserA, "advapi32.CreateProcessAsUserA");

}  // namespace mimic::win::advapi32
