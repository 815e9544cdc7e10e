// Security descriptors, and those of objects.
#include <cstring>

#include "libs/windows/core/access_check.h"
#include "libs/windows/core/file_security.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/registry.h"
#include "libs/windows/ntdll/security.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, NTSTATUS, RtlCreateSecurityDescriptor,
       (SECURITY_DESCRIPTOR * SecurityDescriptor, ULONG Revision)) {
  if (Revision != 1) return STATUS_UNKNOWN_REVISION;
  *SecurityDescriptor = {};
  SecurityDescriptor->Revision = 1;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, BOOLEAN, RtlValidSecurityDescriptor, (const void* SecurityDescriptor)) {
  return SecurityDescriptor && is_valid_security(SecurityDescriptor);
}

EXPORT(ntdll, BOOLEAN, RtlValidRelativeSecurityDescriptor,
       (const void* SecurityDescriptor, ULONG Length, ULONG RequiredInformation)) {
  const auto* relative = static_cast<const SECURITY_DESCRIPTOR_RELATIVE*>(SecurityDescriptor);
  if (Length < sizeof *relative || !(relative->Control & SE_SELF_RELATIVE)) return FALSE;
  for (const DWORD offset : {relative->Owner, relative->Group, relative->Sacl, relative->Dacl})
    if (offset && (offset % 4 || offset + sizeof(ACL) > Length)) return FALSE;
  return is_valid_security(SecurityDescriptor);
}

EXPORT(ntdll, ULONG, RtlLengthSecurityDescriptor, (const void* SecurityDescriptor)) {
  const auto parts = parts_of(SecurityDescriptor);
  if (!parts) return 0;
  const auto round = [](size_t size) { return (size + 3) & ~size_t{3}; };
  size_t size = parts->control & SE_SELF_RELATIVE ? sizeof(SECURITY_DESCRIPTOR_RELATIVE)
                                                  : sizeof(SECURITY_DESCRIPTOR);
  if (parts->owner) size += round(sid_length(*parts->owner));
  if (parts->group) size += round(sid_length(*parts->group));
  if (parts->sacl) size += round(parts->sacl->AclSize);
  if (parts->dacl) size += round(parts->dacl->AclSize);
  return static_cast<ULONG>(size);
}

EXPORT(ntdll, NTSTATUS, RtlGetControlSecurityDescriptor,
       (const void* SecurityDescriptor, WORD* Control, ULONG* Revision)) {
  const auto* descriptor = static_cast<const SECURITY_DESCRIPTOR*>(SecurityDescriptor);
  *Revision = descriptor->Revision;
  if (descriptor->Revision != 1) return STATUS_UNKNOWN_REVISION;
  *Control = descriptor->Control;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlSetControlSecurityDescriptor,
       (SECURITY_DESCRIPTOR * SecurityDescriptor, WORD ControlBitsOfInterest,
        WORD ControlBitsToSet)) {
  constexpr WORD kSettable = SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ |
                             SE_DACL_AUTO_INHERITED | SE_SACL_AUTO_INHERITED | SE_DACL_PROTECTED |
                             SE_SACL_PROTECTED;
  if ((ControlBitsOfInterest | ControlBitsToSet) & ~kSettable) return STATUS_INVALID_PARAMETER;
  SecurityDescriptor->Control =
      (SecurityDescriptor->Control & ~ControlBitsOfInterest) | ControlBitsToSet;
  return STATUS_SUCCESS;
}

namespace {

NTSTATUS get_list(const void* descriptor, WORD present_bit, WORD defaulted_bit,
                  const ACL* SecurityParts::* list, BOOLEAN* present, ACL** acl,
                  BOOLEAN* defaulted) {
  const auto parts = parts_of(descriptor);
  if (!parts) return parts.error();
  *present = (parts->control & present_bit) != 0;
  if (*present) {
    *acl = const_cast<ACL*>((*parts).*list);
    *defaulted = (parts->control & defaulted_bit) != 0;
  }
  return STATUS_SUCCESS;
}

// A self-relative descriptor holds no pointers.
NTSTATUS check_absolute(const SECURITY_DESCRIPTOR* descriptor) {
  if (descriptor->Revision != 1) return STATUS_UNKNOWN_REVISION;
  return descriptor->Control & SE_SELF_RELATIVE ? STATUS_INVALID_SECURITY_DESCR : STATUS_SUCCESS;
}

void set_bit(SECURITY_DESCRIPTOR* descriptor, WORD bit, bool on) {
  descriptor->Control = on ? descriptor->Control | bit : descriptor->Control & ~bit;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, RtlGetDaclSecurityDescriptor,
       (const void* SecurityDescriptor, BOOLEAN* DaclPresent, ACL** Dacl, BOOLEAN* DaclDefaulted)) {
  return get_list(SecurityDescriptor, SE_DACL_PRESENT, SE_DACL_DEFAULTED, &SecurityParts::dacl,
                  DaclPresent, Dacl, DaclDefaulted);
}
EXPORT(ntdll, NTSTATUS, RtlGetSaclSecurityDescriptor,
       (const void* SecurityDescriptor, BOOLEAN* SaclPresent, ACL** Sacl, BOOLEAN* SaclDefaulted)) {
  return get_list(SecurityDescriptor, SE_SACL_PRESENT, SE_SACL_DEFAULTED, &SecurityParts::sacl,
                  SaclPresent, Sacl, SaclDefaulted);
}
EXPORT(ntdll, NTSTATUS, RtlGetOwnerSecurityDescriptor,
       (const void* SecurityDescriptor, SID** Owner, BOOLEAN* OwnerDefaulted)) {
  const auto parts = parts_of(SecurityDescriptor);
  if (!parts) return parts.error();
  *Owner = const_cast<SID*>(parts->owner);
  *OwnerDefaulted = (parts->control & SE_OWNER_DEFAULTED) != 0;
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlGetGroupSecurityDescriptor,
       (const void* SecurityDescriptor, SID** Group, BOOLEAN* GroupDefaulted)) {
  const auto parts = parts_of(SecurityDescriptor);
  if (!parts) return parts.error();
  *Group = const_cast<SID*>(parts->group);
  *GroupDefaulted = (parts->control & SE_GROUP_DEFAULTED) != 0;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlSetDaclSecurityDescriptor,
       (SECURITY_DESCRIPTOR * SecurityDescriptor, BOOLEAN DaclPresent, ACL* Dacl,
        BOOLEAN DaclDefaulted)) {
  if (const NTSTATUS status = check_absolute(SecurityDescriptor)) return status;
  set_bit(SecurityDescriptor, SE_DACL_PRESENT, DaclPresent);
  if (!DaclPresent) return STATUS_SUCCESS;
  SecurityDescriptor->Dacl = Dacl;
  set_bit(SecurityDescriptor, SE_DACL_DEFAULTED, DaclDefaulted);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlSetSaclSecurityDescriptor,
       (SECURITY_DESCRIPTOR * SecurityDescriptor, BOOLEAN SaclPresent, ACL* Sacl,
        BOOLEAN SaclDefaulted)) {
  if (const NTSTATUS status = check_absolute(SecurityDescriptor)) return status;
  set_bit(SecurityDescriptor, SE_SACL_PRESENT, SaclPresent);
  if (!SaclPresent) return STATUS_SUCCESS;
  SecurityDescriptor->Sacl = Sacl;
  set_bit(SecurityDescriptor, SE_SACL_DEFAULTED, SaclDefaulted);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlSetOwnerSecurityDescriptor,
       (SECURITY_DESCRIPTOR * SecurityDescriptor, SID* Owner, BOOLEAN OwnerDefaulted)) {
  if (const NTSTATUS status = check_absolute(SecurityDescriptor)) return status;
  SecurityDescriptor->Owner = Owner;
  set_bit(SecurityDescriptor, SE_OWNER_DEFAULTED, OwnerDefaulted);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlSetGroupSecurityDescriptor,
       (SECURITY_DESCRIPTOR * SecurityDescriptor, SID* Group, BOOLEAN GroupDefaulted)) {
  if (const NTSTATUS status = check_absolute(SecurityDescriptor)) return status;
  SecurityDescriptor->Group = Group;
  set_bit(SecurityDescriptor, SE_GROUP_DEFAULTED, GroupDefaulted);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlMakeSelfRelativeSD,
       (const void* AbsoluteSD, void* SelfRelativeSD, ULONG* BufferLength)) {
  const auto parts = parts_of(AbsoluteSD);
  if (!parts) return parts.error();
  const auto bytes = make_self_relative(*parts);
  const ULONG room = *BufferLength;
  *BufferLength = static_cast<ULONG>(bytes.size());
  if (room < bytes.size()) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(SelfRelativeSD, bytes.data(), bytes.size());
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlAbsoluteToSelfRelativeSD,
       (const void* AbsoluteSD, void* SelfRelativeSD, ULONG* BufferLength)) {
  if (static_cast<const SECURITY_DESCRIPTOR*>(AbsoluteSD)->Control & SE_SELF_RELATIVE)
    return STATUS_BAD_DESCRIPTOR_FORMAT;
  return RtlMakeSelfRelativeSD(AbsoluteSD, SelfRelativeSD, BufferLength);
}

EXPORT(ntdll, NTSTATUS, RtlSelfRelativeToAbsoluteSD,
       (const void* SelfRelativeSD, SECURITY_DESCRIPTOR* AbsoluteSD, ULONG* AbsoluteSDSize,
        ACL* Dacl, ULONG* DaclSize, ACL* Sacl, ULONG* SaclSize, SID* Owner, ULONG* OwnerSize,
        SID* PrimaryGroup, ULONG* PrimaryGroupSize)) {
  const auto parts = parts_of(SelfRelativeSD);
  if (!parts) return parts.error();
  if (!(parts->control & SE_SELF_RELATIVE)) return STATUS_BAD_DESCRIPTOR_FORMAT;
  bool fits = true;
  const auto need = [&](ULONG* room, size_t size) {
    if (*room < size) fits = false;
    *room = static_cast<ULONG>(size);
  };
  need(AbsoluteSDSize, sizeof(SECURITY_DESCRIPTOR));
  need(DaclSize, parts->dacl ? parts->dacl->AclSize : 0);
  need(SaclSize, parts->sacl ? parts->sacl->AclSize : 0);
  need(OwnerSize, parts->owner ? sid_length(*parts->owner) : 0);
  need(PrimaryGroupSize, parts->group ? sid_length(*parts->group) : 0);
  if (!fits) return STATUS_BUFFER_TOO_SMALL;
  SECURITY_DESCRIPTOR made = {};
  made.Revision = 1;
  made.Control = parts->control & ~SE_SELF_RELATIVE;
  if (parts->dacl) std::memcpy(made.Dacl = Dacl, parts->dacl, *DaclSize);
  if (parts->sacl) std::memcpy(made.Sacl = Sacl, parts->sacl, *SaclSize);
  if (parts->owner) std::memcpy(made.Owner = Owner, parts->owner, *OwnerSize);
  if (parts->group) std::memcpy(made.Group = PrimaryGroup, parts->group, *PrimaryGroupSize);
  *AbsoluteSD = made;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlDeleteSecurityObject, (void** ObjectDescriptor)) {
  heap_free(*ObjectDescriptor);
  *ObjectDescriptor = nullptr;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtAccessCheck,
       (const void* SecurityDescriptor, HANDLE ClientToken, ACCESS_MASK DesiredAccess,
        const GENERIC_MAPPING* GenericMapping, PVOID PrivilegeSet, ULONG* PrivilegeSetLength,
        ACCESS_MASK* GrantedAccess, NTSTATUS* AccessStatus)) {
  constexpr ULONG kPrivilegeSet = 20;
  auto token = token_of(ClientToken, TOKEN_QUERY);
  if (!token) return token.error();
  const TokenState state = (*token)->state();
  if (state.type != kTokenImpersonation) return STATUS_NO_IMPERSONATION_TOKEN;
  if (state.impersonation_level < kSecurityIdentification) return STATUS_BAD_IMPERSONATION_LEVEL;
  if (DesiredAccess & 0xf0000000) return STATUS_GENERIC_NOT_MAPPED;
  if (PrivilegeSetLength) {
    const ULONG room = *PrivilegeSetLength;
    *PrivilegeSetLength = kPrivilegeSet;
    if (room < kPrivilegeSet) return STATUS_BUFFER_TOO_SMALL;
    if (PrivilegeSet) std::memset(PrivilegeSet, 0, kPrivilegeSet);
  }
  const auto parts = parts_of(SecurityDescriptor);
  if (!parts) return parts.error();
  if (!parts->owner || !parts->group) return STATUS_INVALID_SECURITY_DESCR;
  const AccessResult result = check_access(*parts, state, DesiredAccess, *GenericMapping);
  *GrantedAccess = result.granted;
  *AccessStatus = result.status;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtQuerySecurityObject,
       (HANDLE Handle, ULONG SecurityInformation, void* SecurityDescriptor, ULONG Length,
        ULONG* LengthNeeded)) {
  auto object = object_of(Handle);
  if (!object) return object.error();
  std::vector<uint8_t> security;
  if (Key::is((*object)->type())) {
    auto own = security_of(static_cast<Key&>(**object));
    if (!own) return own.error();
    security = own->empty() ? default_key_security() : std::move(*own);
  } else if (const int descriptor = (*object)->descriptor();
             descriptor >= 0 && IoObject::is((*object)->type())) {
    auto of_file = file_security(descriptor);
    if (!of_file) return of_file.error();
    security = std::move(*of_file);
  } else {
    security = default_object_security();
  }
  const auto part = select_security(security, SecurityInformation);
  *LengthNeeded = static_cast<ULONG>(part.size());
  if (Length < part.size()) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(SecurityDescriptor, part.data(), part.size());
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtSetSecurityObject,
       (HANDLE Handle, ULONG SecurityInformation, const void* SecurityDescriptor)) {
  auto given = self_relative_copy(SecurityDescriptor);
  if (!given) return given.error();
  auto object = object_of(Handle);
  if (!object) return object.error();
  if (Key::is((*object)->type())) {
    auto& key = static_cast<Key&>(**object);
    auto own = security_of(key);
    if (!own) return own.error();
    if (own->empty()) *own = default_key_security();
    return set_security(key, merge_security(*own, *given, SecurityInformation));
  }
  if (const int descriptor = (*object)->descriptor();
      descriptor >= 0 && IoObject::is((*object)->type()))
    return set_file_security(descriptor, *given, SecurityInformation);
  // Objects of this process alone are nobody else's to refuse.
  return STATUS_SUCCESS;
}

ALSO(ntdll, ZwAccessCheck, "ntdll.NtAccessCheck");
ALSO(ntdll, ZwQuerySecurityObject, "ntdll.NtQuerySecurityObject");
ALSO(ntdll, ZwSetSecurityObject, "ntdll.NtSetSecurityObject");

}  // namespace mimic::win::ntdll
