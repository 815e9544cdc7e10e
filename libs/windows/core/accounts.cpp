#include "libs/windows/core/accounts.h"

#include <grp.h>
#include <pwd.h>

#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct Builtin {
  Sid sid;
  const char16_t* name;
  const char16_t* domain;
  AccountKind kind;
};
constexpr char16_t kNt[] = u"NT AUTHORITY", kBuiltin[] = u"BUILTIN", kLabels[] = u"Mandatory Label";
constexpr Builtin kBuiltins[] = {
    {{0, {0}}, u"NULL SID", u"", AccountKind::kWellKnownGroup},
    {{1, {0}}, u"Everyone", u"", AccountKind::kWellKnownGroup},
    {{2, {0}}, u"LOCAL", u"", AccountKind::kWellKnownGroup},
    {{2, {1}}, u"CONSOLE LOGON", u"", AccountKind::kWellKnownGroup},
    {{3, {0}}, u"CREATOR OWNER", u"", AccountKind::kWellKnownGroup},
    {{3, {1}}, u"CREATOR GROUP", u"", AccountKind::kWellKnownGroup},
    {{3, {4}}, u"OWNER RIGHTS", u"", AccountKind::kWellKnownGroup},
    {{5, {1}}, u"DIALUP", kNt, AccountKind::kWellKnownGroup},
    {{5, {2}}, u"NETWORK", kNt, AccountKind::kWellKnownGroup},
    {{5, {3}}, u"BATCH", kNt, AccountKind::kWellKnownGroup},
    {{5, {4}}, u"INTERACTIVE", kNt, AccountKind::kWellKnownGroup},
    {{5, {6}}, u"SERVICE", kNt, AccountKind::kWellKnownGroup},
    {{5, {7}}, u"ANONYMOUS LOGON", kNt, AccountKind::kWellKnownGroup},
    {{5, {8}}, u"PROXY", kNt, AccountKind::kWellKnownGroup},
    {{5, {9}}, u"ENTERPRISE DOMAIN CONTROLLERS", kNt, AccountKind::kWellKnownGroup},
    {{5, {10}}, u"SELF", kNt, AccountKind::kWellKnownGroup},
    {{5, {11}}, u"Authenticated Users", kNt, AccountKind::kWellKnownGroup},
    {{5, {12}}, u"RESTRICTED", kNt, AccountKind::kWellKnownGroup},
    {{5, {13}}, u"TERMINAL SERVER USER", kNt, AccountKind::kWellKnownGroup},
    {{5, {14}}, u"REMOTE INTERACTIVE LOGON", kNt, AccountKind::kWellKnownGroup},
    {{5, {15}}, u"This Organization", kNt, AccountKind::kWellKnownGroup},
    {{5, {17}}, u"IUSR", kNt, AccountKind::kWellKnownGroup},
    {{5, {18}}, u"SYSTEM", kNt, AccountKind::kWellKnownGroup},
    {{5, {19}}, u"LOCAL SERVICE", kNt, AccountKind::kWellKnownGroup},
    {{5, {20}}, u"NETWORK SERVICE", kNt, AccountKind::kWellKnownGroup},
    {{5, {33}}, u"WRITE RESTRICTED", kNt, AccountKind::kWellKnownGroup},
    {{5, {113}}, u"Local account", kNt, AccountKind::kWellKnownGroup},
    {{5, {114}},
     u"Local account and member of Administrators group",
     kNt,
     AccountKind::kWellKnownGroup},
    {{5, {64, 10}}, u"NTLM Authentication", kNt, AccountKind::kWellKnownGroup},
    {{5, {32}}, u"BUILTIN", kBuiltin, AccountKind::kDomain},
    {{5, {32, 544}}, u"Administrators", kBuiltin, AccountKind::kAlias},
    {{5, {32, 545}}, u"Users", kBuiltin, AccountKind::kAlias},
    {{5, {32, 546}}, u"Guests", kBuiltin, AccountKind::kAlias},
    {{5, {32, 547}}, u"Power Users", kBuiltin, AccountKind::kAlias},
    {{5, {32, 551}}, u"Backup Operators", kBuiltin, AccountKind::kAlias},
    {{5, {32, 552}}, u"Replicator", kBuiltin, AccountKind::kAlias},
    {{5, {32, 555}}, u"Remote Desktop Users", kBuiltin, AccountKind::kAlias},
    {{5, {32, 556}}, u"Network Configuration Operators", kBuiltin, AccountKind::kAlias},
    {{5, {32, 558}}, u"Performance Monitor Users", kBuiltin, AccountKind::kAlias},
    {{5, {32, 559}}, u"Performance Log Users", kBuiltin, AccountKind::kAlias},
    {{5, {32, 562}}, u"Distributed COM Users", kBuiltin, AccountKind::kAlias},
    {{5, {32, 568}}, u"IIS_IUSRS", kBuiltin, AccountKind::kAlias},
    {{5, {32, 569}}, u"Cryptographic Operators", kBuiltin, AccountKind::kAlias},
    {{5, {32, 573}}, u"Event Log Readers", kBuiltin, AccountKind::kAlias},
    {{5, {32, 578}}, u"Hyper-V Administrators", kBuiltin, AccountKind::kAlias},
    {{5, {32, 580}}, u"Remote Management Users", kBuiltin, AccountKind::kAlias},
    {{16, {0}}, u"Untrusted Mandatory Level", kLabels, AccountKind::kLabel},
    {{16, {0x1000}}, u"Low Mandatory Level", kLabels, AccountKind::kLabel},
    {{16, {0x2000}}, u"Medium Mandatory Level", kLabels, AccountKind::kLabel},
    {{16, {0x2100}}, u"Medium Plus Mandatory Level", kLabels, AccountKind::kLabel},
    {{16, {0x3000}}, u"High Mandatory Level", kLabels, AccountKind::kLabel},
    {{16, {0x4000}}, u"System Mandatory Level", kLabels, AccountKind::kLabel},
};

// Accounts of the machine's own domain, by their last sub-authority.
constexpr struct {
  ULONG rid;
  const char16_t* name;
  AccountKind kind;
} kMachineAccounts[] = {
    {500, u"Administrator", AccountKind::kUser},
    {501, u"Guest", AccountKind::kUser},
    {503, u"DefaultAccount", AccountKind::kUser},
    {513, u"None", AccountKind::kGroup},
};

constexpr ULONG kFirstUser = 1000, kAdministrator = 500;
constexpr char16_t kUnixGroups[] = u"Unix Group";
constexpr UCHAR kUnixAuthority = 22;  // S-1-22-2-gid

std::optional<std::string> name_of_user(uint32_t uid) {
  char buffer[4096];
  passwd entry, *found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) != 0 || !found) return std::nullopt;
  return found->pw_name;
}

std::optional<std::string> name_of_group(uint32_t gid) {
  char buffer[16384];
  group entry, *found = nullptr;
  if (::getgrgid_r(gid, &entry, buffer, sizeof buffer, &found) != 0 || !found) return std::nullopt;
  return found->gr_name;
}

std::optional<uint32_t> user_with_name(const std::string& name) {
  char buffer[4096];
  passwd entry, *found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found) != 0 || !found)
    return std::nullopt;
  return found->pw_uid;
}

std::optional<uint32_t> group_with_name(const std::string& name) {
  char buffer[16384];
  group entry, *found = nullptr;
  if (::getgrnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found) != 0 || !found)
    return std::nullopt;
  return found->gr_gid;
}

}  // namespace

const Sid& machine_sid() {
  static const Sid sid = [] {
    std::string id = read_host_file("/etc/machine-id");
    if (id.empty()) id = to_utf8(dns_host_name());
    ULONG parts[3];
    for (ULONG i = 0; i < 3; ++i) {  // FNV-1a, one start for each part
      uint64_t hash = 0xcbf29ce484222325 + i;
      for (const char byte : id) hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001b3;
      parts[i] = static_cast<ULONG>(hash ^ hash >> 32);
    }
    return Sid(5, {21, parts[0], parts[1], parts[2]});
  }();
  return sid;
}

Sid sid_of_user(uint32_t uid) {
  return machine_sid().child(uid == 0 ? kAdministrator : kFirstUser + uid);
}

Sid sid_of_group(uint32_t gid) {
  return gid == 0 ? kAdministratorsSid : Sid(kUnixAuthority, {2, gid});
}

std::optional<uint32_t> user_of_sid(const Sid& sid) {
  // What Windows calls the system, or all of its administrators, is root here.
  if (sid == kSystemSid || sid == kAdministratorsSid) return 0;
  if (sid.parts().size() != 5 || sid.parent() != machine_sid()) return std::nullopt;
  const ULONG rid = sid.parts().back();
  if (rid == kAdministrator) return 0;
  if (rid <= kFirstUser) return std::nullopt;
  return rid - kFirstUser;
}

std::optional<uint32_t> group_of_sid(const Sid& sid) {
  if (sid == kAdministratorsSid || sid == kSystemSid) return 0;
  if (sid.authority() != kUnixAuthority || sid.parts().size() != 2 || sid.parts()[0] != 2)
    return std::nullopt;
  return sid.parts()[1];
}

std::optional<Account> find_account(const Sid& sid) {
  for (const Builtin& entry : kBuiltins) {
    if (entry.sid == sid) return Account{sid, entry.name, entry.domain, entry.kind};
  }
  if (sid == machine_sid())
    return Account{sid, computer_name(), computer_name(), AccountKind::kDomain};
  if (sid.parts().size() == 5 && sid.parent() == machine_sid()) {
    // Root goes by the host's name for it: a program that asks for its own user's name gets what
    // GetUserName says.
    if (const auto uid = user_of_sid(sid)) {
      if (const auto name = name_of_user(*uid))
        return Account{sid, to_utf16(*name), computer_name(), AccountKind::kUser};
    }
    for (const auto& entry : kMachineAccounts) {
      if (entry.rid == sid.parts().back())
        return Account{sid, entry.name, computer_name(), entry.kind};
    }
  }
  if (const auto gid = group_of_sid(sid)) {
    if (const auto name = name_of_group(*gid))
      return Account{sid, to_utf16(*name), kUnixGroups, AccountKind::kGroup};
  }
  return std::nullopt;
}

std::optional<Account> find_account(std::u16string_view full_name) {
  std::u16string_view domain, name = full_name;
  if (const size_t slash = name.find(u'\\'); slash != name.npos) {
    domain = name.substr(0, slash);
    name.remove_prefix(slash + 1);
  }
  const std::u16string machine = computer_name();
  const auto in_domain = [&](std::u16string_view of) {
    return domain.empty() || equal_ignoring_case(domain, of);
  };
  for (const Builtin& entry : kBuiltins) {
    if (equal_ignoring_case(name, entry.name) && in_domain(entry.domain))
      return Account{entry.sid, entry.name, entry.domain, entry.kind};
  }
  if (in_domain(machine) || domain == u".") {
    if (name.empty() || equal_ignoring_case(full_name, machine))
      return Account{machine_sid(), machine, machine, AccountKind::kDomain};
    if (const auto uid = user_with_name(to_utf8(name)))
      return Account{sid_of_user(*uid), std::u16string(name), machine, AccountKind::kUser};
    for (const auto& entry : kMachineAccounts) {
      if (equal_ignoring_case(name, entry.name))
        return Account{machine_sid().child(entry.rid), entry.name, machine, entry.kind};
    }
  }
  if (in_domain(kUnixGroups)) {
    if (const auto gid = group_with_name(to_utf8(name)); gid && *gid != 0)
      return Account{sid_of_group(*gid), std::u16string(name), kUnixGroups, AccountKind::kGroup};
  }
  return std::nullopt;
}

}  // namespace mimic::win
