// Tokens, privileges and impersonation.
#include "libs/windows/core/token.h"

#include <cstring>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/privilege.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::ntdll {

struct TOKEN_PRIVILEGES;
struct TOKEN_GROUPS;
struct PRIVILEGE_SET;
DECLARE_EXPORT(ntdll, NTSTATUS, NtOpenProcessToken,
               (HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, HANDLE* TokenHandle));
DECLARE_EXPORT(ntdll, NTSTATUS, NtOpenThreadToken,
               (HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                HANDLE* TokenHandle));
DECLARE_EXPORT(ntdll, NTSTATUS, NtQueryInformationToken,
               (HANDLE TokenHandle, ULONG TokenInformationClass, PVOID TokenInformation,
                ULONG TokenInformationLength, ULONG* ReturnLength));
DECLARE_EXPORT(ntdll, NTSTATUS, NtSetInformationToken,
               (HANDLE TokenHandle, ULONG TokenInformationClass, PVOID TokenInformation,
                ULONG TokenInformationLength));
DECLARE_EXPORT(ntdll, NTSTATUS, NtAdjustPrivilegesToken,
               (HANDLE TokenHandle, BOOLEAN DisableAllPrivileges, const TOKEN_PRIVILEGES* NewState,
                ULONG BufferLength, TOKEN_PRIVILEGES* PreviousState, ULONG* ReturnLength));
DECLARE_EXPORT(ntdll, NTSTATUS, NtAdjustGroupsToken,
               (HANDLE TokenHandle, BOOLEAN ResetToDefault, const TOKEN_GROUPS* NewState,
                ULONG BufferLength, TOKEN_GROUPS* PreviousState, ULONG* ReturnLength));
DECLARE_EXPORT(ntdll, NTSTATUS, NtPrivilegeCheck,
               (HANDLE ClientToken, PRIVILEGE_SET* RequiredPrivileges, BOOLEAN* Result));
DECLARE_EXPORT(ntdll, NTSTATUS, NtDuplicateToken,
               (HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
                const OBJECT_ATTRIBUTES* ObjectAttributes, BOOLEAN EffectiveOnly, ULONG TokenType,
                HANDLE* NewTokenHandle));
DECLARE_EXPORT(ntdll, NTSTATUS, RtlImpersonateSelf, (ULONG ImpersonationLevel));
DECLARE_EXPORT(ntdll, NTSTATUS, NtAllocateLocallyUniqueId, (LUID * Luid));

}  // namespace mimic::win::ntdll

namespace mimic::win::advapi32 {

using kernel32::fail;
using kernel32::fail_with;
using kernel32::succeeded;

namespace {

struct SECURITY_QUALITY_OF_SERVICE {
  DWORD Length;
  ULONG ImpersonationLevel;
  BOOLEAN ContextTrackingMode, EffectiveOnly;
};
struct SID_AND_ATTRIBUTES {
  SID* Sid;
  DWORD Attributes;
};

template <class Char>
BOOL give_name(const std::basic_string<Char>& name, Char* buffer, DWORD* size) {
  const DWORD length = static_cast<DWORD>(name.size());
  if (*size <= length || !buffer) {
    *size = length + 1;
    return fail_with(ERROR_INSUFFICIENT_BUFFER);
  }
  std::memcpy(buffer, name.c_str(), (length + 1) * sizeof(Char));
  *size = length;
  return TRUE;
}

// Text resources have one language here.
constexpr DWORD kLanguage = 0x409;
constexpr DWORD kServerUnavailable = 1722;  // RPC_S_SERVER_UNAVAILABLE

bool is_other_machine(std::u16string_view system) {
  return !system.empty() && !equal_ignoring_case(system.substr(system.starts_with(u"\\\\") ? 2 : 0),
                                                 find_account(machine_sid())->name);
}

}  // namespace

EXPORT(advapi32, BOOL, OpenProcessToken,
       (HANDLE ProcessHandle, DWORD DesiredAccess, HANDLE* TokenHandle)) {
  return succeeded(ntdll::NtOpenProcessToken(ProcessHandle, DesiredAccess, TokenHandle));
}

EXPORT(advapi32, BOOL, OpenThreadToken,
       (HANDLE ThreadHandle, DWORD DesiredAccess, BOOL OpenAsSelf, HANDLE* TokenHandle)) {
  return succeeded(ntdll::NtOpenThreadToken(ThreadHandle, DesiredAccess,
                                            static_cast<BOOLEAN>(OpenAsSelf), TokenHandle));
}

EXPORT(advapi32, BOOL, GetTokenInformation,
       (HANDLE TokenHandle, ULONG TokenInformationClass, LPVOID TokenInformation,
        DWORD TokenInformationLength, DWORD* ReturnLength)) {
  return succeeded(ntdll::NtQueryInformationToken(
      TokenHandle, TokenInformationClass, TokenInformation, TokenInformationLength, ReturnLength));
}

EXPORT(advapi32, BOOL, SetTokenInformation,
       (HANDLE TokenHandle, ULONG TokenInformationClass, LPVOID TokenInformation,
        DWORD TokenInformationLength)) {
  return succeeded(ntdll::NtSetInformationToken(TokenHandle, TokenInformationClass,
                                                TokenInformation, TokenInformationLength));
}

EXPORT(advapi32, BOOL, AdjustTokenPrivileges,
       (HANDLE TokenHandle, BOOL DisableAllPrivileges, const ntdll::TOKEN_PRIVILEGES* NewState,
        DWORD BufferLength, ntdll::TOKEN_PRIVILEGES* PreviousState, DWORD* ReturnLength)) {
  const NTSTATUS status = ntdll::NtAdjustPrivilegesToken(
      TokenHandle, DisableAllPrivileges != 0, NewState, BufferLength, PreviousState, ReturnLength);
  if (!nt_success(status)) return fail(status);
  // Success, but the caller has to look whether everything was granted.
  set_last_error(status == STATUS_NOT_ALL_ASSIGNED ? ERROR_NOT_ALL_ASSIGNED : ERROR_SUCCESS);
  return TRUE;
}

EXPORT(advapi32, BOOL, AdjustTokenGroups,
       (HANDLE TokenHandle, BOOL ResetToDefault, const ntdll::TOKEN_GROUPS* NewState,
        DWORD BufferLength, ntdll::TOKEN_GROUPS* PreviousState, DWORD* ReturnLength)) {
  const NTSTATUS status = ntdll::NtAdjustGroupsToken(TokenHandle, ResetToDefault != 0, NewState,
                                                     BufferLength, PreviousState, ReturnLength);
  if (!nt_success(status)) return fail(status);
  set_last_error(status == STATUS_NOT_ALL_ASSIGNED ? ERROR_NOT_ALL_ASSIGNED : ERROR_SUCCESS);
  return TRUE;
}

EXPORT(advapi32, BOOL, PrivilegeCheck,
       (HANDLE ClientToken, ntdll::PRIVILEGE_SET* RequiredPrivileges, LPBOOL pfResult)) {
  BOOLEAN result = FALSE;
  const NTSTATUS status = ntdll::NtPrivilegeCheck(ClientToken, RequiredPrivileges, &result);
  if (!nt_success(status)) return fail(status);
  *pfResult = result;
  return TRUE;
}

EXPORT(advapi32, BOOL, DuplicateTokenEx,
       (HANDLE hExistingToken, DWORD dwDesiredAccess, SECURITY_ATTRIBUTES* lpTokenAttributes,
        ULONG ImpersonationLevel, ULONG TokenType, HANDLE* phNewToken)) {
  SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, ImpersonationLevel, 0, 0};
  OBJECT_ATTRIBUTES attributes = {sizeof attributes, nullptr, nullptr, 0, nullptr, &quality};
  if (lpTokenAttributes && lpTokenAttributes->bInheritHandle) attributes.Attributes = 2;
  return succeeded(ntdll::NtDuplicateToken(hExistingToken, dwDesiredAccess, &attributes, FALSE,
                                           TokenType, phNewToken));
}

EXPORT(advapi32, BOOL, DuplicateToken,
       (HANDLE ExistingTokenHandle, ULONG ImpersonationLevel, HANDLE* DuplicateTokenHandle)) {
  return DuplicateTokenEx(ExistingTokenHandle, TOKEN_IMPERSONATE | TOKEN_QUERY, nullptr,
                          ImpersonationLevel, kTokenImpersonation, DuplicateTokenHandle);
}

EXPORT(advapi32, BOOL, CheckTokenMembership,
       (HANDLE TokenHandle, const SID* SidToCheck, LPBOOL IsMember)) {
  Ref<Token> token;
  if (TokenHandle) {
    auto found = token_of(TokenHandle, TOKEN_QUERY);
    if (!found) return fail(found.error());
    token = std::move(*found);
    if (token->state().type != kTokenImpersonation) return fail(STATUS_NO_IMPERSONATION_TOKEN);
  } else {
    token = effective_token();
  }
  if (!is_valid_sid(SidToCheck)) return fail(STATUS_INVALID_SID);
  *IsMember = token->state().is_member(Sid(SidToCheck));
  return TRUE;
}

EXPORT(advapi32, BOOL, CheckTokenMembershipEx,
       (HANDLE TokenHandle, const SID* SidToCheck, DWORD Flags, LPBOOL IsMember)) {
  return CheckTokenMembership(TokenHandle, SidToCheck, IsMember);
}

EXPORT(advapi32, BOOL, IsTokenRestricted, (HANDLE TokenHandle)) {
  auto token = token_of(TokenHandle, TOKEN_QUERY);
  if (!token) return fail(token.error());
  set_last_error(ERROR_SUCCESS);
  return !(*token)->state().restricted.empty();
}

EXPORT(advapi32, BOOL, CreateRestrictedToken,
       (HANDLE ExistingTokenHandle, DWORD Flags, DWORD DisableSidCount,
        const SID_AND_ATTRIBUTES* SidsToDisable, DWORD DeletePrivilegeCount,
        const LUID_AND_ATTRIBUTES* PrivilegesToDelete, DWORD RestrictedSidCount,
        const SID_AND_ATTRIBUTES* SidsToRestrict, HANDLE* NewTokenHandle)) {
  auto token = token_of(ExistingTokenHandle, TOKEN_DUPLICATE);
  if (!token) return fail(token.error());
  Restriction restriction;
  restriction.disable_max_privilege = Flags & 1;
  restriction.lua = Flags & 4;
  const auto copy = [](DWORD count, const SID_AND_ATTRIBUTES* from, std::vector<Sid>& to) {
    for (DWORD i = 0; i < count; ++i) {
      if (!is_valid_sid(from[i].Sid)) return false;
      to.push_back(Sid(from[i].Sid));
    }
    return true;
  };
  if (!copy(DisableSidCount, SidsToDisable, restriction.disable) ||
      !copy(RestrictedSidCount, SidsToRestrict, restriction.restrict))
    return fail(STATUS_INVALID_SID);
  for (DWORD i = 0; i < DeletePrivilegeCount; ++i)
    restriction.remove.push_back(PrivilegesToDelete[i].Luid);
  const auto entry = handles().lookup(ExistingTokenHandle);
  *NewTokenHandle = handles().insert(restrict_token(**token, restriction),
                                     entry ? entry->access : TOKEN_ALL_ACCESS);
  return TRUE;
}

EXPORT(advapi32, BOOL, SetThreadToken, (HANDLE * Thread, HANDLE Token)) {
  Ref<win::Token> token;
  if (Token) {
    auto found = token_of(Token, TOKEN_IMPERSONATE);
    if (!found) return fail(found.error());
    token = std::move(*found);
    if (token->state().type != kTokenImpersonation) return fail(STATUS_BAD_TOKEN_TYPE);
  }
  if (!Thread) {
    impersonate(*win::Thread::current(), std::move(token));
    return TRUE;
  }
  auto thread = object_of<win::Thread>(*Thread);
  if (!thread) return fail(thread.error());
  impersonate(**thread, std::move(token));
  return TRUE;
}

EXPORT(advapi32, BOOL, ImpersonateSelf, (ULONG ImpersonationLevel)) {
  return succeeded(ntdll::RtlImpersonateSelf(ImpersonationLevel));
}

EXPORT(advapi32, BOOL, ImpersonateLoggedOnUser, (HANDLE hToken)) {
  auto token = token_of(hToken, TOKEN_QUERY);
  if (!token) return fail(token.error());
  const TokenState state = (*token)->state();
  if (state.type == kTokenImpersonation) {
    impersonate(*Thread::current(), *token);
    return TRUE;
  }
  auto copy = duplicate_token(**token, kTokenImpersonation, kSecurityImpersonation);
  if (!copy) return fail(copy.error());
  impersonate(*Thread::current(), std::move(*copy));
  return TRUE;
}

EXPORT(advapi32, BOOL, RevertToSelf, ()) {
  impersonate(*Thread::current(), {});
  return TRUE;
}

EXPORT(advapi32, BOOL, ImpersonateAnonymousToken, (HANDLE ThreadHandle)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(advapi32, BOOL, ImpersonateNamedPipeClient, (HANDLE hNamedPipe)) {
  // The client is the same user.
  auto object = object_of(hNamedPipe);
  if (!object) return fail(object.error());
  return ImpersonateSelf(kSecurityImpersonation);
}

EXPORT(advapi32, BOOL, AllocateLocallyUniqueId, (LUID * Luid)) {
  return succeeded(ntdll::NtAllocateLocallyUniqueId(Luid));
}

EXPORT(advapi32, BOOL, LookupPrivilegeValueW,
       (LPCWSTR lpSystemName, LPCWSTR lpName, LUID* lpLuid)) {
  if (is_other_machine(view_of(lpSystemName))) return fail_with(kServerUnavailable);
  const Privilege* privilege = find_privilege(view_of(lpName));
  if (!privilege) return fail_with(ERROR_NO_SUCH_PRIVILEGE);
  *lpLuid = {privilege->value, 0};
  return TRUE;
}
EXPORT(advapi32, BOOL, LookupPrivilegeValueA, (LPCSTR lpSystemName, LPCSTR lpName, LUID* lpLuid)) {
  return LookupPrivilegeValueW(from_ansi(lpSystemName).c_str(), from_ansi(lpName).c_str(), lpLuid);
}

EXPORT(advapi32, BOOL, LookupPrivilegeNameW,
       (LPCWSTR lpSystemName, const LUID* lpLuid, LPWSTR lpName, LPDWORD cchName)) {
  const Privilege* privilege = find_privilege(*lpLuid);
  if (!privilege) return fail_with(ERROR_NO_SUCH_PRIVILEGE);
  return give_name(std::u16string(privilege->name), lpName, cchName);
}
EXPORT(advapi32, BOOL, LookupPrivilegeNameA,
       (LPCSTR lpSystemName, const LUID* lpLuid, LPSTR lpName, LPDWORD cchName)) {
  const Privilege* privilege = find_privilege(*lpLuid);
  if (!privilege) return fail_with(ERROR_NO_SUCH_PRIVILEGE);
  return give_name(to_ansi(privilege->name), lpName, cchName);
}

EXPORT(advapi32, BOOL, LookupPrivilegeDisplayNameW,
       (LPCWSTR lpSystemName, LPCWSTR lpName, LPWSTR lpDisplayName, LPDWORD cchDisplayName,
        LPDWORD lpLanguageId)) {
  const Privilege* privilege = find_privilege(view_of(lpName));
  if (!privilege) return fail_with(ERROR_NO_SUCH_PRIVILEGE);
  *lpLanguageId = kLanguage;
  return give_name(std::u16string(privilege->display_name), lpDisplayName, cchDisplayName);
}
EXPORT(advapi32, BOOL, LookupPrivilegeDisplayNameA,
       (LPCSTR lpSystemName, LPCSTR lpName, LPSTR lpDisplayName, LPDWORD cchDisplayName,
        LPDWORD lpLanguageId)) {
  const Privilege* privilege = find_privilege(from_ansi(lpName));
  if (!privilege) return fail_with(ERROR_NO_SUCH_PRIVILEGE);
  *lpLanguageId = kLanguage;
  return give_name(to_ansi(privilege->display_name), lpDisplayName, cchDisplayName);
}

// Nobody's password is known here.
EXPORT(advapi32, BOOL, LogonUserW,
       (LPCWSTR lpszUsername, LPCWSTR lpszDomain, LPCWSTR lpszPassword, DWORD dwLogonType,
        DWORD dwLogonProvider, HANDLE* phToken)) {
  return fail_with(ERROR_LOGON_FAILURE);
}
EXPORT(advapi32, BOOL, LogonUserA,
       (LPCSTR lpszUsername, LPCSTR lpszDomain, LPCSTR lpszPassword, DWORD dwLogonType,
        DWORD dwLogonProvider, HANDLE* phToken)) {
  return fail_with(ERROR_LOGON_FAILURE);
}
EXPORT(advapi32, BOOL, LogonUserExW,
       (LPCWSTR lpszUsername, LPCWSTR lpszDomain, LPCWSTR lpszPassword, DWORD dwLogonType,
        DWORD dwLogonProvider, HANDLE* phToken, SID** ppLogonSid, PVOID* ppProfileBuffer,
        LPDWORD pdwProfileLength, PVOID pQuotaLimits)) {
  return fail_with(ERROR_LOGON_FAILURE);
}

}  // namespace mimic::win::advapi32

namespace mimic::win::kernel32 {

// What kernelbase has of these comes from kernel32.
ALSO(kernel32, OpenProcessToken, "advapi32.OpenProcessToken");
ALSO(kernel32, OpenThreadToken, "advapi32.OpenThreadToken");
ALSO(kernel32, SetThreadToken, "advapi32.SetThreadToken");

}  // namespace mimic::win::kernel32

namespace mimic::win::kernelbase {

ALSO(kernelbase, AdjustTokenGroups, "advapi32.AdjustTokenGroups");
ALSO(kernelbase, AdjustTokenPrivileges, "advapi32.AdjustTokenPrivileges");
ALSO(kernelbase, AllocateLocallyUniqueId, "advapi32.AllocateLocallyUniqueId");
ALSO(kernelbase, CheckTokenMembership, "advapi32.CheckTokenMembership");
ALSO(kernelbase, CheckTokenMembershipEx, "advapi32.CheckTokenMembershipEx");
ALSO(kernelbase, CreateRestrictedToken, "advapi32.CreateRestrictedToken");
ALSO(kernelbase, DuplicateToken, "advapi32.DuplicateToken");
ALSO(kernelbase, DuplicateTokenEx, "advapi32.DuplicateTokenEx");
ALSO(kernelbase, GetTokenInformation, "advapi32.GetTokenInformation");
ALSO(kernelbase, ImpersonateAnonymousToken, "advapi32.ImpersonateAnonymousToken");
ALSO(kernelbase, ImpersonateLoggedOnUser, "advapi32.ImpersonateLoggedOnUser");
ALSO(kernelbase, ImpersonateNamedPipeClient, "advapi32.ImpersonateNamedPipeClient");
ALSO(kernelbase, ImpersonateSelf, "advapi32.ImpersonateSelf");
ALSO(kernelbase, IsTokenRestricted, "advapi32.IsTokenRestricted");
ALSO(kernelbase, PrivilegeCheck, "advapi32.PrivilegeCheck");
ALSO(kernelbase, RevertToSelf, "advapi32.RevertToSelf");
ALSO(kernelbase, SetTokenInformation, "advapi32.SetTokenInformation");

}  // namespace mimic::win::kernelbase

namespace mimic::win::sechost {

// The API sets that lead here are parts of advapi32's exports.
MIRROR(sechost, "advapi32");
MIRROR(cryptsp, "advapi32");
MIRROR(ntmarta, "advapi32");

}  // namespace mimic::win::sechost
