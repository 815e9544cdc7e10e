// CreateProcessAsUser: every token is the host's user, so the child runs as ourselves.
#include "libs/windows/core/token.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, BOOL, CreateProcessW,
               (LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
                SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
                BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
                LPCWSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation));
DECLARE_EXPORT(kernel32, BOOL, CreateProcessA,
               (LPCSTR lpApplicationName, LPSTR lpCommandLine,
                SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
                BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
                LPCSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation));

}  // namespace mimic::win::kernel32

namespace mimic::win::advapi32 {

EXPORT(advapi32, BOOL, CreateProcessAsUserW,
       (HANDLE hToken, LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
        SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
        BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
        LPCWSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation)) {
  if (hToken) {
    auto token = token_of(hToken, TOKEN_QUERY);
    if (!token) return kernel32::fail(token.error());
  }
  return kernel32::CreateProcessW(
      lpApplicationName, lpCommandLine, lpProcessAttributes, lpThreadAttributes, bInheritHandles,
      dwCreationFlags, lpEnvironment, lpCurrentDirectory, lpStartupInfo, lpProcessInformation);
}
EXPORT(advapi32, BOOL, CreateProcessAsUserA,
       (HANDLE hToken, LPCSTR lpApplicationName, LPSTR lpCommandLine,
        SECURITY_ATTRIBUTES* lpProcessAttributes, SECURITY_ATTRIBUTES* lpThreadAttributes,
        BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment,
        LPCSTR lpCurrentDirectory, void* lpStartupInfo, void* lpProcessInformation)) {
  if (hToken) {
    auto token = token_of(hToken, TOKEN_QUERY);
    if (!token) return kernel32::fail(token.error());
  }
  return kernel32::CreateProcessA(
      lpApplicationName, lpCommandLine, lpProcessAttributes, lpThreadAttributes, bInheritHandles,
      dwCreationFlags, lpEnvironment, lpCurrentDirectory, lpStartupInfo, lpProcessInformation);
}

}  // namespace mimic::win::advapi32
