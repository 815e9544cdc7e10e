// The accounts of this machine: those of the host.
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/accounts.h"
#include "libs/windows/core/packed_records.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::netapi32 {
namespace {

constexpr DWORD NERR_UserNotFound = 2221, NERR_GroupNotFound = 2220;
constexpr DWORD USER_PRIV_USER = 1, USER_PRIV_ADMIN = 2;
constexpr DWORD UF_SCRIPT = 1, UF_NORMAL_ACCOUNT = 0x200;
constexpr DWORD TIMEQ_FOREVER = 0xffffffff;

struct USER_INFO_0 {
  LPWSTR name;
};
struct USER_INFO_1 {
  LPWSTR name;
  LPWSTR password;
  DWORD password_age;
  DWORD priv;
  LPWSTR home_dir;
  LPWSTR comment;
  DWORD flags;
  LPWSTR script_path;
};
struct USER_INFO_10 {
  LPWSTR name;
  LPWSTR comment;
  LPWSTR usr_comment;
  LPWSTR full_name;
};
struct LOCALGROUP_INFO {  // level 1 with level 0 in front
  LPWSTR name;
  LPWSTR comment;
};

using View = std::u16string_view;

struct User {
  uint32_t id;
  std::u16string name, full_name, home;
};

User user_of(const passwd& entry) {
  std::string_view full = entry.pw_gecos ? entry.pw_gecos : "";
  full = full.substr(0, full.find(','));
  const auto account = find_account(sid_of_user(entry.pw_uid));
  return {entry.pw_uid, account ? account->name : to_utf16(entry.pw_name), to_utf16(full),
          entry.pw_dir ? dos_path(entry.pw_dir) : std::u16string()};
}

// The user of this Windows name.
std::optional<User> find_user(View name) {
  const auto account = find_account(name);
  if (!account || account->kind != AccountKind::kUser) return std::nullopt;
  const auto id = user_of_sid(account->sid);
  const passwd* entry = id ? getpwuid(*id) : nullptr;
  if (!entry) return std::nullopt;
  return user_of(*entry);
}

// People and the administrator; what the host keeps for its services is none of Windows' users.
bool is_listed(const passwd& entry) {
  return entry.pw_uid == 0 || entry.pw_uid == geteuid() ||
         (entry.pw_uid >= 1000 && entry.pw_uid < 65534);
}

DWORD give(std::span<const User> users, DWORD level, PVOID* buffer) {
  const auto done = [&](const auto& records) -> DWORD {
    *buffer = records.build();
    return *buffer ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
  };
  switch (level) {
    case 0: {
      PackedRecords<USER_INFO_0> records;
      for (const User& user : users) {
        records.add();
        records.text(&USER_INFO_0::name, View(user.name));
      }
      return done(records);
    }
    case 1: {
      PackedRecords<USER_INFO_1> records;
      for (const User& user : users) {
        USER_INFO_1& record = records.add();
        record.priv = user.id == 0 ? USER_PRIV_ADMIN : USER_PRIV_USER;
        record.flags = UF_SCRIPT | UF_NORMAL_ACCOUNT;
        records.text(&USER_INFO_1::name, View(user.name));
        records.text(&USER_INFO_1::home_dir, View(user.home));
        records.text(&USER_INFO_1::comment, View());
        records.text(&USER_INFO_1::script_path, View());
      }
      return done(records);
    }
    case 10: {
      PackedRecords<USER_INFO_10> records;
      for (const User& user : users) {
        records.add();
        records.text(&USER_INFO_10::name, View(user.name));
        records.text(&USER_INFO_10::comment, View());
        records.text(&USER_INFO_10::usr_comment, View());
        records.text(&USER_INFO_10::full_name, View(user.full_name));
      }
      return done(records);
    }
    default:
      return ERROR_INVALID_LEVEL;
  }
}

DWORD give_groups(std::span<const std::u16string> names, DWORD level, PVOID* buffer, DWORD* read,
                  DWORD* total) {
  *read = *total = static_cast<DWORD>(names.size());
  if (level == 0) {
    PackedRecords<USER_INFO_0> records;
    for (const std::u16string& name : names) {
      records.add();
      records.text(&USER_INFO_0::name, View(name));
    }
    *buffer = records.build();
  } else if (level == 1) {
    PackedRecords<LOCALGROUP_INFO> records;
    for (const std::u16string& name : names) {
      records.add();
      records.text(&LOCALGROUP_INFO::name, View(name));
      records.text(&LOCALGROUP_INFO::comment, View());
    }
    *buffer = records.build();
  } else {
    return ERROR_INVALID_LEVEL;
  }
  return *buffer ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

}  // namespace

EXPORT_PARTIAL("levels 0, 1 and 10", netapi32, DWORD, NetUserGetInfo,
               (LPCWSTR servername, LPCWSTR username, DWORD level, PVOID* bufptr)) {
  if (!username || !bufptr) return ERROR_INVALID_PARAMETER;
  const auto user = find_user(view_of(username));
  if (!user) return NERR_UserNotFound;
  return give({&*user, 1}, level, bufptr);
}
EXPORT_PARTIAL("levels 0, 1 and 10", netapi32, DWORD, NetUserEnum,
               (LPCWSTR servername, DWORD level, DWORD filter, PVOID* bufptr, DWORD prefmaxlen,
                DWORD* entriesread, DWORD* totalentries, DWORD* resume_handle)) {
  if (!bufptr || !entriesread || !totalentries) return ERROR_INVALID_PARAMETER;
  std::vector<User> users;
  setpwent();
  while (const passwd* entry = getpwent())
    if (is_listed(*entry)) users.push_back(user_of(*entry));
  endpwent();
  *entriesread = *totalentries = static_cast<DWORD>(users.size());
  return give(users, level, bufptr);
}
EXPORT(netapi32, DWORD, NetUserGetLocalGroups,
       (LPCWSTR servername, LPCWSTR username, DWORD level, DWORD flags, PVOID* bufptr,
        DWORD prefmaxlen, DWORD* entriesread, DWORD* totalentries)) {
  if (!username || !bufptr || !entriesread || !totalentries) return ERROR_INVALID_PARAMETER;
  if (level != 0) return ERROR_INVALID_LEVEL;
  const auto user = find_user(view_of(username));
  if (!user) return NERR_UserNotFound;
  const std::u16string group = user->id == 0 ? u"Administrators" : u"Users";
  return give_groups({&group, 1}, 0, bufptr, entriesread, totalentries);
}
EXPORT(netapi32, DWORD, NetLocalGroupEnum,
       (LPCWSTR servername, DWORD level, PVOID* bufptr, DWORD prefmaxlen, DWORD* entriesread,
        DWORD* totalentries, ULONG_PTR* resumehandle)) {
  if (!bufptr || !entriesread || !totalentries) return ERROR_INVALID_PARAMETER;
  const std::u16string groups[] = {u"Administrators", u"Guests", u"Users"};
  return give_groups(groups, level, bufptr, entriesread, totalentries);
}

// Accounts are the host's to change.
EXPORT(netapi32, DWORD, NetUserAdd, (LPCWSTR servername, DWORD level, PVOID buf, DWORD* parm_err)) {
  return ERROR_ACCESS_DENIED;
}
EXPORT(netapi32, DWORD, NetUserDel, (LPCWSTR servername, LPCWSTR username)) {
  return ERROR_ACCESS_DENIED;
}
EXPORT(netapi32, DWORD, NetUserSetInfo,
       (LPCWSTR servername, LPCWSTR username, DWORD level, PVOID buf, DWORD* parm_err)) {
  return ERROR_ACCESS_DENIED;
}
EXPORT(netapi32, DWORD, NetUserChangePassword,
       (LPCWSTR domainname, LPCWSTR username, LPCWSTR oldpassword, LPCWSTR newpassword)) {
  return ERROR_ACCESS_DENIED;
}
EXPORT(netapi32, DWORD, NetLocalGroupAddMembers,
       (LPCWSTR servername, LPCWSTR groupname, DWORD level, PVOID buf, DWORD totalentries)) {
  return ERROR_ACCESS_DENIED;
}
ALSO(netapi32, NetLocalGroupDelMembers, "netapi32.NetLocalGroupAddMembers");
EXPORT(netapi32, DWORD, NetGroupGetInfo,
       (LPCWSTR servername, LPCWSTR groupname, DWORD level, PVOID* bufptr)) {
  return NERR_GroupNotFound;  // groups of a domain
}

}  // namespace mimic::win::netapi32
