// Access control lists.
#include <cstring>

#include "libs/windows/ntdll/security.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, BOOLEAN, RtlValidAcl, (const ACL* Acl)) { return is_valid_acl(Acl); }

EXPORT(ntdll, NTSTATUS, RtlCreateAcl, (ACL * Acl, ULONG AclLength, ULONG AclRevision)) {
  if (AclLength < sizeof(ACL)) return STATUS_BUFFER_TOO_SMALL;
  if (AclRevision < ACL_REVISION || AclRevision > ACL_REVISION_DS || AclLength > 0xffff)
    return STATUS_INVALID_PARAMETER;
  *Acl = {static_cast<UCHAR>(AclRevision), 0, static_cast<USHORT>(AclLength & ~3u), 0, 0};
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlQueryInformationAcl,
       (const ACL* Acl, PVOID AclInformation, ULONG AclInformationLength,
        ULONG AclInformationClass)) {
  struct ACL_SIZE_INFORMATION {
    DWORD AceCount, AclBytesInUse, AclBytesFree;
  };
  if (!is_valid_acl(Acl)) return STATUS_INVALID_PARAMETER;
  if (AclInformationClass == 1) {
    if (AclInformationLength < sizeof(DWORD)) return STATUS_BUFFER_TOO_SMALL;
    *static_cast<DWORD*>(AclInformation) = Acl->AclRevision;
    return STATUS_SUCCESS;
  }
  if (AclInformationClass != 2) return STATUS_INVALID_INFO_CLASS;
  if (AclInformationLength < sizeof(ACL_SIZE_INFORMATION)) return STATUS_BUFFER_TOO_SMALL;
  const auto used = static_cast<DWORD>(end_of_aces(Acl) - reinterpret_cast<const uint8_t*>(Acl));
  *static_cast<ACL_SIZE_INFORMATION*>(AclInformation) = {Acl->AceCount, used, Acl->AclSize - used};
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlSetInformationAcl,
       (ACL * Acl, const void* AclInformation, ULONG AclInformationLength,
        ULONG AclInformationClass)) {
  if (!is_valid_acl(Acl) || AclInformationClass != 1 || AclInformationLength < sizeof(DWORD))
    return STATUS_INVALID_PARAMETER;
  const DWORD revision = *static_cast<const DWORD*>(AclInformation);
  if (revision < Acl->AclRevision) return STATUS_INVALID_PARAMETER;
  Acl->AclRevision = static_cast<UCHAR>(revision);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlAddAce,
       (ACL * Acl, ULONG AceRevision, ULONG StartingAceIndex, const void* AceList,
        ULONG AceListLength)) {
  if (!is_valid_acl(Acl)) return STATUS_INVALID_PARAMETER;
  const auto* from = static_cast<const uint8_t*>(AceList);
  USHORT count = 0;
  for (ULONG at = 0; at < AceListLength; ++count) {
    const auto* ace = reinterpret_cast<const ACE_HEADER*>(from + at);
    if (AceListLength - at < sizeof(ACE_HEADER) || ace->AceSize < sizeof(ACE_HEADER) ||
        ace->AceSize > AceListLength - at)
      return STATUS_INVALID_PARAMETER;
    at += ace->AceSize;
  }
  uint8_t* const end = end_of_aces(Acl);
  const auto* limit = reinterpret_cast<const uint8_t*>(Acl) + Acl->AclSize;
  if (limit - end < static_cast<ptrdiff_t>(AceListLength)) return STATUS_BUFFER_TOO_SMALL;
  auto* place = reinterpret_cast<uint8_t*>(ace_at(Acl, StartingAceIndex));
  if (!place) place = end;
  std::memmove(place + AceListLength, place, static_cast<size_t>(end - place));
  std::memcpy(place, from, AceListLength);
  Acl->AceCount += count;
  if (AceRevision > Acl->AclRevision) Acl->AclRevision = static_cast<UCHAR>(AceRevision);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlGetAce, (const ACL* Acl, ULONG AceIndex, PVOID* Ace)) {
  ACE_HEADER* ace = Acl ? ace_at(Acl, AceIndex) : nullptr;
  if (!ace) return STATUS_INVALID_PARAMETER;
  *Ace = ace;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlDeleteAce, (ACL * Acl, ULONG AceIndex)) {
  if (!is_valid_acl(Acl)) return STATUS_INVALID_PARAMETER;
  auto* ace = ace_at(Acl, AceIndex);
  if (!ace) return STATUS_INVALID_PARAMETER;
  auto* const place = reinterpret_cast<uint8_t*>(ace);
  const size_t size = ace->AceSize;
  uint8_t* const end = end_of_aces(Acl);
  std::memmove(place, place + size, static_cast<size_t>(end - place) - size);
  std::memset(end - size, 0, size);
  --Acl->AceCount;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, BOOLEAN, RtlFirstFreeAce, (const ACL* Acl, PVOID* FirstFree)) {
  uint8_t* end = end_of_aces(Acl);
  *FirstFree = end;
  return end != nullptr;
}

NTSTATUS add_ace(ACL* acl, ULONG revision, UCHAR type, ULONG flags, ACCESS_MASK mask,
                 const SID* sid) {
  if (!is_valid_sid(sid)) return STATUS_INVALID_SID;
  if (acl->AclRevision > ACL_REVISION_DS || revision > ACL_REVISION_DS)
    return STATUS_REVISION_MISMATCH;
  if (!is_valid_acl(acl)) return STATUS_INVALID_ACL;
  AclBuilder builder;
  builder.add(type, static_cast<UCHAR>(flags), mask, Sid(sid));
  const auto list = builder.bytes();
  const NTSTATUS status = RtlAddAce(acl, revision, ~ULONG{0}, list.data() + sizeof(ACL),
                                    static_cast<ULONG>(list.size() - sizeof(ACL)));
  return status == STATUS_BUFFER_TOO_SMALL ? STATUS_ALLOTTED_SPACE_EXCEEDED : status;
}

EXPORT(ntdll, NTSTATUS, RtlAddAccessAllowedAce,
       (ACL * Acl, ULONG AceRevision, ACCESS_MASK AccessMask, const SID* Sid)) {
  return add_ace(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, 0, AccessMask, Sid);
}
EXPORT(ntdll, NTSTATUS, RtlAddAccessAllowedAceEx,
       (ACL * Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask, const SID* Sid)) {
  return add_ace(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, AceFlags, AccessMask, Sid);
}
EXPORT(ntdll, NTSTATUS, RtlAddAccessDeniedAce,
       (ACL * Acl, ULONG AceRevision, ACCESS_MASK AccessMask, const SID* Sid)) {
  return add_ace(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, 0, AccessMask, Sid);
}
EXPORT(ntdll, NTSTATUS, RtlAddAccessDeniedAceEx,
       (ACL * Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask, const SID* Sid)) {
  return add_ace(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, AceFlags, AccessMask, Sid);
}
EXPORT(ntdll, NTSTATUS, RtlAddAuditAccessAceEx,
       (ACL * Acl, ULONG AceRevision, ULONG AceFlags, ACCESS_MASK AccessMask, const SID* Sid,
        BOOLEAN AuditSuccess, BOOLEAN AuditFailure)) {
  const ULONG flags = AceFlags | (AuditSuccess ? SUCCESSFUL_ACCESS_ACE_FLAG : 0) |
                      (AuditFailure ? FAILED_ACCESS_ACE_FLAG : 0);
  return add_ace(Acl, AceRevision, SYSTEM_AUDIT_ACE_TYPE, flags, AccessMask, Sid);
}
EXPORT(ntdll, NTSTATUS, RtlAddMandatoryAce,
       (ACL * Acl, ULONG AceRevision, ULONG AceFlags, ULONG MandatoryPolicy, UCHAR AceType,
        const SID* LabelSid)) {
  return add_ace(Acl, AceRevision, AceType, AceFlags, MandatoryPolicy, LabelSid);
}

EXPORT(ntdll, void, RtlMapGenericMask,
       (ACCESS_MASK * AccessMask, const GENERIC_MAPPING* GenericMapping)) {
  *AccessMask = map_generic(*AccessMask, *GenericMapping);
}
EXPORT(ntdll, BOOLEAN, RtlAreAllAccessesGranted,
       (ACCESS_MASK GrantedAccess, ACCESS_MASK DesiredAccess)) {
  return (~GrantedAccess & DesiredAccess) == 0;
}
EXPORT(ntdll, BOOLEAN, RtlAreAnyAccessesGranted,
       (ACCESS_MASK GrantedAccess, ACCESS_MASK DesiredAccess)) {
  return (GrantedAccess & DesiredAccess) != 0;
}

}  // namespace mimic::win::ntdll
