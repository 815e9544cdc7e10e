// Security descriptors ([MS-DTYP] 2.4.6), absolute and self-relative.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/security_status.h"
#include "libs/windows/core/acl.h"
#include "libs/windows/core/sid.h"

namespace mimic::win {

using SECURITY_DESCRIPTOR_CONTROL = WORD;
inline constexpr WORD SE_OWNER_DEFAULTED = 1, SE_GROUP_DEFAULTED = 2, SE_DACL_PRESENT = 4,
                      SE_DACL_DEFAULTED = 8, SE_SACL_PRESENT = 0x10, SE_SACL_DEFAULTED = 0x20,
                      SE_DACL_AUTO_INHERIT_REQ = 0x100, SE_SACL_AUTO_INHERIT_REQ = 0x200,
                      SE_DACL_AUTO_INHERITED = 0x400, SE_SACL_AUTO_INHERITED = 0x800,
                      SE_DACL_PROTECTED = 0x1000, SE_SACL_PROTECTED = 0x2000,
                      SE_RM_CONTROL_VALID = 0x4000, SE_SELF_RELATIVE = 0x8000;
inline constexpr DWORD OWNER_SECURITY_INFORMATION = 1, GROUP_SECURITY_INFORMATION = 2,
                       DACL_SECURITY_INFORMATION = 4, SACL_SECURITY_INFORMATION = 8,
                       LABEL_SECURITY_INFORMATION = 0x10;

struct SECURITY_DESCRIPTOR {  // absolute
  UCHAR Revision, Sbz1;
  WORD Control;
  SID *Owner, *Group;
  ACL *Sacl, *Dacl;
};
struct SECURITY_DESCRIPTOR_RELATIVE {  // offsets from its start; 0: none
  UCHAR Revision, Sbz1;
  WORD Control;
  DWORD Owner, Group, Sacl, Dacl;
};
static_assert(sizeof(SECURITY_DESCRIPTOR) == 40 && sizeof(SECURITY_DESCRIPTOR_RELATIVE) == 20);

// Either kind, looked at: pointers into it.
struct SecurityParts {
  WORD control = 0;
  const SID *owner = nullptr, *group = nullptr;
  const ACL *sacl = nullptr, *dacl = nullptr;
};
// STATUS_UNKNOWN_REVISION.
Expected<SecurityParts> parts_of(const void* descriptor);
bool is_valid_security(const void* descriptor);

// A self-relative descriptor of these parts; SE_SELF_RELATIVE is added.
std::vector<uint8_t> make_self_relative(const SecurityParts& parts);
// Checked, in self-relative form. STATUS_INVALID_SECURITY_DESCR, STATUS_UNKNOWN_REVISION.
Expected<std::vector<uint8_t>> self_relative_copy(const void* descriptor);

// The parts that `information` (OWNER_SECURITY_INFORMATION, …) names, and a descriptor with
// those parts replaced by another's. All self-relative.
std::vector<uint8_t> select_security(const std::vector<uint8_t>& from, DWORD information);
std::vector<uint8_t> merge_security(const std::vector<uint8_t>& old,
                                    const std::vector<uint8_t>& changes, DWORD information);

// What keys without a descriptor of their own have, and other objects.
std::vector<uint8_t> default_key_security();
std::vector<uint8_t> default_object_security();

// The text form, SDDL. Nothing where it is malformed.
std::optional<std::vector<uint8_t>> security_from_text(std::u16string_view text);
std::u16string security_to_text(const SecurityParts& parts, DWORD information);

struct GENERIC_MAPPING {
  ACCESS_MASK GenericRead, GenericWrite, GenericExecute, GenericAll;
};
ACCESS_MASK map_generic(ACCESS_MASK access, const GENERIC_MAPPING& mapping);

}  // namespace mimic::win
