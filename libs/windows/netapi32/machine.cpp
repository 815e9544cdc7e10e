// What this machine says of itself: a workstation in a workgroup, which shares nothing and knows no
// domain.
#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/packed_records.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::netapi32 {
namespace {

constexpr DWORD PLATFORM_ID_NT = 500;
constexpr DWORD SV_TYPE_WORKSTATION = 1, SV_TYPE_NT = 0x1000;
constexpr DWORD NERR_DCNotFound = 2453, NERR_NetNameNotFound = 2310, ERROR_NO_SUCH_DOMAIN = 1355,
                ERROR_NO_BROWSER_SERVERS_FOUND = 6118, ERROR_BAD_NETPATH = 53;
constexpr std::u16string_view kWorkgroup = u"WORKGROUP";

struct WKSTA_INFO {  // level 102 with those below in front
  DWORD platform_id;
  LPWSTR computername;
  LPWSTR langroup;
  DWORD ver_major;
  DWORD ver_minor;
  LPWSTR lanroot;
  DWORD logged_on_users;
};
struct WKSTA_USER_INFO_1 {
  LPWSTR username;
  LPWSTR logon_domain;
  LPWSTR oth_domains;
  LPWSTR logon_server;
};
struct SERVER_INFO_101 {
  DWORD platform_id;
  LPWSTR name;
  DWORD version_major;
  DWORD version_minor;
  DWORD type;
  LPWSTR comment;
};

// Is it this machine that is asked? Others are not reached.
bool is_local(LPCWSTR server) {
  std::u16string_view name = view_of(server);
  while (name.starts_with(u'\\')) name.remove_prefix(1);
  return name.empty() || name == u"." || equal_ignoring_case(name, u"localhost") ||
         name == u"127.0.0.1" || equal_ignoring_case(name, computer_name()) ||
         equal_ignoring_case(name, dns_host_name());
}

template <class Record>
DWORD give(const PackedRecords<Record>& records, PVOID* buffer) {
  *buffer = records.build();
  return *buffer ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

// An enumeration without entries.
DWORD give_none(PVOID* buffer, DWORD* read, DWORD* total) {
  if (buffer) *buffer = nullptr;
  if (read) *read = 0;
  if (total) *total = 0;
  return ERROR_SUCCESS;
}

}  // namespace

EXPORT(netapi32, DWORD, NetWkstaGetInfo, (LPCWSTR servername, DWORD level, PVOID* bufptr)) {
  if (!is_local(servername)) return ERROR_BAD_NETPATH;
  if (level < 100 || level > 102) return ERROR_INVALID_LEVEL;
  const Version version;
  PackedRecords<WKSTA_INFO> records;
  records.add() = {PLATFORM_ID_NT, nullptr, nullptr, version.major, version.minor, nullptr, 1};
  records.text(&WKSTA_INFO::computername, std::u16string_view(computer_name()));
  records.text(&WKSTA_INFO::langroup, kWorkgroup);
  records.text(&WKSTA_INFO::lanroot, std::u16string_view());
  return give(records, bufptr);
}
EXPORT(netapi32, DWORD, NetWkstaUserGetInfo, (LPCWSTR reserved, DWORD level, PVOID* bufptr)) {
  if (level > 1) return ERROR_INVALID_LEVEL;
  PackedRecords<WKSTA_USER_INFO_1> records;
  records.add();
  records.text(&WKSTA_USER_INFO_1::username, std::u16string_view(user_name()));
  records.text(&WKSTA_USER_INFO_1::logon_domain, std::u16string_view(computer_name()));
  records.text(&WKSTA_USER_INFO_1::oth_domains, std::u16string_view());
  records.text(&WKSTA_USER_INFO_1::logon_server, std::u16string_view(computer_name()));
  return give(records, bufptr);
}
EXPORT(netapi32, DWORD, NetServerGetInfo, (LPCWSTR servername, DWORD level, PVOID* bufptr)) {
  if (!is_local(servername)) return ERROR_BAD_NETPATH;
  if (level != 100 && level != 101) return ERROR_INVALID_LEVEL;
  const Version version;
  PackedRecords<SERVER_INFO_101> records;
  records.add() = {
      PLATFORM_ID_NT, nullptr, version.major, version.minor, SV_TYPE_WORKSTATION | SV_TYPE_NT,
      nullptr};
  records.text(&SERVER_INFO_101::name, std::u16string_view(computer_name()));
  records.text(&SERVER_INFO_101::comment, std::u16string_view());
  return give(records, bufptr);
}

EXPORT(netapi32, DWORD, NetGetJoinInformation,
       (LPCWSTR lpServer, LPWSTR* lpNameBuffer, int* BufferType)) {
  constexpr int NetSetupWorkgroupName = 2;
  if (!lpNameBuffer || !BufferType) return ERROR_INVALID_PARAMETER;
  *lpNameBuffer = static_cast<LPWSTR>(heap_allocate((kWorkgroup.size() + 1) * sizeof(WCHAR), true));
  if (!*lpNameBuffer) return ERROR_NOT_ENOUGH_MEMORY;
  std::memcpy(*lpNameBuffer, kWorkgroup.data(), kWorkgroup.size() * sizeof(WCHAR));
  *BufferType = NetSetupWorkgroupName;
  return ERROR_SUCCESS;
}

struct DSROLE_PRIMARY_DOMAIN_INFO_BASIC {
  int MachineRole;  // 0: a workstation alone
  ULONG Flags;
  LPWSTR DomainNameFlat;
  LPWSTR DomainNameDns;
  LPWSTR DomainForestName;
  GUID DomainGuid;
};
EXPORT(netapi32, DWORD, DsRoleGetPrimaryDomainInformation,
       (LPCWSTR lpServer, int InfoLevel, PVOID* Buffer)) {
  if (InfoLevel != 1) return ERROR_INVALID_PARAMETER;
  PackedRecords<DSROLE_PRIMARY_DOMAIN_INFO_BASIC> records;
  records.add();
  records.text(&DSROLE_PRIMARY_DOMAIN_INFO_BASIC::DomainNameFlat, kWorkgroup);
  return give(records, Buffer);
}

// No domain, no controller, no other server.
EXPORT(netapi32, DWORD, DsGetDcNameW,
       (LPCWSTR ComputerName, LPCWSTR DomainName, GUID* DomainGuid, LPCWSTR SiteName, ULONG Flags,
        PVOID* DomainControllerInfo)) {
  return ERROR_NO_SUCH_DOMAIN;
}
ALSO(netapi32, DsGetDcNameA, "netapi32.DsGetDcNameW");
EXPORT(netapi32, DWORD, NetGetDCName, (LPCWSTR ServerName, LPCWSTR DomainName, PVOID* Buffer)) {
  return NERR_DCNotFound;
}
ALSO(netapi32, NetGetAnyDCName, "netapi32.NetGetDCName");
EXPORT(netapi32, DWORD, NetServerEnum,
       (LPCWSTR servername, DWORD level, PVOID* bufptr, DWORD prefmaxlen, DWORD* entriesread,
        DWORD* totalentries, DWORD servertype, LPCWSTR domain, DWORD* resume_handle)) {
  give_none(bufptr, entriesread, totalentries);
  return ERROR_NO_BROWSER_SERVERS_FOUND;
}
EXPORT(netapi32, DWORD, NetShareEnum,
       (LPCWSTR servername, DWORD level, PVOID* bufptr, DWORD prefmaxlen, DWORD* entriesread,
        DWORD* totalentries, DWORD* resume_handle)) {
  if (!is_local(servername)) return ERROR_BAD_NETPATH;
  return give_none(bufptr, entriesread, totalentries);
}
EXPORT(netapi32, DWORD, NetShareGetInfo,
       (LPCWSTR servername, LPCWSTR netname, DWORD level, PVOID* bufptr)) {
  return is_local(servername) ? NERR_NetNameNotFound : ERROR_BAD_NETPATH;
}
EXPORT(netapi32, DWORD, NetShareAdd,
       (LPCWSTR servername, DWORD level, PVOID buf, DWORD* parm_err)) {
  return is_local(servername) ? ERROR_ACCESS_DENIED : ERROR_BAD_NETPATH;
}
EXPORT(netapi32, DWORD, NetShareDel, (LPCWSTR servername, LPCWSTR netname, DWORD reserved)) {
  return is_local(servername) ? NERR_NetNameNotFound : ERROR_BAD_NETPATH;
}
EXPORT(netapi32, DWORD, NetUseEnum,
       (LPCWSTR UncServerName, DWORD LevelFlags, PVOID* BufPtr, DWORD PreferedMaximumSize,
        DWORD* EntriesRead, DWORD* TotalEntries, DWORD* ResumeHandle)) {
  return give_none(BufPtr, EntriesRead, TotalEntries);
}
EXPORT(netapi32, DWORD, NetSessionEnum,
       (LPCWSTR servername, LPCWSTR UncClientName, LPCWSTR username, DWORD level, PVOID* bufptr,
        DWORD prefmaxlen, DWORD* entriesread, DWORD* totalentries, DWORD* resume_handle)) {
  return give_none(bufptr, entriesread, totalentries);
}

}  // namespace mimic::win::netapi32
