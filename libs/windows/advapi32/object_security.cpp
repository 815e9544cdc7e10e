// The security of files, keys and other objects, and lists made of entries.
#include <algorithm>
#include <cstring>
#include <optional>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/file_security.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/token.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/ntdll/security.h"

namespace mimic::win::advapi32 {

using kernel32::fail;
using kernel32::fail_with;
using kernel32::succeeded;

EXPORT(advapi32, BOOL, GetFileSecurityW,
       (LPCWSTR lpFileName, DWORD RequestedInformation, void* pSecurityDescriptor, DWORD nLength,
        LPDWORD lpnLengthNeeded)) {
  const auto path = host_path(view_of(lpFileName));
  if (!path) return fail(path.error());
  const auto security = file_security(path->c_str());
  if (!security) return fail(security.error());
  const auto part = select_security(*security, RequestedInformation);
  *lpnLengthNeeded = static_cast<DWORD>(part.size());
  if (nLength < part.size()) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(pSecurityDescriptor, part.data(), part.size());
  return TRUE;
}
EXPORT(advapi32, BOOL, GetFileSecurityA,
       (LPCSTR lpFileName, DWORD RequestedInformation, void* pSecurityDescriptor, DWORD nLength,
        LPDWORD lpnLengthNeeded)) {
  return GetFileSecurityW(from_ansi(lpFileName).c_str(), RequestedInformation, pSecurityDescriptor,
                          nLength, lpnLengthNeeded);
}

EXPORT(advapi32, BOOL, SetFileSecurityW,
       (LPCWSTR lpFileName, DWORD SecurityInformation, const void* pSecurityDescriptor)) {
  const auto given = self_relative_copy(pSecurityDescriptor);
  if (!given) return fail(given.error());
  const auto path = host_path(view_of(lpFileName));
  if (!path) return fail(path.error());
  return succeeded(set_file_security(path->c_str(), *given, SecurityInformation));
}
EXPORT(advapi32, BOOL, SetFileSecurityA,
       (LPCSTR lpFileName, DWORD SecurityInformation, const void* pSecurityDescriptor)) {
  return SetFileSecurityW(from_ansi(lpFileName).c_str(), SecurityInformation, pSecurityDescriptor);
}

EXPORT(advapi32, BOOL, GetKernelObjectSecurity,
       (HANDLE Handle, DWORD RequestedInformation, void* pSecurityDescriptor, DWORD nLength,
        LPDWORD lpnLengthNeeded)) {
  return succeeded(ntdll::NtQuerySecurityObject(Handle, RequestedInformation, pSecurityDescriptor,
                                                nLength, lpnLengthNeeded));
}
EXPORT(advapi32, BOOL, SetKernelObjectSecurity,
       (HANDLE Handle, DWORD SecurityInformation, const void* SecurityDescriptor)) {
  return succeeded(ntdll::NtSetSecurityObject(Handle, SecurityInformation, SecurityDescriptor));
}

namespace {

// A copy that LocalFree frees, and pointers into it.
DWORD give_security(const std::vector<uint8_t>& security, SID** owner, SID** group, ACL** dacl,
                    ACL** sacl, void** descriptor) {
  auto* copy = static_cast<uint8_t*>(heap_allocate(security.size()));
  if (!copy) return ERROR_NOT_ENOUGH_MEMORY;
  std::memcpy(copy, security.data(), security.size());
  const auto parts = parts_of(copy);
  if (owner) *owner = const_cast<SID*>(parts->owner);
  if (group) *group = const_cast<SID*>(parts->group);
  if (dacl) *dacl = const_cast<ACL*>(parts->dacl);
  if (sacl) *sacl = const_cast<ACL*>(parts->sacl);
  if (descriptor)
    *descriptor = copy;
  else
    heap_free(copy);
  return ERROR_SUCCESS;
}

std::vector<uint8_t> security_of_parts(DWORD information, const SID* owner, const SID* group,
                                       const ACL* dacl, const ACL* sacl) {
  SecurityParts parts;
  constexpr DWORD kProtectedDacl = 0x80000000;
  if (information & DACL_SECURITY_INFORMATION) parts.control |= SE_DACL_PRESENT;
  if (information & SACL_SECURITY_INFORMATION) parts.control |= SE_SACL_PRESENT;
  if (information & kProtectedDacl) parts.control |= SE_DACL_PROTECTED;
  parts.owner = owner;
  parts.group = group;
  parts.dacl = dacl;
  parts.sacl = sacl;
  return make_self_relative(parts);
}

constexpr ULONG kFileObject = 1, kRegistryKey = 4;

}  // namespace

EXPORT(advapi32, DWORD, GetSecurityInfo,
       (HANDLE handle, ULONG ObjectType, DWORD SecurityInfo, SID** ppsidOwner, SID** ppsidGroup,
        ACL** ppDacl, ACL** ppSacl, void** ppSecurityDescriptor)) {
  std::vector<uint8_t> security(4096);
  ULONG needed = 0;
  const NTSTATUS status = ntdll::NtQuerySecurityObject(
      handle, SecurityInfo, security.data(), static_cast<ULONG>(security.size()), &needed);
  if (!nt_success(status)) return error_of(status);
  security.resize(needed);
  return give_security(security, ppsidOwner, ppsidGroup, ppDacl, ppSacl, ppSecurityDescriptor);
}

EXPORT(advapi32, DWORD, SetSecurityInfo,
       (HANDLE handle, ULONG ObjectType, DWORD SecurityInfo, SID* psidOwner, SID* psidGroup,
        ACL* pDacl, ACL* pSacl)) {
  const auto security = security_of_parts(SecurityInfo, psidOwner, psidGroup, pDacl, pSacl);
  return error_of(ntdll::NtSetSecurityObject(handle, SecurityInfo, security.data()));
}

EXPORT(advapi32, DWORD, GetNamedSecurityInfoW,
       (LPCWSTR pObjectName, ULONG ObjectType, DWORD SecurityInfo, SID** ppsidOwner,
        SID** ppsidGroup, ACL** ppDacl, ACL** ppSacl, void** ppSecurityDescriptor)) {
  if (!pObjectName) return ERROR_INVALID_PARAMETER;
  if (ObjectType != kFileObject)
    return ObjectType == kRegistryKey ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER;
  const auto path = host_path(view_of(pObjectName));
  if (!path) return error_of(path.error());
  const auto security = file_security(path->c_str());
  if (!security) return error_of(security.error());
  return give_security(select_security(*security, SecurityInfo), ppsidOwner, ppsidGroup, ppDacl,
                       ppSacl, ppSecurityDescriptor);
}
EXPORT(advapi32, DWORD, GetNamedSecurityInfoA,
       (LPCSTR pObjectName, ULONG ObjectType, DWORD SecurityInfo, SID** ppsidOwner,
        SID** ppsidGroup, ACL** ppDacl, ACL** ppSacl, void** ppSecurityDescriptor)) {
  return GetNamedSecurityInfoW(from_ansi(pObjectName).c_str(), ObjectType, SecurityInfo, ppsidOwner,
                               ppsidGroup, ppDacl, ppSacl, ppSecurityDescriptor);
}
EXPORT(advapi32, DWORD, SetNamedSecurityInfoW,
       (LPWSTR pObjectName, ULONG ObjectType, DWORD SecurityInfo, SID* psidOwner, SID* psidGroup,
        ACL* pDacl, ACL* pSacl)) {
  if (!pObjectName) return ERROR_INVALID_PARAMETER;
  if (ObjectType != kFileObject)
    return ObjectType == kRegistryKey ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER;
  const auto security = security_of_parts(SecurityInfo, psidOwner, psidGroup, pDacl, pSacl);
  const auto path = host_path(view_of(pObjectName));
  if (!path) return error_of(path.error());
  return error_of(set_file_security(path->c_str(), security, SecurityInfo));
}
EXPORT(advapi32, DWORD, SetNamedSecurityInfoA,
       (LPSTR pObjectName, ULONG ObjectType, DWORD SecurityInfo, SID* psidOwner, SID* psidGroup,
        ACL* pDacl, ACL* pSacl)) {
  std::u16string name = from_ansi(pObjectName);
  return SetNamedSecurityInfoW(name.data(), ObjectType, SecurityInfo, psidOwner, psidGroup, pDacl,
                               pSacl);
}

namespace {

// TRUSTEE_FORM
constexpr ULONG kTrusteeSid = 0, kTrusteeName = 1;
// ACCESS_MODE
constexpr ULONG kGrantAccess = 1, kSetAccess = 2, kDenyAccess = 3, kRevokeAccess = 4,
                kAuditSuccess = 5, kAuditFailure = 6;

struct TRUSTEE {
  PVOID pMultipleTrustee;
  ULONG MultipleTrusteeOperation, TrusteeForm, TrusteeType;
  PVOID ptstrName;  // a SID or a name
};
struct EXPLICIT_ACCESS {
  DWORD grfAccessPermissions;
  ULONG grfAccessMode;
  DWORD grfInheritance;
  TRUSTEE Trustee;
};

std::optional<Sid> sid_of_trustee(const TRUSTEE& trustee, bool ansi) {
  if (trustee.TrusteeForm == kTrusteeSid) {
    const auto* sid = static_cast<const SID*>(trustee.ptstrName);
    return is_valid_sid(sid) ? std::optional(Sid(sid)) : std::nullopt;
  }
  if (trustee.TrusteeForm != kTrusteeName || !trustee.ptstrName) return std::nullopt;
  const std::u16string name =
      ansi ? from_ansi(static_cast<const char*>(trustee.ptstrName))
           : std::u16string(view_of(static_cast<LPCWSTR>(trustee.ptstrName)));
  if (equal_ignoring_case(name, u"CURRENT_USER")) return effective_token()->state().user;
  size_t used;
  if (name.starts_with(u"S-1-"))
    if (auto sid = parse_sid(name, &used)) return sid;
  const auto account = find_account(name);
  return account ? std::optional(account->sid) : std::nullopt;
}

// Denials come first, then what is granted, then what was inherited.
DWORD set_entries(ULONG count, const EXPLICIT_ACCESS* entries, const ACL* old, ACL** result,
                  bool ansi) {
  struct Entry {
    UCHAR type, flags;
    ACCESS_MASK mask;
    Sid sid;
  };
  std::vector<Entry> added;
  std::vector<Sid> replaced;
  for (ULONG i = 0; i < count; ++i) {
    const auto sid = sid_of_trustee(entries[i].Trustee, ansi);
    if (!sid)
      return entries[i].Trustee.TrusteeForm == kTrusteeName ? ERROR_NONE_MAPPED
                                                            : ERROR_INVALID_PARAMETER;
    Entry entry{ACCESS_ALLOWED_ACE_TYPE, static_cast<UCHAR>(entries[i].grfInheritance & 0x1f),
                entries[i].grfAccessPermissions, *sid};
    switch (entries[i].grfAccessMode) {
      case kGrantAccess:
        break;
      case kSetAccess:
        replaced.push_back(*sid);
        break;
      case kDenyAccess:
        entry.type = ACCESS_DENIED_ACE_TYPE;
        break;
      case kRevokeAccess:
        replaced.push_back(*sid);
        continue;
      case kAuditSuccess:
      case kAuditFailure:
        entry.type = SYSTEM_AUDIT_ACE_TYPE;
        entry.flags |= entries[i].grfAccessMode == kAuditSuccess ? SUCCESSFUL_ACCESS_ACE_FLAG
                                                                 : FAILED_ACCESS_ACE_FLAG;
        break;
      default:
        return ERROR_INVALID_PARAMETER;
    }
    added.push_back(entry);
  }
  std::vector<const ACE_HEADER*> denying, granting, inherited;
  for (size_t index = 0; old && index < old->AceCount; ++index) {
    const ACE_HEADER* ace = ace_at(old, index);
    if (!ace) return ERROR_INVALID_ACL;
    const SID* sid = sid_of_ace(ace);
    if (ace->AceFlags & INHERITED_ACE) {
      inherited.push_back(ace);
    } else if (sid && std::find(replaced.begin(), replaced.end(), Sid(sid)) != replaced.end()) {
      continue;
    } else {
      (ace->AceType == ACCESS_DENIED_ACE_TYPE ? denying : granting).push_back(ace);
    }
  }
  AclBuilder list;
  const auto add_new = [&](bool deny) {
    for (const Entry& entry : added)
      if ((entry.type == ACCESS_DENIED_ACE_TYPE) == deny)
        list.add(entry.type, entry.flags, entry.mask, entry.sid);
  };
  add_new(true);
  for (const auto* ace : denying) list.add_raw(ace);
  add_new(false);
  for (const auto* ace : granting) list.add_raw(ace);
  for (const auto* ace : inherited) list.add_raw(ace);
  const auto bytes = list.bytes();
  auto* copy = static_cast<ACL*>(heap_allocate(bytes.size()));
  if (!copy) return ERROR_NOT_ENOUGH_MEMORY;
  std::memcpy(copy, bytes.data(), bytes.size());
  *result = copy;
  return ERROR_SUCCESS;
}

}  // namespace

EXPORT(advapi32, DWORD, SetEntriesInAclW,
       (ULONG cCountOfExplicitEntries, const EXPLICIT_ACCESS* pListOfExplicitEntries, ACL* OldAcl,
        ACL** NewAcl)) {
  return set_entries(cCountOfExplicitEntries, pListOfExplicitEntries, OldAcl, NewAcl, false);
}
EXPORT(advapi32, DWORD, SetEntriesInAclA,
       (ULONG cCountOfExplicitEntries, const EXPLICIT_ACCESS* pListOfExplicitEntries, ACL* OldAcl,
        ACL** NewAcl)) {
  return set_entries(cCountOfExplicitEntries, pListOfExplicitEntries, OldAcl, NewAcl, true);
}

namespace {

void build_trustee(TRUSTEE* trustee, ULONG form, PVOID who) {
  *trustee = {};
  trustee->TrusteeForm = form;
  trustee->ptstrName = who;
}

}  // namespace

EXPORT(advapi32, void, BuildTrusteeWithSidW, (TRUSTEE * pTrustee, SID* pSid)) {
  build_trustee(pTrustee, kTrusteeSid, pSid);
}
ALSO(advapi32, BuildTrusteeWithSidA, "advapi32.BuildTrusteeWithSidW");
EXPORT(advapi32, void, BuildTrusteeWithNameW, (TRUSTEE * pTrustee, PVOID pName)) {
  build_trustee(pTrustee, kTrusteeName, pName);
}
ALSO(advapi32, BuildTrusteeWithNameA, "advapi32.BuildTrusteeWithNameW");
EXPORT(advapi32, void, BuildExplicitAccessWithNameW,
       (EXPLICIT_ACCESS * pExplicitAccess, PVOID pTrusteeName, DWORD AccessPermissions,
        ULONG AccessMode, DWORD Inheritance)) {
  pExplicitAccess->grfAccessPermissions = AccessPermissions;
  pExplicitAccess->grfAccessMode = AccessMode;
  pExplicitAccess->grfInheritance = Inheritance;
  build_trustee(&pExplicitAccess->Trustee, kTrusteeName, pTrusteeName);
}
ALSO(advapi32, BuildExplicitAccessWithNameA, "advapi32.BuildExplicitAccessWithNameW");

}  // namespace mimic::win::advapi32

namespace mimic::win::kernelbase {

ALSO(kernelbase, GetFileSecurityW, "advapi32.GetFileSecurityW");
ALSO(kernelbase, SetFileSecurityW, "advapi32.SetFileSecurityW");
ALSO(kernelbase, GetKernelObjectSecurity, "advapi32.GetKernelObjectSecurity");
ALSO(kernelbase, SetKernelObjectSecurity, "advapi32.SetKernelObjectSecurity");

}  // namespace mimic::win::kernelbase
