// The accounts of this machine: the host's users and groups, and those that every Windows has.
//
// The machine's SID, S-1-5-21-x-y-z, is made of the host's machine id. The user with the id u is
// S-1-5-21-x-y-z-(1000 + u), root the account Administrator (-500). A group of the host with the id
// g is S-1-22-2-g, as Samba maps it; root's is BUILTIN\Administrators.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libs/windows/core/sid.h"

namespace mimic::win {

const Sid& machine_sid();

Sid sid_of_user(uint32_t uid);
Sid sid_of_group(uint32_t gid);
std::optional<uint32_t> user_of_sid(const Sid& sid);
std::optional<uint32_t> group_of_sid(const Sid& sid);

// SID_NAME_USE
enum class AccountKind : ULONG {
  kUser = 1,
  kGroup = 2,
  kDomain = 3,
  kAlias = 4,
  kWellKnownGroup = 5,
  kDeletedAccount = 6,
  kInvalid = 7,
  kUnknown = 8,
  kComputer = 9,
  kLabel = 10,
};

struct Account {
  Sid sid;
  std::u16string name, domain;
  AccountKind kind;
};

// "Administrators", "BUILTIN\Administrators", "MACHINE\user", "Everyone", …
std::optional<Account> find_account(std::u16string_view name);
std::optional<Account> find_account(const Sid& sid);

inline constexpr Sid kEveryoneSid{1, {0}}, kAdministratorsSid{5, {32, 544}},
    kUsersSid{5, {32, 545}}, kSystemSid{5, {18}}, kCreatorOwnerSid{3, {0}};

}  // namespace mimic::win
