// Access control lists ([MS-DTYP] 2.4.4 and 2.4.5).
#pragma once

#include <cstdint>
#include <vector>

#include "abi/windows/security_status.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/sid.h"

namespace mimic::win {

inline constexpr UCHAR ACL_REVISION = 2, ACL_REVISION_DS = 4;

struct ACL {
  UCHAR AclRevision, Sbz1;
  USHORT AclSize, AceCount, Sbz2;
};
struct ACE_HEADER {
  UCHAR AceType, AceFlags;
  USHORT AceSize;
};
// The common form: allowed, denied, audit, label. Object entries have GUIDs before the SID.
struct KNOWN_ACE {
  ACE_HEADER Header;
  ACCESS_MASK Mask;
  ULONG SidStart;
};

inline constexpr UCHAR ACCESS_ALLOWED_ACE_TYPE = 0, ACCESS_DENIED_ACE_TYPE = 1,
                       SYSTEM_AUDIT_ACE_TYPE = 2, ACCESS_ALLOWED_OBJECT_ACE_TYPE = 5,
                       ACCESS_DENIED_OBJECT_ACE_TYPE = 6, SYSTEM_AUDIT_OBJECT_ACE_TYPE = 7,
                       ACCESS_ALLOWED_CALLBACK_ACE_TYPE = 9, SYSTEM_MANDATORY_LABEL_ACE_TYPE = 17;
inline constexpr UCHAR OBJECT_INHERIT_ACE = 1, CONTAINER_INHERIT_ACE = 2,
                       NO_PROPAGATE_INHERIT_ACE = 4, INHERIT_ONLY_ACE = 8, INHERITED_ACE = 0x10,
                       SUCCESSFUL_ACCESS_ACE_FLAG = 0x40, FAILED_ACCESS_ACE_FLAG = 0x80;

// Is the list well-formed as far as its entries go?
bool is_valid_acl(const ACL* acl);
// The entry at `index`, or null.
ACE_HEADER* ace_at(const ACL* acl, size_t index);
// Where the entries end; null where they do not fit in AclSize.
uint8_t* end_of_aces(const ACL* acl);
// The SID of an entry of any type that has one; null for others.
const SID* sid_of_ace(const ACE_HEADER* ace);

class AclBuilder {
 public:
  void add(UCHAR type, UCHAR flags, ACCESS_MASK mask, const Sid& sid);
  void allow(ACCESS_MASK mask, const Sid& sid) { add(ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid); }
  void add_raw(const ACE_HEADER* ace);
  // The finished list.
  std::vector<uint8_t> bytes() const;

 private:
  std::vector<uint8_t> aces_;
  USHORT count_ = 0;
  UCHAR revision_ = ACL_REVISION;
};

}  // namespace mimic::win
