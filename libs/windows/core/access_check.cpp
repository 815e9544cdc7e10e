#include "libs/windows/core/access_check.h"

#include "libs/windows/core/accounts.h"

namespace mimic::win {
namespace {

bool applies(const TokenState& token, const Sid& sid, const Sid& owner, bool deny) {
  const Sid kOwnerRights(3, {4}), kSelf(5, {10});
  if (sid == kOwnerRights || sid == kSelf) return token.is_member(owner);
  if (token.is_member(sid)) return true;
  if (!deny) return false;
  for (const auto& group : token.groups)
    if (group.sid == sid && group.attributes & SE_GROUP_USE_FOR_DENY_ONLY) return true;
  return false;
}

}  // namespace

AccessResult check_access(const SecurityParts& security, const TokenState& token,
                          ACCESS_MASK desired, const GENERIC_MAPPING& mapping) {
  const bool maximum = desired & MAXIMUM_ALLOWED;
  ACCESS_MASK wanted = desired & ~MAXIMUM_ALLOWED;
  constexpr ACCESS_MASK kSystemSecurity = 0x01000000;
  ACCESS_MASK granted = 0;
  if (wanted & kSystemSecurity) {
    if (!token.has_privilege(SE_SECURITY_PRIVILEGE)) return {0, STATUS_PRIVILEGE_NOT_HELD};
    granted |= kSystemSecurity;
  }
  if (wanted & WRITE_OWNER && token.has_privilege(SE_TAKE_OWNERSHIP_PRIVILEGE))
    granted |= WRITE_OWNER;
  if (!security.dacl) {  // none: everybody may do everything
    granted |= maximum ? mapping.GenericAll | wanted : wanted;
    return {granted, STATUS_SUCCESS};
  }
  const Sid owner = security.owner ? Sid(security.owner) : Sid();
  if (security.owner && token.is_member(owner)) granted |= READ_CONTROL | WRITE_DAC;
  ACCESS_MASK allowed = granted, denied = 0;
  for (size_t index = 0; index < security.dacl->AceCount; ++index) {
    const ACE_HEADER* ace = ace_at(security.dacl, index);
    if (!ace) break;
    const SID* sid = sid_of_ace(ace);
    if (!sid || ace->AceFlags & INHERIT_ONLY_ACE) continue;
    const bool deny = ace->AceType == ACCESS_DENIED_ACE_TYPE;
    if (!deny && ace->AceType != ACCESS_ALLOWED_ACE_TYPE) continue;
    if (!applies(token, Sid(sid), owner, deny)) continue;
    const ACCESS_MASK mask = map_generic(reinterpret_cast<const KNOWN_ACE*>(ace)->Mask, mapping);
    if (deny)
      denied |= mask & ~allowed;
    else
      allowed |= mask & ~denied;
  }
  if (wanted & ~allowed) return {};
  granted = maximum ? allowed : (wanted & allowed);
  if (!granted) return {};
  return {granted, STATUS_SUCCESS};
}

}  // namespace mimic::win
