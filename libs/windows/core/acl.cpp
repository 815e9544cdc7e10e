#include "libs/windows/core/acl.h"

#include <cstring>

namespace mimic::win {

ACE_HEADER* ace_at(const ACL* acl, size_t index) {
  if (index >= acl->AceCount) return nullptr;
  const auto* bytes = reinterpret_cast<const uint8_t*>(acl);
  size_t offset = sizeof(ACL);
  for (;;) {
    if (offset + sizeof(ACE_HEADER) > acl->AclSize) return nullptr;
    auto* ace = reinterpret_cast<const ACE_HEADER*>(bytes + offset);
    if (ace->AceSize < sizeof(ACE_HEADER) || offset + ace->AceSize > acl->AclSize) return nullptr;
    if (!index--) return const_cast<ACE_HEADER*>(ace);
    offset += ace->AceSize;
  }
}

uint8_t* end_of_aces(const ACL* acl) {
  auto* bytes = reinterpret_cast<uint8_t*>(const_cast<ACL*>(acl));
  if (!acl->AceCount) return bytes + sizeof(ACL);
  ACE_HEADER* last = ace_at(acl, acl->AceCount - 1u);
  return last ? reinterpret_cast<uint8_t*>(last) + last->AceSize : nullptr;
}

const SID* sid_of_ace(const ACE_HEADER* ace) {
  size_t offset = sizeof(ACE_HEADER) + sizeof(ACCESS_MASK);
  const auto* bytes = reinterpret_cast<const uint8_t*>(ace);
  switch (ace->AceType) {
    case 4:  // compound
      return nullptr;
    case ACCESS_ALLOWED_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_OBJECT_ACE_TYPE:
    case SYSTEM_AUDIT_OBJECT_ACE_TYPE:
    case 11:
    case 12:
    case 15: {
      ULONG present = 0;
      if (ace->AceSize < offset + sizeof present) return nullptr;
      std::memcpy(&present, bytes + offset, sizeof present);
      offset += sizeof present + (present & 1 ? 16 : 0) + (present & 2 ? 16 : 0);
    }
  }
  if (ace->AceSize < offset + 8) return nullptr;
  const auto* sid = reinterpret_cast<const SID*>(bytes + offset);
  if (!is_valid_sid(sid) || ace->AceSize < offset + sid_length(*sid)) return nullptr;
  return sid;
}

bool is_valid_acl(const ACL* acl) {
  if (!acl || acl->AclRevision < ACL_REVISION || acl->AclRevision > ACL_REVISION_DS ||
      acl->AclSize < sizeof(ACL) || acl->AclSize % 4)
    return false;
  for (size_t index = 0; index < acl->AceCount; ++index) {
    const ACE_HEADER* ace = ace_at(acl, index);
    if (!ace || ace->AceSize % 4) return false;
    if (ace->AceType <= SYSTEM_AUDIT_ACE_TYPE && !sid_of_ace(ace)) return false;
  }
  return true;
}

void AclBuilder::add(UCHAR type, UCHAR flags, ACCESS_MASK mask, const Sid& sid) {
  const ACE_HEADER header{type, flags,
                          static_cast<USHORT>(sizeof(ACE_HEADER) + sizeof mask + sid.size())};
  const auto append = [this](const void* data, size_t size) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    aces_.insert(aces_.end(), bytes, bytes + size);
  };
  append(&header, sizeof header);
  append(&mask, sizeof mask);
  append(sid.get(), sid.size());
  ++count_;
}

void AclBuilder::add_raw(const ACE_HEADER* ace) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(ace);
  aces_.insert(aces_.end(), bytes, bytes + ace->AceSize);
  ++count_;
  if (ace->AceType >= ACCESS_ALLOWED_OBJECT_ACE_TYPE && ace->AceType <= 8)
    revision_ = ACL_REVISION_DS;
}

std::vector<uint8_t> AclBuilder::bytes() const {
  const ACL header{revision_, 0, static_cast<USHORT>(sizeof(ACL) + aces_.size()), count_, 0};
  std::vector<uint8_t> list(header.AclSize);
  std::memcpy(list.data(), &header, sizeof header);
  if (!aces_.empty()) std::memcpy(list.data() + sizeof header, aces_.data(), aces_.size());
  return list;
}

}  // namespace mimic::win
