// SIDs, lists and descriptors of ntdll, which advapi32 stands on.
#pragma once

#include "libs/windows/core/security_descriptor.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

#define MIMIC_NTDLL_SECURITY(DO)                                                                 \
  DO(BOOLEAN, RtlValidSid, (const SID* Sid))                                                     \
  DO(NTSTATUS, RtlInitializeSid, (SID * Sid, const UCHAR* IdentifierAuthority, UCHAR Count))     \
  DO(NTSTATUS, RtlAllocateAndInitializeSid,                                                      \
     (const UCHAR* IdentifierAuthority, UCHAR SubAuthorityCount, ULONG SubAuthority0,            \
      ULONG SubAuthority1, ULONG SubAuthority2, ULONG SubAuthority3, ULONG SubAuthority4,        \
      ULONG SubAuthority5, ULONG SubAuthority6, ULONG SubAuthority7, SID** Sid))                 \
  DO(PVOID, RtlFreeSid, (SID * Sid))                                                             \
  DO(NTSTATUS, RtlCopySid,                                                                       \
     (ULONG DestinationSidLength, SID * DestinationSid, const SID* SourceSid))                   \
  DO(BOOLEAN, RtlEqualSid, (const SID* Sid1, const SID* Sid2))                                   \
  DO(BOOLEAN, RtlEqualPrefixSid, (const SID* Sid1, const SID* Sid2))                             \
  DO(BOOLEAN, RtlValidAcl, (const ACL* Acl))                                                     \
  DO(NTSTATUS, RtlCreateAcl, (ACL * Acl, ULONG AclLength, ULONG AclRevision))                    \
  DO(NTSTATUS, RtlQueryInformationAcl,                                                           \
     (const ACL* Acl, PVOID AclInformation, ULONG AclInformationLength,                          \
      ULONG AclInformationClass))                                                                \
  DO(NTSTATUS, RtlAddAce,                                                                        \
     (ACL * Acl, ULONG AceRevision, ULONG StartingAceIndex, const void* AceList,                 \
      ULONG AceListLength))                                                                      \
  DO(NTSTATUS, RtlGetAce, (const ACL* Acl, ULONG AceIndex, PVOID* Ace))                          \
  DO(NTSTATUS, RtlDeleteAce, (ACL * Acl, ULONG AceIndex))                                        \
  DO(BOOLEAN, RtlFirstFreeAce, (const ACL* Acl, PVOID* FirstFree))                               \
  DO(NTSTATUS, RtlCreateSecurityDescriptor,                                                      \
     (SECURITY_DESCRIPTOR * SecurityDescriptor, ULONG Revision))                                 \
  DO(BOOLEAN, RtlValidSecurityDescriptor, (const void* SecurityDescriptor))                      \
  DO(ULONG, RtlLengthSecurityDescriptor, (const void* SecurityDescriptor))                       \
  DO(NTSTATUS, RtlGetControlSecurityDescriptor,                                                  \
     (const void* SecurityDescriptor, WORD* Control, ULONG* Revision))                           \
  DO(NTSTATUS, RtlSetControlSecurityDescriptor,                                                  \
     (SECURITY_DESCRIPTOR * SecurityDescriptor, WORD ControlBitsOfInterest,                      \
      WORD ControlBitsToSet))                                                                    \
  DO(NTSTATUS, RtlGetDaclSecurityDescriptor,                                                     \
     (const void* SecurityDescriptor, BOOLEAN* DaclPresent, ACL** Dacl, BOOLEAN* DaclDefaulted)) \
  DO(NTSTATUS, RtlGetSaclSecurityDescriptor,                                                     \
     (const void* SecurityDescriptor, BOOLEAN* SaclPresent, ACL** Sacl, BOOLEAN* SaclDefaulted)) \
  DO(NTSTATUS, RtlGetOwnerSecurityDescriptor,                                                    \
     (const void* SecurityDescriptor, SID** Owner, BOOLEAN* OwnerDefaulted))                     \
  DO(NTSTATUS, RtlGetGroupSecurityDescriptor,                                                    \
     (const void* SecurityDescriptor, SID** Group, BOOLEAN* GroupDefaulted))                     \
  DO(NTSTATUS, RtlSetDaclSecurityDescriptor,                                                     \
     (SECURITY_DESCRIPTOR * SecurityDescriptor, BOOLEAN DaclPresent, ACL * Dacl,                 \
      BOOLEAN DaclDefaulted))                                                                    \
  DO(NTSTATUS, RtlSetSaclSecurityDescriptor,                                                     \
     (SECURITY_DESCRIPTOR * SecurityDescriptor, BOOLEAN SaclPresent, ACL * Sacl,                 \
      BOOLEAN SaclDefaulted))                                                                    \
  DO(NTSTATUS, RtlSetOwnerSecurityDescriptor,                                                    \
     (SECURITY_DESCRIPTOR * SecurityDescriptor, SID * Owner, BOOLEAN OwnerDefaulted))            \
  DO(NTSTATUS, RtlSetGroupSecurityDescriptor,                                                    \
     (SECURITY_DESCRIPTOR * SecurityDescriptor, SID * Group, BOOLEAN GroupDefaulted))            \
  DO(NTSTATUS, RtlMakeSelfRelativeSD,                                                            \
     (const void* AbsoluteSD, void* SelfRelativeSD, ULONG* BufferLength))                        \
  DO(NTSTATUS, RtlSelfRelativeToAbsoluteSD,                                                      \
     (const void* SelfRelativeSD, SECURITY_DESCRIPTOR* AbsoluteSD, ULONG* AbsoluteSDSize,        \
      ACL* Dacl, ULONG* DaclSize, ACL* Sacl, ULONG* SaclSize, SID* Owner, ULONG* OwnerSize,      \
      SID* PrimaryGroup, ULONG* PrimaryGroupSize))                                               \
  DO(NTSTATUS, NtAccessCheck,                                                                    \
     (const void* SecurityDescriptor, HANDLE ClientToken, ACCESS_MASK DesiredAccess,             \
      const GENERIC_MAPPING* GenericMapping, PVOID PrivilegeSet, ULONG* PrivilegeSetLength,      \
      ACCESS_MASK* GrantedAccess, NTSTATUS* AccessStatus))                                       \
  DO(NTSTATUS, NtQuerySecurityObject,                                                            \
     (HANDLE Handle, ULONG SecurityInformation, void* SecurityDescriptor, ULONG Length,          \
      ULONG* LengthNeeded))                                                                      \
  DO(NTSTATUS, NtSetSecurityObject,                                                              \
     (HANDLE Handle, ULONG SecurityInformation, const void* SecurityDescriptor))

#define MIMIC_DECLARE(result, name, parameters) DECLARE_EXPORT(ntdll, result, name, parameters);
MIMIC_NTDLL_SECURITY(MIMIC_DECLARE)
#undef MIMIC_DECLARE

// RtlAddAccessAllowedAceEx and its kind.
NTSTATUS add_ace(ACL* acl, ULONG revision, UCHAR type, ULONG flags, ACCESS_MASK mask,
                 const SID* sid);

}  // namespace mimic::win::ntdll
