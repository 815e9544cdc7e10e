#include "libs/windows/core/security_descriptor.h"

#include <cstring>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/token.h"

namespace mimic::win {

Expected<SecurityParts> parts_of(const void* descriptor) {
  const auto* absolute = static_cast<const SECURITY_DESCRIPTOR*>(descriptor);
  if (absolute->Revision != 1) return nt_fail(STATUS_UNKNOWN_REVISION);
  SecurityParts parts;
  parts.control = absolute->Control;
  if (parts.control & SE_SELF_RELATIVE) {
    const auto* relative = static_cast<const SECURITY_DESCRIPTOR_RELATIVE*>(descriptor);
    const auto at = [&](DWORD offset) -> const void* {
      return offset ? static_cast<const uint8_t*>(descriptor) + offset : nullptr;
    };
    parts.owner = static_cast<const SID*>(at(relative->Owner));
    parts.group = static_cast<const SID*>(at(relative->Group));
    parts.sacl = static_cast<const ACL*>(at(relative->Sacl));
    parts.dacl = static_cast<const ACL*>(at(relative->Dacl));
  } else {
    parts.owner = absolute->Owner;
    parts.group = absolute->Group;
    parts.sacl = absolute->Sacl;
    parts.dacl = absolute->Dacl;
  }
  if (!(parts.control & SE_SACL_PRESENT)) parts.sacl = nullptr;
  if (!(parts.control & SE_DACL_PRESENT)) parts.dacl = nullptr;
  return parts;
}

bool is_valid_security(const void* descriptor) {
  const auto parts = parts_of(descriptor);
  return parts && (!parts->owner || is_valid_sid(parts->owner)) &&
         (!parts->group || is_valid_sid(parts->group)) &&
         (!parts->sacl || is_valid_acl(parts->sacl)) && (!parts->dacl || is_valid_acl(parts->dacl));
}

std::vector<uint8_t> make_self_relative(const SecurityParts& parts) {
  std::vector<uint8_t> bytes(sizeof(SECURITY_DESCRIPTOR_RELATIVE));
  SECURITY_DESCRIPTOR_RELATIVE header = {};
  header.Revision = 1;
  header.Control = parts.control | SE_SELF_RELATIVE;
  const auto append = [&](const void* data, size_t size) {
    const auto offset = static_cast<DWORD>(bytes.size());
    bytes.resize(offset + ((size + 3) & ~size_t{3}));
    std::memcpy(bytes.data() + offset, data, size);
    return offset;
  };
  // The order in which Windows lays them out.
  if (parts.sacl) header.Sacl = append(parts.sacl, parts.sacl->AclSize);
  if (parts.dacl) header.Dacl = append(parts.dacl, parts.dacl->AclSize);
  if (parts.owner) header.Owner = append(parts.owner, sid_length(*parts.owner));
  if (parts.group) header.Group = append(parts.group, sid_length(*parts.group));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

Expected<std::vector<uint8_t>> self_relative_copy(const void* descriptor) {
  const auto parts = parts_of(descriptor);
  if (!parts) return std::unexpected(parts.error());
  if (!is_valid_security(descriptor)) return nt_fail(STATUS_INVALID_SECURITY_DESCR);
  return make_self_relative(*parts);
}

namespace {

constexpr WORD kDaclBits = SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_DACL_AUTO_INHERIT_REQ |
                           SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED,
               kSaclBits = SE_SACL_PRESENT | SE_SACL_DEFAULTED | SE_SACL_AUTO_INHERIT_REQ |
                           SE_SACL_AUTO_INHERITED | SE_SACL_PROTECTED;

// Takes over from `from` what `information` names.
void take(SecurityParts& to, const SecurityParts& from, DWORD information) {
  if (information & OWNER_SECURITY_INFORMATION) to.owner = from.owner;
  if (information & GROUP_SECURITY_INFORMATION) to.group = from.group;
  if (information & DACL_SECURITY_INFORMATION) {
    to.dacl = from.dacl;
    to.control = (to.control & ~kDaclBits) | (from.control & kDaclBits);
  }
  if (information & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)) {
    to.sacl = from.sacl;
    to.control = (to.control & ~kSaclBits) | (from.control & kSaclBits);
  }
}

}  // namespace

std::vector<uint8_t> select_security(const std::vector<uint8_t>& from, DWORD information) {
  SecurityParts selected;
  if (const auto parts = parts_of(from.data())) take(selected, *parts, information);
  return make_self_relative(selected);
}

std::vector<uint8_t> merge_security(const std::vector<uint8_t>& old,
                                    const std::vector<uint8_t>& changes, DWORD information) {
  auto parts = parts_of(old.data());
  const auto from = parts_of(changes.data());
  if (!parts || !from) return old;
  take(*parts, *from, information);
  return make_self_relative(*parts);
}

std::vector<uint8_t> default_key_security() {
  const TokenState token = Token::of_process()->state();
  constexpr ACCESS_MASK kKeyAll = 0xf003f, kKeyRead = 0x20019;
  AclBuilder dacl;
  dacl.add(ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, kKeyAll, token.user);
  dacl.add(ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, kKeyAll, kSystemSid);
  dacl.add(ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, kKeyAll, kAdministratorsSid);
  dacl.add(ACCESS_ALLOWED_ACE_TYPE, CONTAINER_INHERIT_ACE, kKeyRead, kUsersSid);
  const auto list = dacl.bytes();
  SecurityParts parts;
  parts.control = SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED;
  parts.owner = token.owner.get();
  parts.group = token.primary_group.get();
  parts.dacl = reinterpret_cast<const ACL*>(list.data());
  return make_self_relative(parts);
}

std::vector<uint8_t> default_object_security() {
  const TokenState token = Token::of_process()->state();
  SecurityParts parts;
  parts.control = SE_DACL_PRESENT;
  parts.owner = token.owner.get();
  parts.group = token.primary_group.get();
  parts.dacl = reinterpret_cast<const ACL*>(token.default_dacl.data());
  return make_self_relative(parts);
}

ACCESS_MASK map_generic(ACCESS_MASK access, const GENERIC_MAPPING& mapping) {
  if (access & GENERIC_READ) access |= mapping.GenericRead;
  if (access & GENERIC_WRITE) access |= mapping.GenericWrite;
  if (access & GENERIC_EXECUTE) access |= mapping.GenericExecute;
  if (access & GENERIC_ALL) access |= mapping.GenericAll;
  return access & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL);
}

}  // namespace mimic::win
