// Access tokens: who a process or a thread acts as. There is one user, the host's; a token says so
// in Windows' terms, and its privileges and groups can be switched, though the host alone decides
// what the process may do.
#pragma once

#include <vector>

#include "abi/windows/security_status.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/privilege.h"
#include "libs/windows/core/sid.h"

namespace mimic::win {

struct Thread;

inline constexpr ACCESS_MASK TOKEN_ASSIGN_PRIMARY = 1, TOKEN_DUPLICATE = 2, TOKEN_IMPERSONATE = 4,
                             TOKEN_QUERY = 8, TOKEN_QUERY_SOURCE = 0x10,
                             TOKEN_ADJUST_PRIVILEGES = 0x20, TOKEN_ADJUST_GROUPS = 0x40,
                             TOKEN_ADJUST_DEFAULT = 0x80, TOKEN_ADJUST_SESSIONID = 0x100,
                             TOKEN_ALL_ACCESS = 0xf01ff;

inline constexpr DWORD SE_GROUP_MANDATORY = 1, SE_GROUP_ENABLED_BY_DEFAULT = 2,
                       SE_GROUP_ENABLED = 4, SE_GROUP_OWNER = 8, SE_GROUP_USE_FOR_DENY_ONLY = 0x10,
                       SE_GROUP_INTEGRITY = 0x20, SE_GROUP_INTEGRITY_ENABLED = 0x40,
                       SE_GROUP_RESOURCE = 0x20000000, SE_GROUP_LOGON_ID = 0xc0000000;

inline constexpr ULONG kTokenPrimary = 1, kTokenImpersonation = 2;
inline constexpr ULONG kSecurityAnonymous = 0, kSecurityIdentification = 1,
                       kSecurityImpersonation = 2, kSecurityDelegation = 3;

struct TokenGroup {
  Sid sid;
  DWORD attributes;
};

// What a token says. Copied out of it to be looked at.
struct TokenState {
  LUID id, authentication_id, modified_id;
  ULONG type = kTokenPrimary;
  ULONG impersonation_level = kSecurityAnonymous;
  Sid user, owner, primary_group, integrity;
  bool elevated = false;
  std::vector<TokenGroup> groups, restricted;
  std::vector<LUID_AND_ATTRIBUTES> privileges;
  std::vector<uint8_t> default_dacl;  // an ACL
  ULONG session = 1;
  ULONG mandatory_policy = 3;  // no write up, new process min
  bool virtualization = false;

  bool has_privilege(ULONG value) const;  // and it is enabled
  bool is_member(const Sid& sid) const;   // the user, or an enabled group
};

class Token final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kToken; }
  explicit Token(TokenState state) : Object(ObjectType::kToken), state_(std::move(state)) {}

  TokenState state() const {
    LockGuard guard(lock_);
    return state_;
  }

  // Each changed entry with its attributes as they were.
  struct Adjusted {
    std::vector<LUID_AND_ATTRIBUTES> before;
    bool all_assigned = true;
  };
  // Sets enabled, or removes. `room`: how many previous entries the caller can take; where there
  // are more, nothing changes (STATUS_BUFFER_TOO_SMALL, *needed set).
  Expected<Adjusted> adjust_privileges(bool disable_all,
                                       const std::vector<LUID_AND_ATTRIBUTES>& wanted, size_t room,
                                       size_t* needed);
  struct AdjustedGroups {
    std::vector<TokenGroup> before;
    bool all_assigned = true;
  };
  Expected<AdjustedGroups> adjust_groups(bool reset, const std::vector<TokenGroup>& wanted,
                                         size_t room, size_t* needed);

  // NtQueryInformationToken. The buffer is the guest's.
  NTSTATUS query(ULONG information_class, void* buffer, ULONG size, ULONG* needed);
  NTSTATUS set(ULONG information_class, const void* buffer, ULONG size);

  static Ref<Token> of_process();
  // The level that CreateProcess said this process shall run at; called before anybody asks.
  static void start_at_integrity(DWORD level);
  // What a child is to be told: 0 where it has the level that it would have anyway.
  static DWORD integrity_for_child();

 private:
  mutable Lock lock_;
  TokenState state_;
};

// DuplicateTokenEx. STATUS_BAD_IMPERSONATION_LEVEL where an impersonation token would gain power.
Expected<Ref<Token>> duplicate_token(const Token& token, ULONG type, ULONG impersonation_level);
// CreateRestrictedToken.
struct Restriction {
  bool disable_max_privilege = false;
  bool lua = false;  // as User Account Control restricts an administrator
  std::vector<Sid> disable, restrict;
  std::vector<LUID> remove;
};
Ref<Token> restrict_token(const Token& token, const Restriction& restriction);

// The token that a thread impersonates, or null; and its replacement (null: none).
Ref<Token> impersonation_token(Thread& thread);
void impersonate(Thread& thread, Ref<Token> token);
// What the calling thread acts as.
Ref<Token> effective_token();

// A token of a handle; the pseudo handles -4 (process), -5 (thread) and -6 (effective) as well.
Expected<Ref<Token>> token_of(HANDLE handle, ACCESS_MASK access);

}  // namespace mimic::win
