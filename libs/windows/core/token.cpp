#include "libs/windows/core/token.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/acl.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {
namespace {

constexpr DWORD kMember = SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED;
constexpr Sid kMediumLevel{16, {0x2000}}, kHighLevel{16, {0x3000}};

struct HeldPrivilege {
  ULONG value;
  bool of_users;  // root has all of these
  bool enabled;
};
// What an elevated administrator of Windows 10 holds, and a user. The host lets everybody make
// symbolic links.
constexpr HeldPrivilege kHeld[] = {
    {5, false, false},  {8, false, false},  {9, false, false},  {10, false, false},
    {11, false, false}, {12, false, false}, {13, false, false}, {14, false, false},
    {15, false, false}, {17, false, false}, {18, false, false}, {19, true, false},
    {20, false, false}, {22, false, false}, {23, true, true},   {24, false, false},
    {25, true, false},  {28, false, false}, {29, false, true},  {30, false, true},
    {33, true, false},  {34, true, false},  {35, true, false},  {36, false, false},
};

DWORD started_at_integrity = 0;
std::atomic<bool> process_token_made{false};

TokenState state_of_process() {
  const uid_t uid = ::geteuid();
  const bool root = uid == 0;
  TokenState state;
  state.id = new_luid();
  state.modified_id = new_luid();
  state.authentication_id = {0x3e7f0, 0};
  state.user = sid_of_user(uid);
  state.elevated = root;
  state.owner = root ? kAdministratorsSid : state.user;
  state.primary_group = machine_sid().child(513);
  state.integrity = root ? kHighLevel : kMediumLevel;
  if (started_at_integrity) state.integrity = Sid(16, {started_at_integrity});
  auto& groups = state.groups;
  groups = {{state.primary_group, kMember}, {kEveryoneSid, kMember}};
  if (root) {
    groups.push_back({Sid(5, {114}), kMember});
    groups.push_back({kAdministratorsSid, kMember | SE_GROUP_OWNER});
  }
  for (const Sid& sid :
       {kUsersSid, Sid(5, {4}), Sid(2, {1}), Sid(5, {11}), Sid(5, {15}), Sid(5, {113})})
    groups.push_back({sid, kMember});
  groups.push_back({Sid(5, {5, 0, 0x3e7f0}), kMember | SE_GROUP_LOGON_ID});
  groups.push_back({Sid(2, {0}), kMember});
  groups.push_back({Sid(5, {64, 10}), kMember});
  gid_t ids[256];
  const int count = ::getgroups(std::size(ids), ids);
  const gid_t own = ::getegid();
  if (own) groups.push_back({sid_of_group(own), kMember});
  for (int i = 0; i < count; ++i)
    if (ids[i] && ids[i] != own) groups.push_back({sid_of_group(ids[i]), kMember});
  groups.push_back({state.integrity, SE_GROUP_INTEGRITY | SE_GROUP_INTEGRITY_ENABLED});
  for (const HeldPrivilege& held : kHeld) {
    if (!root && !held.of_users) continue;
    constexpr DWORD kOn = SE_PRIVILEGE_ENABLED | SE_PRIVILEGE_ENABLED_BY_DEFAULT;
    state.privileges.push_back({{held.value, 0}, held.enabled ? kOn : 0});
  }
  AclBuilder dacl;
  dacl.allow(GENERIC_ALL, state.owner);
  dacl.allow(GENERIC_ALL, kSystemSid);
  state.default_dacl = dacl.bytes();
  return state;
}

// Which threads impersonate, and what. Few ever do.
struct Impersonation {
  Ref<Thread> thread;
  Ref<Token> token;
};
struct Impersonations {
  Lock lock;
  std::atomic<size_t> count{0};
  std::vector<Impersonation> entries;
};
Impersonations& impersonations() {
  static Impersonations* const table = new Impersonations;
  return *table;
}

}  // namespace

bool TokenState::has_privilege(ULONG value) const {
  for (const auto& held : privileges)
    if (held.Luid == LUID{value, 0}) return held.Attributes & SE_PRIVILEGE_ENABLED;
  return false;
}

bool TokenState::is_member(const Sid& sid) const {
  if (sid == user) return true;
  for (const auto& group : groups)
    if (group.sid == sid && group.attributes & SE_GROUP_ENABLED &&
        !(group.attributes & SE_GROUP_USE_FOR_DENY_ONLY))
      return true;
  return false;
}

Ref<Token> Token::of_process() {
  static const Ref<Token>* const token = new Ref<Token>(make_object<Token>(state_of_process()));
  process_token_made.store(true, std::memory_order_relaxed);
  return *token;
}

void Token::start_at_integrity(DWORD level) { started_at_integrity = level; }

DWORD Token::integrity_for_child() {
  // A token that nobody has looked at was not changed.
  return process_token_made.load(std::memory_order_relaxed)
             ? of_process()->state().integrity.parts()[0]
             : started_at_integrity;
}

Expected<Token::Adjusted> Token::adjust_privileges(bool disable_all,
                                                   const std::vector<LUID_AND_ATTRIBUTES>& wanted,
                                                   size_t room, size_t* needed) {
  LockGuard guard(lock_);
  Adjusted result;
  auto held = state_.privileges;
  const auto change = [&](LUID_AND_ATTRIBUTES& entry, DWORD to) {
    const DWORD on = to & SE_PRIVILEGE_ENABLED;
    if ((entry.Attributes & SE_PRIVILEGE_ENABLED) == on && !(to & SE_PRIVILEGE_REMOVED)) return;
    result.before.push_back(entry);
    entry.Attributes = to & SE_PRIVILEGE_REMOVED ? SE_PRIVILEGE_REMOVED
                                                 : (entry.Attributes & ~SE_PRIVILEGE_ENABLED) | on;
  };
  if (disable_all) {
    for (auto& entry : held) change(entry, 0);
  } else {
    for (const auto& want : wanted) {
      const auto entry =
          std::ranges::find(held, want.Luid, [](const auto& held) { return held.Luid; });
      if (entry == held.end())
        result.all_assigned = false;
      else
        change(*entry, want.Attributes);
    }
  }
  *needed = result.before.size();
  if (result.before.size() > room) return nt_fail(STATUS_BUFFER_TOO_SMALL);
  std::erase_if(held, [](const auto& entry) { return entry.Attributes == SE_PRIVILEGE_REMOVED; });
  if (!result.before.empty()) state_.modified_id = new_luid();
  state_.privileges = std::move(held);
  return result;
}

Expected<Token::AdjustedGroups> Token::adjust_groups(bool reset,
                                                     const std::vector<TokenGroup>& wanted,
                                                     size_t room, size_t* needed) {
  LockGuard guard(lock_);
  AdjustedGroups result;
  auto groups = state_.groups;
  const auto change = [&](TokenGroup& group, bool on) -> NTSTATUS {
    if (((group.attributes & SE_GROUP_ENABLED) != 0) == on) return STATUS_SUCCESS;
    if (!on && group.attributes & SE_GROUP_MANDATORY) return STATUS_CANT_DISABLE_MANDATORY;
    result.before.push_back(group);
    group.attributes ^= SE_GROUP_ENABLED;
    return STATUS_SUCCESS;
  };
  if (reset) {
    for (auto& group : groups) change(group, group.attributes & SE_GROUP_ENABLED_BY_DEFAULT);
  } else {
    for (const auto& want : wanted) {
      const auto group = std::ranges::find(groups, want.sid, &TokenGroup::sid);
      if (group == groups.end()) {
        result.all_assigned = false;
      } else if (const NTSTATUS status = change(*group, want.attributes & SE_GROUP_ENABLED)) {
        return nt_fail(status);
      }
    }
  }
  *needed = result.before.size();
  if (result.before.size() > room) return nt_fail(STATUS_BUFFER_TOO_SMALL);
  if (!result.before.empty()) state_.modified_id = new_luid();
  state_.groups = std::move(groups);
  return result;
}

Expected<Ref<Token>> duplicate_token(const Token& token, ULONG type, ULONG impersonation_level) {
  TokenState state = token.state();
  if (type != kTokenPrimary && type != kTokenImpersonation)
    return nt_fail(STATUS_INVALID_PARAMETER);
  if (type == kTokenImpersonation && impersonation_level > kSecurityDelegation)
    return nt_fail(STATUS_BAD_IMPERSONATION_LEVEL);
  if (state.type == kTokenImpersonation) {
    if (type == kTokenImpersonation ? impersonation_level > state.impersonation_level
                                    : state.impersonation_level < kSecurityImpersonation)
      return nt_fail(STATUS_BAD_IMPERSONATION_LEVEL);
  }
  state.type = type;
  state.impersonation_level = type == kTokenImpersonation ? impersonation_level : 0;
  state.id = new_luid();
  return make_object<Token>(std::move(state));
}

Ref<Token> restrict_token(const Token& token, const Restriction& restriction) {
  TokenState state = token.state();
  state.id = new_luid();
  state.modified_id = new_luid();
  const auto deny_only = [&](const Sid& sid) {
    for (auto& group : state.groups) {
      if (group.sid != sid || group.attributes & SE_GROUP_INTEGRITY) continue;
      group.attributes &=
          ~(SE_GROUP_MANDATORY | SE_GROUP_ENABLED | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_OWNER);
      group.attributes |= SE_GROUP_USE_FOR_DENY_ONLY;
    }
  };
  for (const Sid& sid : restriction.disable) deny_only(sid);
  if (restriction.lua) deny_only(kAdministratorsSid);
  std::erase_if(state.privileges, [&](const LUID_AND_ATTRIBUTES& held) {
    constexpr ULONG kChangeNotify = 23;
    if (restriction.disable_max_privilege && held.Luid != LUID{kChangeNotify, 0}) return true;
    if (restriction.lua) {
      const auto* entry = std::ranges::find(kHeld, held.Luid.LowPart, &HeldPrivilege::value);
      if (entry != std::end(kHeld) && !entry->of_users) return true;
    }
    return std::ranges::find(restriction.remove, held.Luid) != restriction.remove.end();
  });
  for (const Sid& sid : restriction.restrict) state.restricted.push_back({sid, kMember});
  return make_object<Token>(std::move(state));
}

Ref<Token> impersonation_token(Thread& thread) {
  Impersonations& table = impersonations();
  if (!table.count.load(std::memory_order_acquire)) return {};
  LockGuard guard(table.lock);
  for (const auto& entry : table.entries)
    if (entry.thread.get() == &thread) return entry.token;
  return {};
}

void impersonate(Thread& thread, Ref<Token> token) {
  Impersonations& table = impersonations();
  std::vector<Impersonation> dropped;  // ends after the lock
  LockGuard guard(table.lock);
  auto& entries = table.entries;
  for (size_t i = 0; i < entries.size();) {
    if (entries[i].thread.get() == &thread || entries[i].thread->ended) {
      dropped.push_back(std::move(entries[i]));
      entries.erase(entries.begin() + static_cast<ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  if (token) entries.push_back({Ref<Thread>(&thread), std::move(token)});
  table.count.store(entries.size(), std::memory_order_release);
}

Ref<Token> effective_token() {
  if (Ref<Token> token = impersonation_token(*Thread::current())) return token;
  return Token::of_process();
}

Expected<Ref<Token>> token_of(HANDLE handle, ACCESS_MASK access) {
  switch (reinterpret_cast<int64_t>(handle)) {
    case -4:
      return Token::of_process();
    case -5:
      if (Ref<Token> token = impersonation_token(*Thread::current())) return token;
      return nt_fail(STATUS_NO_TOKEN);
    case -6:
      return effective_token();
  }
  auto entry = handles().lookup(handle);
  if (!entry) return std::unexpected(entry.error());
  if (!Token::is(entry->object->type())) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  if ((entry->access & access) != access) return nt_fail(STATUS_ACCESS_DENIED);
  return Ref<Token>(static_cast<Token*>(entry->object.get()));
}

}  // namespace mimic::win
