// SIDs, access control lists and security descriptors: advapi32's names for what ntdll does.
#include "libs/windows/ntdll/security.h"

#include <cstring>
#include <optional>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::advapi32 {

using kernel32::fail;
using kernel32::fail_with;
using kernel32::succeeded;

EXPORT(advapi32, BOOL, IsValidSid, (const SID* pSid)) {
  return is_valid_sid(pSid) ? TRUE : fail_with(ERROR_INVALID_SID);
}
EXPORT(advapi32, DWORD, GetLengthSid, (const SID* pSid)) {
  return static_cast<DWORD>(sid_length(*pSid));
}
EXPORT(advapi32, DWORD, GetSidLengthRequired, (UCHAR nSubAuthorityCount)) {
  return static_cast<DWORD>(sid_length(nSubAuthorityCount));
}
EXPORT(advapi32, BOOL, InitializeSid,
       (SID * Sid, const UCHAR* pIdentifierAuthority, BYTE nSubAuthorityCount)) {
  return succeeded(ntdll::RtlInitializeSid(Sid, pIdentifierAuthority, nSubAuthorityCount));
}
EXPORT(advapi32, BOOL, AllocateAndInitializeSid,
       (const UCHAR* pIdentifierAuthority, BYTE nSubAuthorityCount, DWORD nSubAuthority0,
        DWORD nSubAuthority1, DWORD nSubAuthority2, DWORD nSubAuthority3, DWORD nSubAuthority4,
        DWORD nSubAuthority5, DWORD nSubAuthority6, DWORD nSubAuthority7, SID** pSid)) {
  return succeeded(ntdll::RtlAllocateAndInitializeSid(
      pIdentifierAuthority, nSubAuthorityCount, nSubAuthority0, nSubAuthority1, nSubAuthority2,
      nSubAuthority3, nSubAuthority4, nSubAuthority5, nSubAuthority6, nSubAuthority7, pSid));
}
ALSO(advapi32, FreeSid, "ntdll.RtlFreeSid");
EXPORT(advapi32, BOOL, CopySid,
       (DWORD nDestinationSidLength, SID* pDestinationSid, const SID* pSourceSid)) {
  return succeeded(ntdll::RtlCopySid(nDestinationSidLength, pDestinationSid, pSourceSid));
}
EXPORT(advapi32, BOOL, EqualSid, (const SID* pSid1, const SID* pSid2)) {
  set_last_error(ERROR_SUCCESS);
  return ntdll::RtlEqualSid(pSid1, pSid2);
}
EXPORT(advapi32, BOOL, EqualPrefixSid, (const SID* pSid1, const SID* pSid2)) {
  return ntdll::RtlEqualPrefixSid(pSid1, pSid2);
}
ALSO(advapi32, GetSidIdentifierAuthority, "ntdll.RtlIdentifierAuthoritySid");
ALSO(advapi32, GetSidSubAuthority, "ntdll.RtlSubAuthoritySid");
ALSO(advapi32, GetSidSubAuthorityCount, "ntdll.RtlSubAuthorityCountSid");

EXPORT(advapi32, BOOL, CreateWellKnownSid,
       (ULONG WellKnownSidType, const SID* DomainSid, SID* pSid, DWORD* cbSid)) {
  const Sid* domain = nullptr;
  Sid given;
  if (well_known_needs_domain(WellKnownSidType)) {
    if (DomainSid && !is_valid_sid(DomainSid)) return fail_with(ERROR_INVALID_PARAMETER);
    given = DomainSid ? Sid(DomainSid) : machine_sid();
    domain = &given;
  }
  const auto sid = well_known_sid(WellKnownSidType, domain);
  if (!sid) return fail_with(ERROR_INVALID_PARAMETER);
  const DWORD room = *cbSid;
  *cbSid = static_cast<DWORD>(sid->size());
  if (room < sid->size()) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  if (!pSid) return fail_with(ERROR_INVALID_PARAMETER);
  std::memcpy(pSid, sid->get(), sid->size());
  return TRUE;
}

EXPORT(advapi32, BOOL, IsWellKnownSid, (const SID* pSid, ULONG WellKnownSidType)) {
  if (!is_valid_sid(pSid)) return FALSE;
  const Sid sid(pSid), domain = sid.parent();
  const auto known = well_known_sid(WellKnownSidType, &domain);
  if (!known || !(*known == sid)) return FALSE;
  // Relative to a domain means one of S-1-5-21.
  return !well_known_needs_domain(WellKnownSidType) ||
         (sid.authority() == 5 && sid.parts().size() == 5 && sid.parts()[0] == 21);
}

EXPORT(advapi32, BOOL, GetWindowsAccountDomainSid,
       (const SID* pSid, SID* pDomainSid, DWORD* cbDomainSid)) {
  if (!is_valid_sid(pSid)) return fail_with(ERROR_INVALID_SID);
  const Sid sid(pSid);
  if (sid.authority() != 5 || sid.parts().size() < 4 || sid.parts()[0] != 21)
    return fail_with(1257 /* ERROR_NON_ACCOUNT_SID */);
  const Sid domain(5, {21, sid.parts()[1], sid.parts()[2], sid.parts()[3]});
  const DWORD room = *cbDomainSid;
  *cbDomainSid = static_cast<DWORD>(domain.size());
  if (room < domain.size()) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(pDomainSid, domain.get(), domain.size());
  return TRUE;
}

namespace {

template <class Char>
BOOL local_text(const std::basic_string<Char>& text, Char** out) {
  const size_t size = (text.size() + 1) * sizeof(Char);
  auto* copy = static_cast<Char*>(heap_allocate(size));  // LocalFree frees it
  if (!copy) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
  std::memcpy(copy, text.c_str(), size);
  *out = copy;
  return TRUE;
}

BOOL give_sid(std::u16string_view text, SID** out) {
  size_t used = 0;
  const auto sid = parse_sid(text, &used);
  if (!sid || used != text.size()) return fail_with(ERROR_INVALID_SID);
  auto* copy = static_cast<SID*>(heap_allocate(sid->size()));
  if (!copy) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
  std::memcpy(copy, sid->get(), sid->size());
  *out = copy;
  return TRUE;
}

template <class Char>
BOOL give_account(const std::basic_string<Char>& name, Char* buffer, DWORD* size,
                  const std::basic_string<Char>& domain, Char* domain_buffer, DWORD* domain_size) {
  if (*size <= name.size() || *domain_size <= domain.size()) {
    *size = static_cast<DWORD>(name.size() + 1);
    *domain_size = static_cast<DWORD>(domain.size() + 1);
    return fail_with(ERROR_INSUFFICIENT_BUFFER);
  }
  if (buffer) std::char_traits<Char>::copy(buffer, name.c_str(), name.size() + 1);
  if (domain_buffer) std::char_traits<Char>::copy(domain_buffer, domain.c_str(), domain.size() + 1);
  *size = static_cast<DWORD>(name.size());
  *domain_size = static_cast<DWORD>(domain.size());
  return TRUE;
}

template <class Char>
BOOL give_account_sid(const std::optional<Account>& account, SID* sid, DWORD* sid_size,
                      const std::basic_string<Char>& domain, Char* domain_buffer,
                      DWORD* domain_size, ULONG* use) {
  if (!account) return fail_with(ERROR_NONE_MAPPED);
  const DWORD sid_room = *sid_size, domain_room = *domain_size;
  *sid_size = static_cast<DWORD>(account->sid.size());
  if (sid_room < *sid_size || domain_room <= domain.size() || !sid) {
    *domain_size = static_cast<DWORD>(domain.size() + 1);
    return fail_with(ERROR_INSUFFICIENT_BUFFER);
  }
  std::memcpy(sid, account->sid.get(), account->sid.size());
  if (domain_buffer) std::char_traits<Char>::copy(domain_buffer, domain.c_str(), domain.size() + 1);
  *domain_size = static_cast<DWORD>(domain.size());
  if (use) *use = static_cast<ULONG>(account->kind);
  return TRUE;
}

}  // namespace

EXPORT(advapi32, BOOL, ConvertSidToStringSidW, (const SID* Sid, LPWSTR* StringSid)) {
  if (!is_valid_sid(Sid)) return fail_with(ERROR_INVALID_SID);
  return local_text(sid_to_string(Sid), StringSid);
}
EXPORT(advapi32, BOOL, ConvertSidToStringSidA, (const SID* Sid, LPSTR* StringSid)) {
  if (!is_valid_sid(Sid)) return fail_with(ERROR_INVALID_SID);
  return local_text(to_ansi(sid_to_string(Sid)), StringSid);
}
EXPORT(advapi32, BOOL, ConvertStringSidToSidW, (LPCWSTR StringSid, SID** Sid)) {
  if (!StringSid || !Sid) return fail_with(ERROR_INVALID_PARAMETER);
  return give_sid(view_of(StringSid), Sid);
}
EXPORT(advapi32, BOOL, ConvertStringSidToSidA, (LPCSTR StringSid, SID** Sid)) {
  if (!StringSid || !Sid) return fail_with(ERROR_INVALID_PARAMETER);
  return give_sid(from_ansi(StringSid), Sid);
}

EXPORT(advapi32, BOOL, LookupAccountSidW,
       (LPCWSTR lpSystemName, const SID* Sid, LPWSTR Name, LPDWORD cchName,
        LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, ULONG* peUse)) {
  if (!is_valid_sid(Sid)) return fail_with(ERROR_INVALID_PARAMETER);
  const auto account = find_account(win::Sid(Sid));
  if (!account) return fail_with(ERROR_NONE_MAPPED);
  if (peUse) *peUse = static_cast<ULONG>(account->kind);
  return give_account(account->name, Name, cchName, account->domain, ReferencedDomainName,
                      cchReferencedDomainName);
}
EXPORT(advapi32, BOOL, LookupAccountSidA,
       (LPCSTR lpSystemName, const SID* Sid, LPSTR Name, LPDWORD cchName,
        LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, ULONG* peUse)) {
  if (!is_valid_sid(Sid)) return fail_with(ERROR_INVALID_PARAMETER);
  const auto account = find_account(win::Sid(Sid));
  if (!account) return fail_with(ERROR_NONE_MAPPED);
  if (peUse) *peUse = static_cast<ULONG>(account->kind);
  return give_account(to_ansi(account->name), Name, cchName, to_ansi(account->domain),
                      ReferencedDomainName, cchReferencedDomainName);
}

EXPORT(advapi32, BOOL, LookupAccountNameW,
       (LPCWSTR lpSystemName, LPCWSTR lpAccountName, SID* Sid, LPDWORD cbSid,
        LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, ULONG* peUse)) {
  const auto account = find_account(view_of(lpAccountName));
  return give_account_sid(account, Sid, cbSid, account ? account->domain : std::u16string(),
                          ReferencedDomainName, cchReferencedDomainName, peUse);
}
EXPORT(advapi32, BOOL, LookupAccountNameA,
       (LPCSTR lpSystemName, LPCSTR lpAccountName, SID* Sid, LPDWORD cbSid,
        LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, ULONG* peUse)) {
  const auto account = find_account(from_ansi(lpAccountName));
  return give_account_sid(account, Sid, cbSid, account ? to_ansi(account->domain) : std::string(),
                          ReferencedDomainName, cchReferencedDomainName, peUse);
}

EXPORT(advapi32, BOOL, IsValidAcl, (const ACL* pAcl)) {
  return is_valid_acl(pAcl) ? TRUE : fail_with(ERROR_INVALID_ACL);
}
EXPORT(advapi32, BOOL, InitializeAcl, (ACL * pAcl, DWORD nAclLength, DWORD dwAclRevision)) {
  return succeeded(ntdll::RtlCreateAcl(pAcl, nAclLength, dwAclRevision));
}
EXPORT(advapi32, BOOL, GetAclInformation,
       (const ACL* pAcl, LPVOID pAclInformation, DWORD nAclInformationLength,
        ULONG dwAclInformationClass)) {
  return succeeded(ntdll::RtlQueryInformationAcl(pAcl, pAclInformation, nAclInformationLength,
                                                 dwAclInformationClass));
}
EXPORT(advapi32, BOOL, AddAce,
       (ACL * pAcl, DWORD dwAceRevision, DWORD dwStartingAceIndex, LPCVOID pAceList,
        DWORD nAceListLength)) {
  const NTSTATUS status =
      ntdll::RtlAddAce(pAcl, dwAceRevision, dwStartingAceIndex, pAceList, nAceListLength);
  return status == STATUS_BUFFER_TOO_SMALL ? fail(STATUS_ALLOTTED_SPACE_EXCEEDED)
                                           : succeeded(status);
}
EXPORT(advapi32, BOOL, GetAce, (const ACL* pAcl, DWORD dwAceIndex, LPVOID* pAce)) {
  return succeeded(ntdll::RtlGetAce(pAcl, dwAceIndex, pAce));
}
EXPORT(advapi32, BOOL, DeleteAce, (ACL * pAcl, DWORD dwAceIndex)) {
  return succeeded(ntdll::RtlDeleteAce(pAcl, dwAceIndex));
}
EXPORT(advapi32, BOOL, FindFirstFreeAce, (const ACL* pAcl, LPVOID* pAce)) {
  return ntdll::RtlFirstFreeAce(pAcl, pAce) ? TRUE : fail_with(ERROR_INVALID_ACL);
}
EXPORT(advapi32, BOOL, AddAccessAllowedAce,
       (ACL * pAcl, DWORD dwAceRevision, DWORD AccessMask, const SID* pSid)) {
  return succeeded(
      ntdll::add_ace(pAcl, dwAceRevision, ACCESS_ALLOWED_ACE_TYPE, 0, AccessMask, pSid));
}
EXPORT(advapi32, BOOL, AddAccessAllowedAceEx,
       (ACL * pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask, const SID* pSid)) {
  return succeeded(
      ntdll::add_ace(pAcl, dwAceRevision, ACCESS_ALLOWED_ACE_TYPE, AceFlags, AccessMask, pSid));
}
EXPORT(advapi32, BOOL, AddAccessDeniedAce,
       (ACL * pAcl, DWORD dwAceRevision, DWORD AccessMask, const SID* pSid)) {
  return succeeded(
      ntdll::add_ace(pAcl, dwAceRevision, ACCESS_DENIED_ACE_TYPE, 0, AccessMask, pSid));
}
EXPORT(advapi32, BOOL, AddAccessDeniedAceEx,
       (ACL * pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD AccessMask, const SID* pSid)) {
  return succeeded(
      ntdll::add_ace(pAcl, dwAceRevision, ACCESS_DENIED_ACE_TYPE, AceFlags, AccessMask, pSid));
}
EXPORT(advapi32, BOOL, AddAuditAccessAce,
       (ACL * pAcl, DWORD dwAceRevision, DWORD dwAccessMask, const SID* pSid, BOOL bAuditSuccess,
        BOOL bAuditFailure)) {
  const ULONG flags = (bAuditSuccess ? SUCCESSFUL_ACCESS_ACE_FLAG : 0) |
                      (bAuditFailure ? FAILED_ACCESS_ACE_FLAG : 0);
  return succeeded(
      ntdll::add_ace(pAcl, dwAceRevision, SYSTEM_AUDIT_ACE_TYPE, flags, dwAccessMask, pSid));
}
EXPORT(advapi32, BOOL, AddMandatoryAce,
       (ACL * pAcl, DWORD dwAceRevision, DWORD AceFlags, DWORD MandatoryPolicy,
        const SID* pLabelSid)) {
  return succeeded(ntdll::add_ace(pAcl, dwAceRevision, SYSTEM_MANDATORY_LABEL_ACE_TYPE, AceFlags,
                                  MandatoryPolicy, pLabelSid));
}
ALSO(advapi32, MapGenericMask, "ntdll.RtlMapGenericMask");
EXPORT(advapi32, BOOL, AreAllAccessesGranted, (DWORD GrantedAccess, DWORD DesiredAccess)) {
  return (~GrantedAccess & DesiredAccess) == 0;
}
EXPORT(advapi32, BOOL, AreAnyAccessesGranted, (DWORD GrantedAccess, DWORD DesiredAccess)) {
  return (GrantedAccess & DesiredAccess) != 0;
}

EXPORT(advapi32, BOOL, AccessCheck,
       (const void* pSecurityDescriptor, HANDLE ClientToken, DWORD DesiredAccess,
        const GENERIC_MAPPING* GenericMapping, PVOID PrivilegeSet, LPDWORD PrivilegeSetLength,
        LPDWORD GrantedAccess, LPBOOL AccessStatus)) {
  NTSTATUS access_status;
  const NTSTATUS status =
      ntdll::NtAccessCheck(pSecurityDescriptor, ClientToken, DesiredAccess, GenericMapping,
                           PrivilegeSet, PrivilegeSetLength, GrantedAccess, &access_status);
  if (!nt_success(status)) return fail(status);
  *AccessStatus = nt_success(access_status);
  if (!*AccessStatus) set_last_error(error_of(access_status));
  return TRUE;
}

EXPORT(advapi32, BOOL, InitializeSecurityDescriptor,
       (SECURITY_DESCRIPTOR * pSecurityDescriptor, DWORD dwRevision)) {
  return succeeded(ntdll::RtlCreateSecurityDescriptor(pSecurityDescriptor, dwRevision));
}
EXPORT(advapi32, BOOL, IsValidSecurityDescriptor, (const void* pSecurityDescriptor)) {
  return ntdll::RtlValidSecurityDescriptor(pSecurityDescriptor)
             ? TRUE
             : fail_with(ERROR_INVALID_SECURITY_DESCR);
}
ALSO(advapi32, GetSecurityDescriptorLength, "ntdll.RtlLengthSecurityDescriptor");
EXPORT(advapi32, BOOL, GetSecurityDescriptorControl,
       (const void* pSecurityDescriptor, WORD* pControl, LPDWORD lpdwRevision)) {
  return succeeded(
      ntdll::RtlGetControlSecurityDescriptor(pSecurityDescriptor, pControl, lpdwRevision));
}
EXPORT(advapi32, BOOL, SetSecurityDescriptorControl,
       (SECURITY_DESCRIPTOR * pSecurityDescriptor, WORD ControlBitsOfInterest,
        WORD ControlBitsToSet)) {
  return succeeded(ntdll::RtlSetControlSecurityDescriptor(pSecurityDescriptor,
                                                          ControlBitsOfInterest, ControlBitsToSet));
}

namespace {

using GetList = NTSTATUS(MS_ABI*)(const void*, BOOLEAN*, ACL**, BOOLEAN*);
BOOL get_list(GetList get, const void* descriptor, LPBOOL present, ACL** list, LPBOOL defaulted) {
  BOOLEAN is_present = FALSE, is_default = FALSE;
  ACL* found = nullptr;
  if (const NTSTATUS status = get(descriptor, &is_present, &found, &is_default);
      !nt_success(status))
    return fail(status);
  *present = is_present;
  if (is_present) {
    *list = found;
    *defaulted = is_default;
  }
  return TRUE;
}

using GetSid = NTSTATUS(MS_ABI*)(const void*, SID**, BOOLEAN*);
BOOL get_sid(GetSid get, const void* descriptor, SID** sid, LPBOOL defaulted) {
  BOOLEAN is_default = FALSE;
  if (const NTSTATUS status = get(descriptor, sid, &is_default); !nt_success(status))
    return fail(status);
  *defaulted = is_default;
  return TRUE;
}

}  // namespace

EXPORT(advapi32, BOOL, GetSecurityDescriptorDacl,
       (const void* pSecurityDescriptor, LPBOOL lpbDaclPresent, ACL** pDacl,
        LPBOOL lpbDaclDefaulted)) {
  return get_list(ntdll::RtlGetDaclSecurityDescriptor, pSecurityDescriptor, lpbDaclPresent, pDacl,
                  lpbDaclDefaulted);
}
EXPORT(advapi32, BOOL, GetSecurityDescriptorSacl,
       (const void* pSecurityDescriptor, LPBOOL lpbSaclPresent, ACL** pSacl,
        LPBOOL lpbSaclDefaulted)) {
  return get_list(ntdll::RtlGetSaclSecurityDescriptor, pSecurityDescriptor, lpbSaclPresent, pSacl,
                  lpbSaclDefaulted);
}
EXPORT(advapi32, BOOL, GetSecurityDescriptorOwner,
       (const void* pSecurityDescriptor, SID** pOwner, LPBOOL lpbOwnerDefaulted)) {
  return get_sid(ntdll::RtlGetOwnerSecurityDescriptor, pSecurityDescriptor, pOwner,
                 lpbOwnerDefaulted);
}
EXPORT(advapi32, BOOL, GetSecurityDescriptorGroup,
       (const void* pSecurityDescriptor, SID** pGroup, LPBOOL lpbGroupDefaulted)) {
  return get_sid(ntdll::RtlGetGroupSecurityDescriptor, pSecurityDescriptor, pGroup,
                 lpbGroupDefaulted);
}
EXPORT(advapi32, BOOL, SetSecurityDescriptorDacl,
       (SECURITY_DESCRIPTOR * pSecurityDescriptor, BOOL bDaclPresent, ACL* pDacl,
        BOOL bDaclDefaulted)) {
  return succeeded(ntdll::RtlSetDaclSecurityDescriptor(pSecurityDescriptor, bDaclPresent != 0,
                                                       pDacl, bDaclDefaulted != 0));
}
EXPORT(advapi32, BOOL, SetSecurityDescriptorSacl,
       (SECURITY_DESCRIPTOR * pSecurityDescriptor, BOOL bSaclPresent, ACL* pSacl,
        BOOL bSaclDefaulted)) {
  return succeeded(ntdll::RtlSetSaclSecurityDescriptor(pSecurityDescriptor, bSaclPresent != 0,
                                                       pSacl, bSaclDefaulted != 0));
}
EXPORT(advapi32, BOOL, SetSecurityDescriptorOwner,
       (SECURITY_DESCRIPTOR * pSecurityDescriptor, SID* pOwner, BOOL bOwnerDefaulted)) {
  return succeeded(
      ntdll::RtlSetOwnerSecurityDescriptor(pSecurityDescriptor, pOwner, bOwnerDefaulted != 0));
}
EXPORT(advapi32, BOOL, SetSecurityDescriptorGroup,
       (SECURITY_DESCRIPTOR * pSecurityDescriptor, SID* pGroup, BOOL bGroupDefaulted)) {
  return succeeded(
      ntdll::RtlSetGroupSecurityDescriptor(pSecurityDescriptor, pGroup, bGroupDefaulted != 0));
}
EXPORT(advapi32, BOOL, MakeSelfRelativeSD,
       (const void* pAbsoluteSecurityDescriptor, void* pSelfRelativeSecurityDescriptor,
        LPDWORD lpdwBufferLength)) {
  return succeeded(ntdll::RtlMakeSelfRelativeSD(pAbsoluteSecurityDescriptor,
                                                pSelfRelativeSecurityDescriptor, lpdwBufferLength));
}
EXPORT(advapi32, BOOL, MakeAbsoluteSD,
       (const void* pSelfRelativeSecurityDescriptor,
        SECURITY_DESCRIPTOR* pAbsoluteSecurityDescriptor,
        LPDWORD lpdwAbsoluteSecurityDescriptorSize, ACL* pDacl, LPDWORD lpdwDaclSize, ACL* pSacl,
        LPDWORD lpdwSaclSize, SID* pOwner, LPDWORD lpdwOwnerSize, SID* pPrimaryGroup,
        LPDWORD lpdwPrimaryGroupSize)) {
  return succeeded(ntdll::RtlSelfRelativeToAbsoluteSD(
      pSelfRelativeSecurityDescriptor, pAbsoluteSecurityDescriptor,
      lpdwAbsoluteSecurityDescriptorSize, pDacl, lpdwDaclSize, pSacl, lpdwSaclSize, pOwner,
      lpdwOwnerSize, pPrimaryGroup, lpdwPrimaryGroupSize));
}

}  // namespace mimic::win::advapi32

#define KERNELBASE(name) ALSO(kernelbase, name, "advapi32." #name)
namespace mimic::win::kernelbase {

KERNELBASE(AccessCheck);
KERNELBASE(AddAccessAllowedAce);
KERNELBASE(AddAccessAllowedAceEx);
KERNELBASE(AddAccessDeniedAce);
KERNELBASE(AddAccessDeniedAceEx);
KERNELBASE(AddAce);
KERNELBASE(AddAuditAccessAce);
KERNELBASE(AddMandatoryAce);
KERNELBASE(AllocateAndInitializeSid);
KERNELBASE(AreAllAccessesGranted);
KERNELBASE(AreAnyAccessesGranted);
KERNELBASE(CopySid);
KERNELBASE(CreateWellKnownSid);
KERNELBASE(DeleteAce);
KERNELBASE(EqualPrefixSid);
KERNELBASE(EqualSid);
KERNELBASE(FindFirstFreeAce);
ALSO(kernelbase, FreeSid, "ntdll.RtlFreeSid");
KERNELBASE(GetAce);
KERNELBASE(GetAclInformation);
KERNELBASE(GetLengthSid);
KERNELBASE(GetSecurityDescriptorControl);
KERNELBASE(GetSecurityDescriptorDacl);
KERNELBASE(GetSecurityDescriptorGroup);
ALSO(kernelbase, GetSecurityDescriptorLength, "ntdll.RtlLengthSecurityDescriptor");
KERNELBASE(GetSecurityDescriptorOwner);
KERNELBASE(GetSecurityDescriptorSacl);
ALSO(kernelbase, GetSidIdentifierAuthority, "ntdll.RtlIdentifierAuthoritySid");
KERNELBASE(GetSidLengthRequired);
ALSO(kernelbase, GetSidSubAuthority, "ntdll.RtlSubAuthoritySid");
ALSO(kernelbase, GetSidSubAuthorityCount, "ntdll.RtlSubAuthorityCountSid");
KERNELBASE(GetWindowsAccountDomainSid);
KERNELBASE(InitializeAcl);
KERNELBASE(InitializeSecurityDescriptor);
KERNELBASE(InitializeSid);
KERNELBASE(IsValidAcl);
KERNELBASE(IsValidSecurityDescriptor);
KERNELBASE(IsValidSid);
KERNELBASE(IsWellKnownSid);
KERNELBASE(MakeAbsoluteSD);
KERNELBASE(MakeSelfRelativeSD);
ALSO(kernelbase, MapGenericMask, "ntdll.RtlMapGenericMask");
KERNELBASE(SetSecurityDescriptorControl);
KERNELBASE(SetSecurityDescriptorDacl);
KERNELBASE(SetSecurityDescriptorGroup);
KERNELBASE(SetSecurityDescriptorOwner);
KERNELBASE(SetSecurityDescriptorSacl);

}  // namespace mimic::win::kernelbase
