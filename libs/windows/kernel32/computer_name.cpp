// Names of the machine and the user, and where Windows is installed.
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win {
namespace {

// *size: room, terminator included. In success the length without it, else the room needed.
template <class Char>
BOOL deliver_name(const std::basic_string<Char>& name, Char* buffer, DWORD* size, DWORD error,
                  bool count_terminator = false) {
  const DWORD needed = static_cast<DWORD>(name.size() + 1);
  if (!buffer || *size < needed) {
    *size = needed;
    return kernel32::fail_with(error);
  }
  std::memcpy(buffer, name.c_str(), needed * sizeof(Char));
  *size = count_terminator ? needed : needed - 1;
  return TRUE;
}

std::u16string name_of_kind(DWORD kind) {
  switch (kind % 4) {
    case 0:
      return computer_name();
    case 1:
      return dns_host_name();
    case 2:
      return dns_domain();
    default: {
      const std::u16string domain = dns_domain();
      return domain.empty() ? dns_host_name() : dns_host_name() + u"." + domain;
    }
  }
}

constexpr std::u16string_view kWindows = u"C:\\Windows", kSystem = u"C:\\Windows\\system32",
                              kSystemWow64 = u"C:\\Windows\\SysWOW64";
constexpr std::string_view kWindowsA = "C:\\Windows", kSystemA = "C:\\Windows\\system32",
                           kSystemWow64A = "C:\\Windows\\SysWOW64";

}  // namespace

namespace kernel32 {

EXPORT(kernel32, BOOL, GetComputerNameW, (WCHAR * lpBuffer, DWORD* nSize)) {
  return deliver_name(computer_name(), lpBuffer, nSize, ERROR_BUFFER_OVERFLOW);
}
EXPORT(kernel32, BOOL, GetComputerNameA, (char* lpBuffer, DWORD* nSize)) {
  return deliver_name(to_ansi(computer_name()), lpBuffer, nSize, ERROR_BUFFER_OVERFLOW);
}
EXPORT(kernel32, BOOL, GetComputerNameExW, (DWORD NameType, WCHAR* lpBuffer, DWORD* nSize)) {
  if (NameType > 7 || !nSize || (!lpBuffer && *nSize)) return fail_with(ERROR_INVALID_PARAMETER);
  return deliver_name(name_of_kind(NameType), lpBuffer, nSize, ERROR_MORE_DATA);
}
EXPORT(kernel32, BOOL, GetComputerNameExA, (DWORD NameType, char* lpBuffer, DWORD* nSize)) {
  if (NameType > 7 || !nSize || (!lpBuffer && *nSize)) return fail_with(ERROR_INVALID_PARAMETER);
  return deliver_name(to_ansi(name_of_kind(NameType)), lpBuffer, nSize, ERROR_MORE_DATA);
}
EXPORT(kernel32, BOOL, SetComputerNameW, (LPCWSTR lpComputerName)) {
  return fail_with(ERROR_ACCESS_DENIED);
}
EXPORT(kernel32, BOOL, DnsHostnameToComputerNameW,
       (LPCWSTR Hostname, WCHAR* ComputerName, DWORD* nSize)) {
  std::u16string name(view_of(Hostname).substr(0, 15));
  name.resize(std::min(name.size(), name.find(u'.')));
  for (char16_t& unit : name) unit = upcase(unit);
  return deliver_name(name, ComputerName, nSize, ERROR_MORE_DATA);
}

EXPORT(kernel32, UINT, GetSystemDirectoryW, (WCHAR * lpBuffer, UINT uSize)) {
  return deliver(kSystem, lpBuffer, uSize);
}
EXPORT(kernel32, UINT, GetSystemDirectoryA, (char* lpBuffer, UINT uSize)) {
  return deliver(kSystemA, lpBuffer, uSize);
}
EXPORT(kernel32, UINT, GetWindowsDirectoryW, (WCHAR * lpBuffer, UINT uSize)) {
  return deliver(kWindows, lpBuffer, uSize);
}
EXPORT(kernel32, UINT, GetWindowsDirectoryA, (char* lpBuffer, UINT uSize)) {
  return deliver(kWindowsA, lpBuffer, uSize);
}
ALSO(kernel32, GetSystemWindowsDirectoryW, "kernel32.GetWindowsDirectoryW");
ALSO(kernel32, GetSystemWindowsDirectoryA, "kernel32.GetWindowsDirectoryA");
EXPORT(kernel32, UINT, GetSystemWow64DirectoryW, (WCHAR * lpBuffer, UINT uSize)) {
  return deliver(kSystemWow64, lpBuffer, uSize);
}
EXPORT(kernel32, UINT, GetSystemWow64DirectoryA, (char* lpBuffer, UINT uSize)) {
  return deliver(kSystemWow64A, lpBuffer, uSize);
}

}  // namespace kernel32

namespace advapi32 {

EXPORT(advapi32, BOOL, GetUserNameW, (WCHAR * lpBuffer, DWORD* pcbBuffer)) {
  return deliver_name(user_name(), lpBuffer, pcbBuffer, ERROR_INSUFFICIENT_BUFFER, true);
}
EXPORT(advapi32, BOOL, GetUserNameA, (char* lpBuffer, DWORD* pcbBuffer)) {
  return deliver_name(to_ansi(user_name()), lpBuffer, pcbBuffer, ERROR_INSUFFICIENT_BUFFER, true);
}

}  // namespace advapi32

namespace secur32 {

EXPORT(secur32, BOOLEAN, GetUserNameExW, (int NameFormat, WCHAR* lpNameBuffer, ULONG* nSize)) {
  // 2: DOMAIN\user, 8: user@domain; 3: full name. Others need a directory service.
  if (NameFormat == 2)
    return deliver_name(computer_name() + u"\\" + user_name(), lpNameBuffer, nSize,
                        ERROR_MORE_DATA) != 0;
  if (NameFormat == 3) return deliver_name(user_name(), lpNameBuffer, nSize, ERROR_MORE_DATA) != 0;
  return kernel32::fail_with(ERROR_NONE_MAPPED) != 0;
}
EXPORT(secur32, BOOLEAN, GetUserNameExA, (int NameFormat, char* lpNameBuffer, ULONG* nSize)) {
  if (NameFormat == 2)
    return deliver_name(to_ansi(computer_name() + u"\\" + user_name()), lpNameBuffer, nSize,
                        ERROR_MORE_DATA) != 0;
  if (NameFormat == 3)
    return deliver_name(to_ansi(user_name()), lpNameBuffer, nSize, ERROR_MORE_DATA) != 0;
  return kernel32::fail_with(ERROR_NONE_MAPPED) != 0;
}

}  // namespace secur32
}  // namespace mimic::win
