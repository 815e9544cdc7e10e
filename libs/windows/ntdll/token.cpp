// Tokens by the native interface.
#include "libs/windows/core/token.h"

#include <cstring>

#include "libs/windows/core/io.h"
#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

struct TOKEN_PRIVILEGES {
  DWORD PrivilegeCount;
  LUID_AND_ATTRIBUTES Privileges[1];
};
struct SID_AND_ATTRIBUTES {
  SID* Sid;
  DWORD Attributes;
};
struct TOKEN_GROUPS {
  DWORD GroupCount;
  SID_AND_ATTRIBUTES Groups[1];
};
struct SECURITY_QUALITY_OF_SERVICE {
  DWORD Length;
  ULONG ImpersonationLevel;
  BOOLEAN ContextTrackingMode, EffectiveOnly;
};
struct PRIVILEGE_SET {
  DWORD PrivilegeCount, Control;
  LUID_AND_ATTRIBUTES Privilege[1];
};

// Generic rights of tokens.
ACCESS_MASK token_access(ACCESS_MASK access) {
  if (access & (GENERIC_ALL | MAXIMUM_ALLOWED)) access |= TOKEN_ALL_ACCESS;
  if (access & GENERIC_READ) access |= READ_CONTROL | TOKEN_QUERY;
  if (access & GENERIC_WRITE)
    access |= READ_CONTROL | TOKEN_ADJUST_PRIVILEGES | TOKEN_ADJUST_GROUPS | TOKEN_ADJUST_DEFAULT;
  if (access & GENERIC_EXECUTE) access |= READ_CONTROL | TOKEN_IMPERSONATE;
  return access & 0x1fffff;
}

NTSTATUS give(HANDLE* handle, Ref<Token> token, ACCESS_MASK access, bool inherit) {
  const HANDLE made = handles().insert(std::move(token), token_access(access), inherit);
  if (!made) return STATUS_INSUFFICIENT_RESOURCES;
  *handle = made;
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtOpenProcessTokenEx,
       (HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
        HANDLE* TokenHandle)) {
  const auto own = is_current_process(ProcessHandle);
  if (!own) return own.error();
  // Every process that can be opened runs as the same user.
  return give(TokenHandle, Token::of_process(), DesiredAccess, HandleAttributes & OBJ_INHERIT);
}

EXPORT(ntdll, NTSTATUS, NtOpenProcessToken,
       (HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, HANDLE* TokenHandle)) {
  return NtOpenProcessTokenEx(ProcessHandle, DesiredAccess, 0, TokenHandle);
}

EXPORT(ntdll, NTSTATUS, NtOpenThreadTokenEx,
       (HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf, ULONG HandleAttributes,
        HANDLE* TokenHandle)) {
  auto thread = object_of<Thread>(ThreadHandle);
  if (!thread) return thread.error();
  Ref<Token> token = impersonation_token(**thread);
  if (!token) return STATUS_NO_TOKEN;
  return give(TokenHandle, std::move(token), DesiredAccess, HandleAttributes & OBJ_INHERIT);
}

EXPORT(ntdll, NTSTATUS, NtOpenThreadToken,
       (HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf, HANDLE* TokenHandle)) {
  return NtOpenThreadTokenEx(ThreadHandle, DesiredAccess, OpenAsSelf, 0, TokenHandle);
}

EXPORT(ntdll, NTSTATUS, NtQueryInformationToken,
       (HANDLE TokenHandle, ULONG TokenInformationClass, PVOID TokenInformation,
        ULONG TokenInformationLength, ULONG* ReturnLength)) {
  constexpr ULONG kTokenSource = 7;
  auto token = token_of(TokenHandle,
                        TokenInformationClass == kTokenSource ? TOKEN_QUERY_SOURCE : TOKEN_QUERY);
  if (!token) return token.error();
  return (*token)->query(TokenInformationClass, TokenInformation, TokenInformationLength,
                         ReturnLength);
}

EXPORT(ntdll, NTSTATUS, NtSetInformationToken,
       (HANDLE TokenHandle, ULONG TokenInformationClass, PVOID TokenInformation,
        ULONG TokenInformationLength)) {
  constexpr ULONG kTokenSessionId = 12;
  auto token =
      token_of(TokenHandle, TokenInformationClass == kTokenSessionId ? TOKEN_ADJUST_SESSIONID
                                                                     : TOKEN_ADJUST_DEFAULT);
  if (!token) return token.error();
  return (*token)->set(TokenInformationClass, TokenInformation, TokenInformationLength);
}

EXPORT(ntdll, NTSTATUS, NtDuplicateToken,
       (HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, BOOLEAN EffectiveOnly, ULONG TokenType,
        HANDLE* NewTokenHandle)) {
  auto token = token_of(ExistingTokenHandle, TOKEN_DUPLICATE);
  if (!token) return token.error();
  ULONG level = kSecurityAnonymous;
  bool inherit = false;
  if (ObjectAttributes) {
    inherit = ObjectAttributes->Attributes & OBJ_INHERIT;
    if (const auto* quality = static_cast<const SECURITY_QUALITY_OF_SERVICE*>(
            ObjectAttributes->SecurityQualityOfService))
      level = quality->ImpersonationLevel;
  }
  auto copy = duplicate_token(**token, TokenType, level);
  if (!copy) return copy.error();
  ACCESS_MASK access = DesiredAccess;
  if (!access) {  // the same
    auto entry = handles().lookup(ExistingTokenHandle);
    access = entry ? entry->access : TOKEN_QUERY | TOKEN_QUERY_SOURCE;
  }
  return give(NewTokenHandle, std::move(*copy), access, inherit);
}

EXPORT(ntdll, NTSTATUS, NtAdjustPrivilegesToken,
       (HANDLE TokenHandle, BOOLEAN DisableAllPrivileges, const TOKEN_PRIVILEGES* NewState,
        ULONG BufferLength, TOKEN_PRIVILEGES* PreviousState, ULONG* ReturnLength)) {
  auto token = token_of(TokenHandle,
                        TOKEN_ADJUST_PRIVILEGES | (PreviousState ? TOKEN_QUERY : ACCESS_MASK{0}));
  if (!token) return token.error();
  if (!DisableAllPrivileges && !NewState) return STATUS_INVALID_PARAMETER;
  std::vector<LUID_AND_ATTRIBUTES> wanted;
  if (!DisableAllPrivileges)
    wanted.assign(NewState->Privileges, NewState->Privileges + NewState->PrivilegeCount);
  constexpr size_t kFixed = offsetof(TOKEN_PRIVILEGES, Privileges);
  size_t room = SIZE_MAX, needed = 0;
  if (PreviousState)
    room = BufferLength < kFixed ? 0 : (BufferLength - kFixed) / sizeof(LUID_AND_ATTRIBUTES);
  const auto adjusted = (*token)->adjust_privileges(DisableAllPrivileges, wanted, room, &needed);
  if (PreviousState && ReturnLength)
    *ReturnLength = static_cast<ULONG>(kFixed + needed * sizeof(LUID_AND_ATTRIBUTES));
  if (!adjusted) return adjusted.error();
  if (PreviousState && BufferLength >= kFixed) {
    PreviousState->PrivilegeCount = static_cast<DWORD>(adjusted->before.size());
    if (needed)
      std::memcpy(PreviousState->Privileges, adjusted->before.data(),
                  needed * sizeof(LUID_AND_ATTRIBUTES));
  }
  return adjusted->all_assigned ? STATUS_SUCCESS : STATUS_NOT_ALL_ASSIGNED;
}

EXPORT(ntdll, NTSTATUS, NtAdjustGroupsToken,
       (HANDLE TokenHandle, BOOLEAN ResetToDefault, const TOKEN_GROUPS* NewState,
        ULONG BufferLength, TOKEN_GROUPS* PreviousState, ULONG* ReturnLength)) {
  auto token =
      token_of(TokenHandle, TOKEN_ADJUST_GROUPS | (PreviousState ? TOKEN_QUERY : ACCESS_MASK{0}));
  if (!token) return token.error();
  if (!ResetToDefault && !NewState) return STATUS_INVALID_PARAMETER;
  std::vector<TokenGroup> wanted;
  if (!ResetToDefault) {
    for (DWORD i = 0; i < NewState->GroupCount; ++i) {
      const SID* sid = NewState->Groups[i].Sid;
      if (!is_valid_sid(sid)) return STATUS_INVALID_SID;
      wanted.push_back({Sid(sid), NewState->Groups[i].Attributes});
    }
  }
  constexpr size_t kFixed = offsetof(TOKEN_GROUPS, Groups);
  constexpr size_t kEach = sizeof(SID_AND_ATTRIBUTES) + sizeof(Sid);
  size_t room = SIZE_MAX, needed = 0;
  if (PreviousState) room = BufferLength < kFixed ? 0 : (BufferLength - kFixed) / kEach;
  const auto adjusted = (*token)->adjust_groups(ResetToDefault, wanted, room, &needed);
  if (PreviousState && ReturnLength) *ReturnLength = static_cast<ULONG>(kFixed + needed * kEach);
  if (!adjusted) return adjusted.error();
  if (PreviousState && BufferLength >= kFixed) {
    PreviousState->GroupCount = static_cast<DWORD>(needed);
    auto* to = reinterpret_cast<uint8_t*>(PreviousState->Groups + needed);
    for (size_t i = 0; i < needed; ++i, to += sizeof(Sid)) {
      std::memcpy(to, adjusted->before[i].sid.get(), sizeof(Sid));
      PreviousState->Groups[i] = {reinterpret_cast<SID*>(to), adjusted->before[i].attributes};
    }
  }
  return adjusted->all_assigned ? STATUS_SUCCESS : STATUS_NOT_ALL_ASSIGNED;
}

EXPORT(ntdll, NTSTATUS, NtPrivilegeCheck,
       (HANDLE ClientToken, PRIVILEGE_SET* RequiredPrivileges, BOOLEAN* Result)) {
  auto token = token_of(ClientToken, TOKEN_QUERY);
  if (!token) return token.error();
  const TokenState state = (*token)->state();
  if (state.type == kTokenImpersonation && state.impersonation_level < kSecurityIdentification)
    return STATUS_BAD_IMPERSONATION_LEVEL;
  constexpr DWORD kAllNecessary = 1;
  const DWORD count = RequiredPrivileges->PrivilegeCount;
  DWORD held = 0;
  for (DWORD i = 0; i < count; ++i) {
    auto& entry = RequiredPrivileges->Privilege[i];
    if (entry.Luid.HighPart == 0 && state.has_privilege(entry.Luid.LowPart)) {
      entry.Attributes |= SE_PRIVILEGE_USED_FOR_ACCESS;
      ++held;
    }
  }
  *Result = RequiredPrivileges->Control & kAllNecessary ? held == count : held != 0;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtFilterToken,
       (HANDLE ExistingTokenHandle, ULONG Flags, const TOKEN_GROUPS* SidsToDisable,
        const TOKEN_PRIVILEGES* PrivilegesToDelete, const TOKEN_GROUPS* RestrictedSids,
        HANDLE* NewTokenHandle)) {
  auto token = token_of(ExistingTokenHandle, TOKEN_DUPLICATE);
  if (!token) return token.error();
  Restriction restriction;
  restriction.disable_max_privilege = Flags & 1;
  restriction.lua = Flags & 4;
  const auto copy = [](const TOKEN_GROUPS* from, std::vector<Sid>& to) {
    if (!from) return true;
    for (DWORD i = 0; i < from->GroupCount; ++i) {
      if (!is_valid_sid(from->Groups[i].Sid)) return false;
      to.push_back(Sid(from->Groups[i].Sid));
    }
    return true;
  };
  if (!copy(SidsToDisable, restriction.disable) || !copy(RestrictedSids, restriction.restrict))
    return STATUS_INVALID_SID;
  if (PrivilegesToDelete) {
    for (DWORD i = 0; i < PrivilegesToDelete->PrivilegeCount; ++i)
      restriction.remove.push_back(PrivilegesToDelete->Privileges[i].Luid);
  }
  const auto entry = handles().lookup(ExistingTokenHandle);
  return give(NewTokenHandle, restrict_token(**token, restriction),
              entry ? entry->access : TOKEN_ALL_ACCESS, false);
}

EXPORT(ntdll, NTSTATUS, NtImpersonateThread,
       (HANDLE ServerThreadHandle, HANDLE ClientThreadHandle,
        const SECURITY_QUALITY_OF_SERVICE* SecurityQos)) {
  auto server = object_of<Thread>(ServerThreadHandle);
  auto client = object_of<Thread>(ClientThreadHandle);
  if (!server || !client) return server ? client.error() : server.error();
  Ref<Token> token = impersonation_token(**client);
  auto copy = duplicate_token(token ? *token : *Token::of_process(), kTokenImpersonation,
                              SecurityQos->ImpersonationLevel);
  if (!copy) return copy.error();
  impersonate(**server, std::move(*copy));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtImpersonateAnonymousToken, (HANDLE ThreadHandle)) {
  return STATUS_ACCESS_DENIED;
}

EXPORT(ntdll, NTSTATUS, NtCompareTokens,
       (HANDLE FirstTokenHandle, HANDLE SecondTokenHandle, BOOLEAN* Equal)) {
  auto first = token_of(FirstTokenHandle, TOKEN_QUERY);
  auto second = token_of(SecondTokenHandle, TOKEN_QUERY);
  if (!first || !second) return first ? second.error() : first.error();
  const TokenState a = (*first)->state(), b = (*second)->state();
  const auto same_groups = [](const std::vector<TokenGroup>& x, const std::vector<TokenGroup>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const TokenGroup& p, const TokenGroup& q) { return p.sid == q.sid; });
  };
  *Equal = a.user == b.user && same_groups(a.groups, b.groups) &&
           same_groups(a.restricted, b.restricted);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtAllocateLocallyUniqueId, (LUID * Luid)) {
  *Luid = new_luid();
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlImpersonateSelf, (ULONG ImpersonationLevel)) {
  auto copy = duplicate_token(*Token::of_process(), kTokenImpersonation, ImpersonationLevel);
  if (!copy) return copy.error();
  impersonate(*Thread::current(), std::move(*copy));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlAdjustPrivilege,
       (ULONG Privilege, BOOLEAN Enable, BOOLEAN CurrentThread, BOOLEAN* Enabled)) {
  Ref<Token> token = CurrentThread ? impersonation_token(*Thread::current()) : Token::of_process();
  if (!token) return STATUS_NO_TOKEN;
  size_t needed;
  auto adjusted = token->adjust_privileges(
      false, {{{Privilege, 0}, Enable ? SE_PRIVILEGE_ENABLED : 0}}, SIZE_MAX, &needed);
  if (!adjusted) return adjusted.error();
  if (!adjusted->all_assigned) return STATUS_PRIVILEGE_NOT_HELD;
  *Enabled = adjusted->before.empty()
                 ? Enable
                 : (adjusted->before[0].Attributes & SE_PRIVILEGE_ENABLED) != 0;
  return STATUS_SUCCESS;
}

ALSO(ntdll, ZwOpenProcessToken, "ntdll.NtOpenProcessToken");
ALSO(ntdll, ZwOpenProcessTokenEx, "ntdll.NtOpenProcessTokenEx");
ALSO(ntdll, ZwOpenThreadToken, "ntdll.NtOpenThreadToken");
ALSO(ntdll, ZwOpenThreadTokenEx, "ntdll.NtOpenThreadTokenEx");
ALSO(ntdll, ZwQueryInformationToken, "ntdll.NtQueryInformationToken");
ALSO(ntdll, ZwSetInformationToken, "ntdll.NtSetInformationToken");
ALSO(ntdll, ZwDuplicateToken, "ntdll.NtDuplicateToken");
ALSO(ntdll, ZwAdjustPrivilegesToken, "ntdll.NtAdjustPrivilegesToken");
ALSO(ntdll, ZwAdjustGroupsToken, "ntdll.NtAdjustGroupsToken");
ALSO(ntdll, ZwPrivilegeCheck, "ntdll.NtPrivilegeCheck");
ALSO(ntdll, ZwFilterToken, "ntdll.NtFilterToken");
ALSO(ntdll, ZwImpersonateThread, "ntdll.NtImpersonateThread");
ALSO(ntdll, ZwAllocateLocallyUniqueId, "ntdll.NtAllocateLocallyUniqueId");

}  // namespace mimic::win::ntdll
