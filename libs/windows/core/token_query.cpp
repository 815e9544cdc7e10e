// What NtQueryInformationToken tells of a token, and what NtSetInformationToken changes.
#include <cstring>

#include "libs/windows/core/acl.h"
#include "libs/windows/core/token.h"

namespace mimic::win {
namespace {

struct SID_AND_ATTRIBUTES {
  SID* Sid;
  DWORD Attributes;
};
struct TOKEN_SOURCE {
  char SourceName[8];
  LUID SourceIdentifier;
};
struct TOKEN_STATISTICS {
  LUID TokenId, AuthenticationId;
  LARGE_INTEGER ExpirationTime;
  ULONG TokenType, ImpersonationLevel, DynamicCharged, DynamicAvailable, GroupCount, PrivilegeCount;
  LUID ModifiedId;
};
static_assert(sizeof(TOKEN_STATISTICS) == 56);
constexpr LUID kSystemLuid = {0x3e7, 0};

// An answer laid out for the address it goes to: a fixed part with pointers into what follows.
class Answer {
 public:
  explicit Answer(void* base) : base_(static_cast<uint8_t*>(base)) {}

  // Appends bytes and returns where they will be.
  uint8_t* append(const void* data, size_t size) {
    const size_t offset = (bytes_.size() + 3) & ~size_t{3};
    bytes_.resize(offset + size);
    if (size) std::memcpy(bytes_.data() + offset, data, size);
    return base_ + offset;
  }
  template <class T>
  uint8_t* append(const T& value) {
    return append(&value, sizeof value);
  }
  void reserve(size_t size) { bytes_.resize(bytes_.size() + size); }
  template <class T>
  void put(size_t offset, const T& value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof value);
  }
  SID* append(const Sid& sid) { return reinterpret_cast<SID*>(append(sid.get(), sid.size())); }

  NTSTATUS deliver(ULONG room, ULONG* needed) const {
    if (needed) *needed = static_cast<ULONG>(bytes_.size());
    if (room < bytes_.size()) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(base_, bytes_.data(), bytes_.size());
    return STATUS_SUCCESS;
  }

 private:
  uint8_t* base_;
  std::vector<uint8_t> bytes_;
};

void add_groups(Answer& answer, const std::vector<TokenGroup>& groups) {
  constexpr size_t kFirst = 8;  // after the count
  answer.reserve(kFirst + groups.size() * sizeof(SID_AND_ATTRIBUTES));
  answer.put(0, static_cast<DWORD>(groups.size()));
  for (size_t i = 0; i < groups.size(); ++i) {
    SID_AND_ATTRIBUTES entry = {};
    entry.Sid = answer.append(groups[i].sid);
    entry.Attributes = groups[i].attributes;
    answer.put(kFirst + i * sizeof entry, entry);
  }
}

void add_sid(Answer& answer, const Sid& sid) {
  answer.reserve(sizeof(SID*));
  answer.put(0, answer.append(sid));
}

void add_sid_and_attributes(Answer& answer, const Sid& sid, DWORD attributes) {
  answer.reserve(sizeof(SID_AND_ATTRIBUTES));
  SID_AND_ATTRIBUTES entry = {};
  entry.Sid = answer.append(sid);
  entry.Attributes = attributes;
  answer.put(0, entry);
}

using Add = NTSTATUS (*)(Answer& answer, const TokenState& state);

template <class Function>
constexpr Add always(Function) {
  return [](Answer& answer, const TokenState& state) -> NTSTATUS {
    Function{}(answer, state);
    return STATUS_SUCCESS;
  };
}
template <class Function>
constexpr Add number(Function) {
  return [](Answer& answer, const TokenState& state) -> NTSTATUS {
    answer.append(static_cast<DWORD>(Function{}(state)));
    return STATUS_SUCCESS;
  };
}

constexpr DWORD kElevationDefault = 1;

struct Class {
  ULONG number;  // TOKEN_INFORMATION_CLASS
  Add add;
};
constexpr Class kClasses[] = {
    {1, always([](Answer& to, const TokenState& state) {
       add_sid_and_attributes(to, state.user, 0);
     })},  // TokenUser
    {2, always([](Answer& to, const TokenState& state) {
       std::vector<TokenGroup> groups = state.groups;
       add_groups(to, groups);
     })},  // TokenGroups
    {3, always([](Answer& to, const TokenState& state) {
       to.append(static_cast<DWORD>(state.privileges.size()));
       to.append(state.privileges.data(), state.privileges.size() * sizeof(LUID_AND_ATTRIBUTES));
     })},  // TokenPrivileges
    {4, always([](Answer& to, const TokenState& state) { add_sid(to, state.owner); })},
    {5, always([](Answer& to, const TokenState& state) { add_sid(to, state.primary_group); })},
    {6, always([](Answer& to, const TokenState& state) {
       to.reserve(sizeof(void*));
       if (!state.default_dacl.empty())
         to.put(0, to.append(state.default_dacl.data(), state.default_dacl.size()));
     })},  // TokenDefaultDacl
    {7, always([](Answer& to, const TokenState&) {
       to.append(TOKEN_SOURCE{{'U', 's', 'e', 'r', '3', '2', ' ', 0}, kSystemLuid});
     })},
    {8, number([](const TokenState& state) { return state.type; })},
    {9,
     [](Answer& to, const TokenState& state) -> NTSTATUS {
       if (state.type != kTokenImpersonation) return STATUS_INVALID_INFO_CLASS;
       to.append(state.impersonation_level);
       return STATUS_SUCCESS;
     }},
    {10, always([](Answer& to, const TokenState& state) {
       TOKEN_STATISTICS statistics = {};
       statistics.TokenId = state.id;
       statistics.AuthenticationId = state.authentication_id;
       statistics.ExpirationTime.QuadPart = INT64_MAX;
       statistics.TokenType = state.type;
       statistics.ImpersonationLevel = state.impersonation_level;
       statistics.DynamicCharged = 4096;
       statistics.DynamicAvailable = 3976;
       statistics.GroupCount = static_cast<ULONG>(state.groups.size());
       statistics.PrivilegeCount = static_cast<ULONG>(state.privileges.size());
       statistics.ModifiedId = state.modified_id;
       to.append(statistics);
     })},
    {11, always([](Answer& to, const TokenState& state) { add_groups(to, state.restricted); })},
    {12, number([](const TokenState& state) { return state.session; })},
    {15, number([](const TokenState&) { return 0; })},  // TokenSandBoxInert
    {17, always([](Answer& to, const TokenState&) { to.append(kSystemLuid); })},  // TokenOrigin
    {18, number([](const TokenState&) { return kElevationDefault; })},
    {20, number([](const TokenState& state) { return state.elevated; })},
    {21, number([](const TokenState& state) { return !state.restricted.empty(); })},
    {23, number([](const TokenState&) { return 0; })},  // TokenVirtualizationAllowed
    {24, number([](const TokenState& state) { return state.virtualization; })},
    {25, always([](Answer& to, const TokenState& state) {
       add_sid_and_attributes(to, state.integrity, SE_GROUP_INTEGRITY);
     })},
    {26, number([](const TokenState&) { return 0; })},  // TokenUIAccess
    {27, number([](const TokenState& state) { return state.mandatory_policy; })},
    {28, always([](Answer& to, const TokenState& state) {
       std::vector<TokenGroup> logon;
       for (const auto& group : state.groups) {
         if ((group.attributes & SE_GROUP_LOGON_ID) == SE_GROUP_LOGON_ID) logon.push_back(group);
       }
       add_groups(to, logon);
     })},
    {29, number([](const TokenState&) { return 0; })},                        // TokenIsAppContainer
    {30, always([](Answer& to, const TokenState&) { add_groups(to, {}); })},  // TokenCapabilities
    {31, always([](Answer& to, const TokenState&) { to.reserve(sizeof(SID*)); })},
    {32, number([](const TokenState&) { return 0; })},                    // TokenAppContainerNumber
    {33, always([](Answer& to, const TokenState&) { to.reserve(16); })},  // no claims
    {34, always([](Answer& to, const TokenState&) { to.reserve(16); })},
    {37, always([](Answer& to, const TokenState&) { add_groups(to, {}); })},  // device groups
    {38, always([](Answer& to, const TokenState&) { add_groups(to, {}); })},
    {40, number([](const TokenState& state) { return !state.restricted.empty(); })},
    {42, number([](const TokenState&) { return 0; })},  // TokenPrivateNameSpace
};

}  // namespace

NTSTATUS Token::query(ULONG information_class, void* buffer, ULONG size, ULONG* needed) {
  constexpr ULONG kLinkedToken = 19;
  // There is one only where User Account Control has split an administrator.
  if (information_class == kLinkedToken) return STATUS_NO_SUCH_LOGON_SESSION;
  for (const Class& entry : kClasses) {
    if (entry.number != information_class) continue;
    Answer answer(buffer);
    if (const NTSTATUS status = entry.add(answer, state())) return status;
    return answer.deliver(size, needed);
  }
  return STATUS_INVALID_INFO_CLASS;
}

NTSTATUS Token::set(ULONG information_class, const void* buffer, ULONG size) {
  const auto pointer = [&]() -> const void* { return *static_cast<const void* const*>(buffer); };
  if (size < (information_class >= 12 && information_class != 25 ? sizeof(DWORD) : sizeof(void*)))
    return STATUS_INFO_LENGTH_MISMATCH;
  TokenState changed = state();
  switch (information_class) {
    case 4:    // TokenOwner
    case 5: {  // TokenPrimaryGroup
      const auto* sid = static_cast<const SID*>(pointer());
      if (!is_valid_sid(sid)) return STATUS_INVALID_SID;
      const Sid value(sid);
      bool found = value == changed.user;
      for (const auto& group : changed.groups) {
        found |=
            group.sid == value && (information_class == 5 || group.attributes & SE_GROUP_OWNER);
      }
      if (!found)
        return information_class == 4 ? STATUS_INVALID_OWNER : STATUS_INVALID_PRIMARY_GROUP;
      (information_class == 4 ? changed.owner : changed.primary_group) = value;
      break;
    }
    case 6: {  // TokenDefaultDacl
      const auto* acl = static_cast<const ACL*>(pointer());
      if (acl && !is_valid_acl(acl)) return STATUS_INVALID_ACL;
      const auto* bytes = reinterpret_cast<const uint8_t*>(acl);
      changed.default_dacl.clear();
      if (acl) changed.default_dacl.assign(bytes, bytes + acl->AclSize);
      break;
    }
    case 25: {  // TokenIntegrityLevel: lower, never higher
      const auto* sid = static_cast<const SID*>(pointer());
      if (!is_valid_sid(sid)) return STATUS_INVALID_SID;
      const Sid level(sid);
      if (level.authority() != 16 || level.parts().size() != 1) return STATUS_INVALID_SID;
      if (level.parts()[0] > changed.integrity.parts()[0]) return STATUS_PRIVILEGE_NOT_HELD;
      for (auto& group : changed.groups) {
        if (group.attributes & SE_GROUP_INTEGRITY) group.sid = level;
      }
      changed.integrity = level;
      break;
    }
    case 24:  // TokenVirtualizationEnabled
      changed.virtualization = *static_cast<const DWORD*>(buffer) != 0;
      break;
    case 12:  // TokenSessionId
    case 17:  // TokenOrigin
    case 26:  // TokenUIAccess
    case 27:  // TokenMandatoryPolicy
      return STATUS_PRIVILEGE_NOT_HELD;
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
  changed.modified_id = new_luid();
  LockGuard guard(lock_);
  state_ = std::move(changed);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
