#include "libs/windows/core/privilege.h"

#include <atomic>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr Privilege kPrivileges[] = {
    {2, u"SeCreateTokenPrivilege", u"Create a token object"},
    {3, u"SeAssignPrimaryTokenPrivilege", u"Replace a process level token"},
    {4, u"SeLockMemoryPrivilege", u"Lock pages in memory"},
    {5, u"SeIncreaseQuotaPrivilege", u"Adjust memory quotas for a process"},
    {6, u"SeMachineAccountPrivilege", u"Add workstations to domain"},
    {7, u"SeTcbPrivilege", u"Act as part of the operating system"},
    {8, u"SeSecurityPrivilege", u"Manage auditing and security log"},
    {9, u"SeTakeOwnershipPrivilege", u"Take ownership of files or other objects"},
    {10, u"SeLoadDriverPrivilege", u"Load and unload device drivers"},
    {11, u"SeSystemProfilePrivilege", u"Profile system performance"},
    {12, u"SeSystemtimePrivilege", u"Change the system time"},
    {13, u"SeProfileSingleProcessPrivilege", u"Profile single process"},
    {14, u"SeIncreaseBasePriorityPrivilege", u"Increase scheduling priority"},
    {15, u"SeCreatePagefilePrivilege", u"Create a pagefile"},
    {16, u"SeCreatePermanentPrivilege", u"Create permanent shared objects"},
    {17, u"SeBackupPrivilege", u"Back up files and directories"},
    {18, u"SeRestorePrivilege", u"Restore files and directories"},
    {19, u"SeShutdownPrivilege", u"Shut down the system"},
    {20, u"SeDebugPrivilege", u"Debug programs"},
    {21, u"SeAuditPrivilege", u"Generate security audits"},
    {22, u"SeSystemEnvironmentPrivilege", u"Modify firmware environment values"},
    {23, u"SeChangeNotifyPrivilege", u"Bypass traverse checking"},
    {24, u"SeRemoteShutdownPrivilege", u"Force shutdown from a remote system"},
    {25, u"SeUndockPrivilege", u"Remove computer from docking station"},
    {26, u"SeSyncAgentPrivilege", u"Synchronize directory service data"},
    {27, u"SeEnableDelegationPrivilege",
     u"Enable computer and user accounts to be trusted for delegation"},
    {28, u"SeManageVolumePrivilege", u"Perform volume maintenance tasks"},
    {29, u"SeImpersonatePrivilege", u"Impersonate a client after authentication"},
    {30, u"SeCreateGlobalPrivilege", u"Create global objects"},
    {31, u"SeTrustedCredManAccessPrivilege", u"Access Credential Manager as a trusted caller"},
    {32, u"SeRelabelPrivilege", u"Modify an object label"},
    {33, u"SeIncreaseWorkingSetPrivilege", u"Increase a process working set"},
    {34, u"SeTimeZonePrivilege", u"Change the time zone"},
    {35, u"SeCreateSymbolicLinkPrivilege", u"Create symbolic links"},
    {36, u"SeDelegateSessionUserImpersonatePrivilege",
     u"Obtain an impersonation token for another user in the same session"},
};

}  // namespace

std::span<const Privilege> privileges() { return kPrivileges; }

const Privilege* find_privilege(std::u16string_view name) {
  for (const Privilege& privilege : kPrivileges) {
    if (equal_ignoring_case(privilege.name, name)) return &privilege;
  }
  return nullptr;
}

const Privilege* find_privilege(const LUID& luid) {
  for (const Privilege& privilege : kPrivileges) {
    if (luid == LUID{privilege.value, 0}) return &privilege;
  }
  return nullptr;
}

LUID new_luid() {
  // Below are those that Windows gives out before the first program runs (999: the system's logon).
  static std::atomic<uint64_t> last{0x10000};
  const uint64_t value = last.fetch_add(1) + 1;
  return {static_cast<DWORD>(value), static_cast<LONG>(value >> 32)};
}

}  // namespace mimic::win
