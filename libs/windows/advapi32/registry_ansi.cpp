// The *A functions of the registry that only convert names, and where else the family is exported.
#include "libs/windows/advapi32/registry.h"

namespace mimic::win::advapi32 {

namespace {

// A null name stays null: some functions tell it from an empty one.
struct Wide {
  explicit Wide(const char* text) : text_(from_ansi(text)), null_(!text) {}
  operator LPCWSTR() const { return null_ ? nullptr : text_.c_str(); }
  operator LPWSTR() { return null_ ? nullptr : text_.data(); }

 private:
  std::u16string text_;
  bool null_;
};

}  // namespace

DECLARE_EXPORT(advapi32, LSTATUS, RegOpenKeyW, (HKEY hKey, LPCWSTR lpSubKey, HKEY* phkResult));
DECLARE_EXPORT(advapi32, LSTATUS, RegCreateKeyW, (HKEY hKey, LPCWSTR lpSubKey, HKEY* phkResult));
DECLARE_EXPORT(advapi32, LSTATUS, RegConnectRegistryW,
               (LPCWSTR lpMachineName, HKEY hKey, HKEY* phkResult));

EXPORT(advapi32, LSTATUS, RegOpenKeyExA,
       (HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions, ACCESS_MASK samDesired, HKEY* phkResult)) {
  return RegOpenKeyExW(hKey, Wide(lpSubKey), ulOptions, samDesired, phkResult);
}
EXPORT(advapi32, LSTATUS, RegOpenKeyA, (HKEY hKey, LPCSTR lpSubKey, HKEY* phkResult)) {
  return RegOpenKeyW(hKey, Wide(lpSubKey), phkResult);
}
EXPORT(advapi32, LSTATUS, RegCreateKeyExA,
       (HKEY hKey, LPCSTR lpSubKey, DWORD Reserved, LPSTR lpClass, DWORD dwOptions,
        ACCESS_MASK samDesired, const SECURITY_ATTRIBUTES* lpSecurityAttributes, HKEY* phkResult,
        LPDWORD lpdwDisposition)) {
  Wide class_name(lpClass);
  return RegCreateKeyExW(hKey, Wide(lpSubKey), Reserved, class_name, dwOptions, samDesired,
                         lpSecurityAttributes, phkResult, lpdwDisposition);
}
EXPORT(advapi32, LSTATUS, RegCreateKeyA, (HKEY hKey, LPCSTR lpSubKey, HKEY* phkResult)) {
  return RegCreateKeyW(hKey, Wide(lpSubKey), phkResult);
}
EXPORT(advapi32, LSTATUS, RegDeleteKeyExA,
       (HKEY hKey, LPCSTR lpSubKey, ACCESS_MASK samDesired, DWORD Reserved)) {
  return RegDeleteKeyExW(hKey, Wide(lpSubKey), samDesired, Reserved);
}
EXPORT(advapi32, LSTATUS, RegDeleteKeyA, (HKEY hKey, LPCSTR lpSubKey)) {
  return RegDeleteKeyExW(hKey, Wide(lpSubKey), 0, 0);
}
EXPORT(advapi32, LSTATUS, RegDeleteTreeA, (HKEY hKey, LPCSTR lpSubKey)) {
  return RegDeleteTreeW(hKey, Wide(lpSubKey));
}
EXPORT(advapi32, LSTATUS, RegCopyTreeA, (HKEY hKeySrc, LPCSTR lpSubKey, HKEY hKeyDest)) {
  return RegCopyTreeW(hKeySrc, Wide(lpSubKey), hKeyDest);
}
EXPORT(advapi32, LSTATUS, RegDeleteValueA, (HKEY hKey, LPCSTR lpValueName)) {
  return RegDeleteValueW(hKey, Wide(lpValueName));
}
EXPORT(advapi32, LSTATUS, RegDeleteKeyValueA, (HKEY hKey, LPCSTR lpSubKey, LPCSTR lpValueName)) {
  return RegDeleteKeyValueW(hKey, Wide(lpSubKey), Wide(lpValueName));
}
EXPORT(advapi32, LSTATUS, RegConnectRegistryA, (LPCSTR lpMachineName, HKEY hKey, HKEY* phkResult)) {
  return RegConnectRegistryW(Wide(lpMachineName), hKey, phkResult);
}

EXPORT(advapi32, LSTATUS, RegSetKeyValueA,
       (HKEY hKey, LPCSTR lpSubKey, LPCSTR lpValueName, DWORD dwType, LPCVOID lpData,
        DWORD cbData)) {
  const auto data = data_from_ansi(dwType, static_cast<const BYTE*>(lpData), cbData);
  return RegSetKeyValueW(hKey, Wide(lpSubKey), Wide(lpValueName), dwType, data.data(),
                         static_cast<DWORD>(data.size()));
}
EXPORT(advapi32, LSTATUS, RegSetValueA,
       (HKEY hKey, LPCSTR lpSubKey, DWORD dwType, LPCSTR lpData, DWORD cbData)) {
  if (dwType != REG_SZ || !lpData) return code(ERROR_INVALID_PARAMETER);
  const auto data = text_data(from_ansi(lpData));
  return RegSetKeyValueW(hKey, Wide(lpSubKey), nullptr, REG_SZ, data.data(),
                         static_cast<DWORD>(data.size()));
}

EXPORT(advapi32, LSTATUS, RegEnumKeyExA,
       (HKEY hKey, DWORD dwIndex, LPSTR lpName, LPDWORD lpcchName, LPDWORD lpReserved,
        LPSTR lpClass, LPDWORD lpcchClass, FILETIME* lpftLastWriteTime)) {
  if (!lpName || !lpcchName || lpReserved || (lpClass && !lpcchClass))
    return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_ENUMERATE_SUB_KEYS);
  if (!key) return error_code(key.error());
  const auto child = child_at(**key, dwIndex);
  if (!child) return error_code(child.error());
  if (const LSTATUS error = give_text(to_ansi(child->name), lpName, lpcchName)) return error;
  if (const LSTATUS error = give_text(to_ansi(child->class_name), lpClass, lpcchClass))
    return error;
  if (lpftLastWriteTime) *lpftLastWriteTime = file_time_of(child->written);
  return ERROR_SUCCESS;
}
EXPORT(advapi32, LSTATUS, RegEnumKeyA, (HKEY hKey, DWORD dwIndex, LPSTR lpName, DWORD cchName)) {
  return RegEnumKeyExA(hKey, dwIndex, lpName, &cchName, nullptr, nullptr, nullptr, nullptr);
}

DECLARE_EXPORT(advapi32, LSTATUS, RegQueryInfoKeyW,
               (HKEY hKey, LPWSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved,
                LPDWORD lpcSubKeys, LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen,
                LPDWORD lpcValues, LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen,
                LPDWORD lpcbSecurityDescriptor, FILETIME* lpftLastWriteTime));
EXPORT(advapi32, LSTATUS, RegQueryInfoKeyA,
       (HKEY hKey, LPSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved, LPDWORD lpcSubKeys,
        LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen, LPDWORD lpcValues,
        LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen, LPDWORD lpcbSecurityDescriptor,
        FILETIME* lpftLastWriteTime)) {
  if (lpClass && !lpcchClass) return code(ERROR_INVALID_PARAMETER);
  const LSTATUS status = RegQueryInfoKeyW(
      hKey, nullptr, nullptr, lpReserved, lpcSubKeys, lpcbMaxSubKeyLen, lpcbMaxClassLen, lpcValues,
      lpcbMaxValueNameLen, lpcbMaxValueLen, lpcbSecurityDescriptor, lpftLastWriteTime);
  if (status || !lpcchClass) return status;
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  const auto information = key ? information_of(**key) : std::unexpected(key.error());
  if (!information) return error_code(information.error());
  return give_text(to_ansi(information->class_name), lpClass, lpcchClass);
}

EXPORT(advapi32, LSTATUS, RegLoadKeyA, (HKEY hKey, LPCSTR lpSubKey, LPCSTR lpFile)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegUnLoadKeyA, (HKEY hKey, LPCSTR lpSubKey)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegSaveKeyA,
       (HKEY hKey, LPCSTR lpFile, const SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegRestoreKeyA, (HKEY hKey, LPCSTR lpFile, DWORD dwFlags)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}

}  // namespace mimic::win::advapi32

// Since Windows 7 the functions are kernelbase's, and kernel32 exports some of them.
#define ELSEWHERE(name)                    \
  ALSO(kernel32, name, "advapi32." #name); \
  ALSO(kernelbase, name, "advapi32." #name)

namespace mimic::win::kernel32 {

ELSEWHERE(RegCloseKey);
ELSEWHERE(RegCopyTreeW);
ELSEWHERE(RegCreateKeyExA);
ELSEWHERE(RegCreateKeyExW);
ELSEWHERE(RegDeleteKeyExA);
ELSEWHERE(RegDeleteKeyExW);
ELSEWHERE(RegDeleteTreeA);
ELSEWHERE(RegDeleteTreeW);
ELSEWHERE(RegDeleteValueA);
ELSEWHERE(RegDeleteValueW);
ELSEWHERE(RegDisablePredefinedCacheEx);
ELSEWHERE(RegEnumKeyExA);
ELSEWHERE(RegEnumKeyExW);
ELSEWHERE(RegEnumValueA);
ELSEWHERE(RegEnumValueW);
ELSEWHERE(RegFlushKey);
ELSEWHERE(RegGetKeySecurity);
ELSEWHERE(RegGetValueA);
ELSEWHERE(RegGetValueW);
ELSEWHERE(RegLoadMUIStringW);
ELSEWHERE(RegNotifyChangeKeyValue);
ELSEWHERE(RegOpenCurrentUser);
ELSEWHERE(RegOpenKeyExA);
ELSEWHERE(RegOpenKeyExW);
ELSEWHERE(RegOpenUserClassesRoot);
ELSEWHERE(RegQueryInfoKeyA);
ELSEWHERE(RegQueryInfoKeyW);
ELSEWHERE(RegQueryValueExA);
ELSEWHERE(RegQueryValueExW);
ELSEWHERE(RegRestoreKeyA);
ELSEWHERE(RegRestoreKeyW);
ELSEWHERE(RegSaveKeyExW);
ELSEWHERE(RegSetKeySecurity);
ELSEWHERE(RegSetValueExA);
ELSEWHERE(RegSetValueExW);
ALSO(kernelbase, RegDeleteKeyValueA, "advapi32.RegDeleteKeyValueA");
ALSO(kernelbase, RegDeleteKeyValueW, "advapi32.RegDeleteKeyValueW");
ALSO(kernelbase, RegSetKeyValueA, "advapi32.RegSetKeyValueA");
ALSO(kernelbase, RegSetKeyValueW, "advapi32.RegSetKeyValueW");
ALSO(kernelbase, RegQueryMultipleValuesW, "advapi32.RegQueryMultipleValuesW");

}  // namespace mimic::win::kernel32
