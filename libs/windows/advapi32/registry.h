// What the functions of the registry share.
#pragma once

#include "libs/windows/core/registry.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::advapi32 {

// The predefined keys are these numbers.
inline constexpr uint32_t kFirstPredefined = 0x80000000;
enum PredefinedKey : uint32_t {
  kClassesRoot,
  kCurrentUser,
  kLocalMachine,
  kUsers,
  kPerformanceData,
  kCurrentConfig,
  kDynData,
  kLocalSettings,
  kPredefinedKeys,
};
// Which one a handle is, or -1.
int predefined_key(HKEY key);

// The key of a handle, a predefined one as well.
Expected<Ref<Key>> key_of_hkey(HKEY key, ACCESS_MASK access);

// A subkey (which may be empty) to work on, without a handle.
Expected<Ref<Key>> open_subkey(HKEY key, std::u16string_view path, DWORD options = 0,
                               ACCESS_MASK access = 0);

inline LSTATUS error_code(NTSTATUS status) { return static_cast<LSTATUS>(error_of(status)); }
inline LSTATUS code(DWORD error) { return static_cast<LSTATUS>(error); }

constexpr bool is_text(DWORD type) {
  return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}
// Data of a text type in the other form; any other data as it is.
std::vector<uint8_t> data_to_ansi(DWORD type, const std::vector<uint8_t>& data);
std::vector<uint8_t> data_from_ansi(DWORD type, const BYTE* data, DWORD size);

// Hands out the data of a value as RegQueryValueEx does.
LSTATUS give_data(DWORD type, const std::vector<uint8_t>& data, DWORD* type_out, BYTE* buffer,
                  DWORD* size, size_t unit);
// Hands out a name as RegEnumKeyEx does.
template <class Char>
LSTATUS give_text(const std::basic_string<Char>& text, Char* buffer, DWORD* size) {
  if (!buffer || !size) {
    if (size) *size = static_cast<DWORD>(text.size());
    return ERROR_SUCCESS;
  }
  if (*size <= text.size()) return code(ERROR_MORE_DATA);
  std::char_traits<Char>::copy(buffer, text.c_str(), text.size() + 1);
  *size = static_cast<DWORD>(text.size());
  return ERROR_SUCCESS;
}

inline FILETIME file_time_of(int64_t ticks) {
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

DECLARE_EXPORT(advapi32, LSTATUS, RegOpenKeyExW,
               (HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, ACCESS_MASK samDesired,
                HKEY* phkResult));
DECLARE_EXPORT(advapi32, LSTATUS, RegCreateKeyExW,
               (HKEY hKey, LPCWSTR lpSubKey, DWORD Reserved, LPWSTR lpClass, DWORD dwOptions,
                ACCESS_MASK samDesired, const SECURITY_ATTRIBUTES* lpSecurityAttributes,
                HKEY* phkResult, LPDWORD lpdwDisposition));
DECLARE_EXPORT(advapi32, LSTATUS, RegDeleteKeyExW,
               (HKEY hKey, LPCWSTR lpSubKey, ACCESS_MASK samDesired, DWORD Reserved));
DECLARE_EXPORT(advapi32, LSTATUS, RegDeleteTreeW, (HKEY hKey, LPCWSTR lpSubKey));
DECLARE_EXPORT(advapi32, LSTATUS, RegCopyTreeW, (HKEY hKeySrc, LPCWSTR lpSubKey, HKEY hKeyDest));
DECLARE_EXPORT(advapi32, LSTATUS, RegSetValueExW,
               (HKEY hKey, LPCWSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE* lpData,
                DWORD cbData));
DECLARE_EXPORT(advapi32, LSTATUS, RegDeleteValueW, (HKEY hKey, LPCWSTR lpValueName));
DECLARE_EXPORT(advapi32, LSTATUS, RegDeleteKeyValueW,
               (HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName));
DECLARE_EXPORT(advapi32, LSTATUS, RegSetKeyValueW,
               (HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName, DWORD dwType, LPCVOID lpData,
                DWORD cbData));

}  // namespace mimic::win::advapi32
