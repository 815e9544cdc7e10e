// Privileges: names and values are the same on every Windows ([MS-LSAD] 3.1.1.2.1).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

struct LUID {
  DWORD LowPart = 0;
  LONG HighPart = 0;
  bool operator==(const LUID&) const = default;
};
// As token and privilege sets hold them: 12 bytes.
struct LUID_AND_ATTRIBUTES {
  LUID Luid;
  DWORD Attributes;
};
static_assert(sizeof(LUID_AND_ATTRIBUTES) == 12);

inline constexpr DWORD SE_PRIVILEGE_ENABLED_BY_DEFAULT = 1, SE_PRIVILEGE_ENABLED = 2,
                       SE_PRIVILEGE_REMOVED = 4, SE_PRIVILEGE_USED_FOR_ACCESS = 0x80000000;

struct Privilege {
  ULONG value;  // LowPart of its LUID
  std::u16string_view name, display_name;
};
std::span<const Privilege> privileges();
const Privilege* find_privilege(std::u16string_view name);
const Privilege* find_privilege(const LUID& luid);

inline constexpr ULONG SE_SECURITY_PRIVILEGE = 8, SE_TAKE_OWNERSHIP_PRIVILEGE = 9;

// A LUID that nothing else in this process has.
LUID new_luid();

}  // namespace mimic::win
