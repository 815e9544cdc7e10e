// Keys of the registry: RegOpenKeyEx and its family.
#include <cstring>
#include <iterator>

#include "libs/windows/advapi32/registry.h"
#include "libs/windows/core/event.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/security_descriptor.h"
#include "libs/windows/core/wait.h"

namespace mimic::win::advapi32 {

namespace {

struct Overrides {
  Lock lock;
  Ref<Key> keys[kPredefinedKeys];
};
Overrides& overrides() {
  static Overrides* const table = new Overrides;
  return *table;
}

std::u16string predefined_path(int key) {
  switch (key) {
    case kClassesRoot:
      return u"Machine\\Software\\Classes";
    case kCurrentUser:
      return current_user_path();
    case kLocalMachine:
      return u"Machine";
    case kUsers:
      return u"User";
    case kCurrentConfig:
      return u"Machine\\System\\CurrentControlSet\\Hardware Profiles\\Current";
    case kLocalSettings:
      return current_user_path() + u"\\Software\\Classes";
    default:
      return {};
  }
}

// A path that begins with a backslash is none, and an empty one is the key itself.
bool is_bad_path(std::u16string_view path) { return path.starts_with(u'\\'); }

KeyPath key_path(Key& root, std::u16string_view path, DWORD options, ACCESS_MASK access) {
  KeyPath result;
  result.root = &root;
  result.path = path;
  result.open_link = options & REG_OPTION_OPEN_LINK;
  result.wow64_32 = access & KEY_WOW64_32KEY;
  return result;
}

// Deletes all below a key. Subkeys that appear meanwhile are deleted as well.
NTSTATUS delete_children(Key& key) {
  for (;;) {
    auto child = child_at(key, 0);
    if (!child) return child.error() == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : child.error();
    KeyPath path;
    path.root = &key;
    path.path = child->name;
    path.open_link = true;
    auto below = open_key(path);
    if (!below) {
      if (below.error() == STATUS_OBJECT_NAME_NOT_FOUND) continue;
      return below.error();
    }
    NTSTATUS status = child->is_link ? STATUS_SUCCESS : delete_children(**below);
    if (nt_success(status)) status = delete_key(**below);
    if (!nt_success(status) && status != STATUS_KEY_DELETED) return status;
  }
}

NTSTATUS copy_tree(Key& from, Key& to) {
  for (size_t index = 0;; ++index) {
    auto value = value_at(from, index);
    if (!value) break;
    if (const NTSTATUS status = set_value(to, value->name, value->type, std::move(value->data));
        !nt_success(status))
      return status;
  }
  for (size_t index = 0;; ++index) {
    auto child = child_at(from, index);
    if (!child) return child.error() == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : child.error();
    KeyPath path;
    path.root = &from;
    path.path = child->name;
    path.open_link = true;
    auto source = open_key(path);
    if (!source) continue;
    path.root = &to;
    NewKey how;
    how.class_name = child->class_name;
    how.options = child->is_link ? REG_OPTION_CREATE_LINK : 0;
    DWORD disposition;
    auto target = create_key(path, how, &disposition);
    if (!target) return target.error();
    if (const NTSTATUS status = copy_tree(**source, **target); !nt_success(status)) return status;
  }
}

}  // namespace

int predefined_key(HKEY key) {
  const auto value = reinterpret_cast<uint64_t>(key);
  // Programs give them sign-extended or not.
  if (value >> 32 != 0xffffffff && value >> 32 != 0) return -1;
  const uint32_t low = static_cast<uint32_t>(value);
  if (low < kFirstPredefined || low >= kFirstPredefined + kPredefinedKeys) return -1;
  return static_cast<int>(low - kFirstPredefined);
}

Expected<Ref<Key>> key_of_hkey(HKEY key, ACCESS_MASK access) {
  const int predefined = predefined_key(key);
  if (predefined < 0) return key_of(key, access);
  {
    Overrides& table = overrides();
    LockGuard guard(table.lock);
    if (table.keys[predefined]) return table.keys[predefined];
  }
  const std::u16string path = predefined_path(predefined);
  if (path.empty()) return nt_fail(STATUS_INVALID_HANDLE);
  KeyPath from_root;
  from_root.path = path;
  return open_key(from_root);
}

Expected<Ref<Key>> open_subkey(HKEY hkey, std::u16string_view path, DWORD options,
                               ACCESS_MASK access) {
  auto key = key_of_hkey(hkey, 0);
  if (!key) return key;
  if (is_bad_path(path)) return nt_fail(STATUS_OBJECT_PATH_INVALID);
  // What a user has registered goes before what the machine has.
  if (predefined_key(hkey) == kClassesRoot && !path.empty()) {
    const std::u16string own =
        current_user_path() + u"\\Software\\Classes\\" + std::u16string(path);
    KeyPath user;
    user.path = own;
    if (auto found = open_key(user)) return found;
  }
  return open_key(key_path(**key, path, options, access));
}

EXPORT(advapi32, LSTATUS, RegCloseKey, (HKEY hKey)) {
  if (predefined_key(hKey) >= 0) return ERROR_SUCCESS;
  if (auto key = key_of(hKey, 0); !key) return code(ERROR_INVALID_HANDLE);
  return error_code(handles().close(hKey));
}

EXPORT(advapi32, LSTATUS, RegOpenKeyExW,
       (HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, ACCESS_MASK samDesired, HKEY* phkResult)) {
  if (!phkResult) return code(ERROR_INVALID_PARAMETER);
  auto key = open_subkey(hKey, view_of(lpSubKey), ulOptions, samDesired);
  if (!key) {
    *phkResult = nullptr;
    return error_code(key.error());
  }
  *phkResult = handles().insert(std::move(*key), map_key_access(samDesired));
  return *phkResult ? ERROR_SUCCESS : code(ERROR_NO_SYSTEM_RESOURCES);
}

EXPORT(advapi32, LSTATUS, RegOpenKeyW, (HKEY hKey, LPCWSTR lpSubKey, HKEY* phkResult)) {
  if (!phkResult) return code(ERROR_INVALID_PARAMETER);
  if (view_of(lpSubKey).empty()) {
    if (predefined_key(hKey) < 0 && !key_of(hKey, 0)) return code(ERROR_INVALID_HANDLE);
    *phkResult = hKey;
    return ERROR_SUCCESS;
  }
  return RegOpenKeyExW(hKey, lpSubKey, 0, MAXIMUM_ALLOWED, phkResult);
}

EXPORT(advapi32, LSTATUS, RegOpenKeyTransactedW,
       (HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, ACCESS_MASK samDesired, HKEY* phkResult,
        HANDLE hTransaction, PVOID pExtendedParemeter)) {
  return code(ERROR_NOT_SUPPORTED);
}

EXPORT(advapi32, LSTATUS, RegOpenCurrentUser, (ACCESS_MASK samDesired, HKEY* phkResult)) {
  return RegOpenKeyExW(reinterpret_cast<HKEY>(static_cast<uintptr_t>(kFirstPredefined + 1)),
                       nullptr, 0, samDesired, phkResult);
}

EXPORT(advapi32, LSTATUS, RegOpenUserClassesRoot,
       (HANDLE hToken, DWORD dwOptions, ACCESS_MASK samDesired, HKEY* phkResult)) {
  return RegOpenKeyExW(reinterpret_cast<HKEY>(static_cast<uintptr_t>(kFirstPredefined)), nullptr, 0,
                       samDesired, phkResult);
}

EXPORT(advapi32, LSTATUS, RegCreateKeyExW,
       (HKEY hKey, LPCWSTR lpSubKey, DWORD Reserved, LPWSTR lpClass, DWORD dwOptions,
        ACCESS_MASK samDesired, const SECURITY_ATTRIBUTES* lpSecurityAttributes, HKEY* phkResult,
        LPDWORD lpdwDisposition)) {
  if (!lpSubKey || !phkResult) return code(ERROR_INVALID_PARAMETER);
  if (Reserved) return code(ERROR_INVALID_PARAMETER);
  const std::u16string name(view_of(lpSubKey));
  const std::u16string class_name(view_of(lpClass));
  if (is_bad_path(name)) return code(ERROR_BAD_PATHNAME);
  std::vector<uint8_t> security;
  if (lpSecurityAttributes && lpSecurityAttributes->lpSecurityDescriptor) {
    auto copy = self_relative_copy(lpSecurityAttributes->lpSecurityDescriptor);
    if (!copy) return error_code(copy.error());
    security = std::move(*copy);
  }
  auto root = key_of_hkey(hKey, 0);
  if (!root) return error_code(root.error());
  NewKey how;
  how.class_name = class_name;
  how.options = dwOptions;
  how.security = security;
  DWORD disposition = 0;
  auto key = create_key(key_path(**root, name, dwOptions, samDesired), how, &disposition);
  if (!key) return error_code(key.error());
  const bool inherit = lpSecurityAttributes && lpSecurityAttributes->bInheritHandle;
  const HKEY made = handles().insert(std::move(*key), map_key_access(samDesired), inherit);
  if (!made) return code(ERROR_NO_SYSTEM_RESOURCES);
  *phkResult = made;
  if (lpdwDisposition) *lpdwDisposition = disposition;
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegCreateKeyW, (HKEY hKey, LPCWSTR lpSubKey, HKEY* phkResult)) {
  if (!phkResult) return code(ERROR_INVALID_PARAMETER);
  if (view_of(lpSubKey).empty()) {
    *phkResult = hKey;
    return ERROR_SUCCESS;
  }
  return RegCreateKeyExW(hKey, lpSubKey, 0, nullptr, 0, MAXIMUM_ALLOWED, nullptr, phkResult,
                         nullptr);
}

EXPORT(advapi32, LSTATUS, RegDeleteKeyExW,
       (HKEY hKey, LPCWSTR lpSubKey, ACCESS_MASK samDesired, DWORD Reserved)) {
  if (!lpSubKey) return code(ERROR_INVALID_PARAMETER);
  auto key = open_subkey(hKey, view_of(lpSubKey), REG_OPTION_OPEN_LINK, samDesired);
  return error_code(key ? delete_key(**key) : key.error());
}

EXPORT(advapi32, LSTATUS, RegDeleteKeyW, (HKEY hKey, LPCWSTR lpSubKey)) {
  return RegDeleteKeyExW(hKey, lpSubKey, 0, 0);
}

EXPORT(advapi32, LSTATUS, RegDeleteTreeW, (HKEY hKey, LPCWSTR lpSubKey)) {
  auto key = open_subkey(hKey, view_of(lpSubKey));
  if (!key) return error_code(key.error());
  NTSTATUS status = delete_children(**key);
  if (!nt_success(status)) return error_code(status);
  if (lpSubKey && *lpSubKey) return error_code(delete_key(**key));
  // The key itself stays, without its values.
  while (auto value = value_at(**key, 0)) {
    status = delete_value(**key, value->name);
    if (!nt_success(status) && status != STATUS_OBJECT_NAME_NOT_FOUND) return error_code(status);
  }
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegCopyTreeW, (HKEY hKeySrc, LPCWSTR lpSubKey, HKEY hKeyDest)) {
  auto from = open_subkey(hKeySrc, view_of(lpSubKey));
  if (!from) return error_code(from.error());
  auto to = key_of_hkey(hKeyDest, KEY_SET_VALUE | KEY_CREATE_SUB_KEY);
  if (!to) return error_code(to.error());
  return error_code(copy_tree(**from, **to));
}

EXPORT(advapi32, LSTATUS, RegRenameKey, (HKEY hKey, LPCWSTR lpSubKeyName, LPCWSTR lpNewKeyName)) {
  if (!lpNewKeyName) return code(ERROR_INVALID_PARAMETER);
  auto key = open_subkey(hKey, view_of(lpSubKeyName));
  return error_code(key ? rename_key(**key, std::u16string(view_of(lpNewKeyName))) : key.error());
}

EXPORT(advapi32, LSTATUS, RegEnumKeyExW,
       (HKEY hKey, DWORD dwIndex, LPWSTR lpName, LPDWORD lpcchName, LPDWORD lpReserved,
        LPWSTR lpClass, LPDWORD lpcchClass, FILETIME* lpftLastWriteTime)) {
  if (!lpName || !lpcchName || lpReserved || (lpClass && !lpcchClass))
    return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_ENUMERATE_SUB_KEYS);
  if (!key) return error_code(key.error());
  const auto child = child_at(**key, dwIndex);
  if (!child) return error_code(child.error());
  if (const LSTATUS error = give_text(child->name, lpName, lpcchName)) return error;
  if (const LSTATUS error = give_text(child->class_name, lpClass, lpcchClass)) return error;
  if (lpftLastWriteTime) *lpftLastWriteTime = file_time_of(child->written);
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegEnumKeyW, (HKEY hKey, DWORD dwIndex, LPWSTR lpName, DWORD cchName)) {
  return RegEnumKeyExW(hKey, dwIndex, lpName, &cchName, nullptr, nullptr, nullptr, nullptr);
}

EXPORT(advapi32, LSTATUS, RegQueryInfoKeyW,
       (HKEY hKey, LPWSTR lpClass, LPDWORD lpcchClass, LPDWORD lpReserved, LPDWORD lpcSubKeys,
        LPDWORD lpcbMaxSubKeyLen, LPDWORD lpcbMaxClassLen, LPDWORD lpcValues,
        LPDWORD lpcbMaxValueNameLen, LPDWORD lpcbMaxValueLen, LPDWORD lpcbSecurityDescriptor,
        FILETIME* lpftLastWriteTime)) {
  if (lpClass && !lpcchClass) return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  const auto information = information_of(**key);
  if (!information) return error_code(information.error());
  const auto give = [](LPDWORD to, DWORD value) {
    if (to) *to = value;
  };
  give(lpcSubKeys, information->children);
  give(lpcbMaxSubKeyLen, information->max_child_name);
  give(lpcbMaxClassLen, information->max_child_class);
  give(lpcValues, information->values);
  give(lpcbMaxValueNameLen, information->max_value_name);
  give(lpcbMaxValueLen, information->max_value_data);
  if (lpcbSecurityDescriptor) {
    auto security = security_of(**key);
    if (security && security->empty()) *security = default_key_security();
    *lpcbSecurityDescriptor = security ? static_cast<DWORD>(security->size()) : 0;
  }
  if (lpftLastWriteTime) *lpftLastWriteTime = file_time_of(information->written);
  const LSTATUS error = give_text(information->class_name, lpClass, lpcchClass);
  if (error && lpcchClass) *lpcchClass = static_cast<DWORD>(information->class_name.size());
  return error;
}

EXPORT(advapi32, LSTATUS, RegFlushKey, (HKEY hKey)) {
  auto key = key_of_hkey(hKey, 0);
  return key ? ERROR_SUCCESS : error_code(key.error());
}

EXPORT(advapi32, LSTATUS, RegNotifyChangeKeyValue,
       (HKEY hKey, BOOL bWatchSubtree, DWORD dwNotifyFilter, HANDLE hEvent, BOOL fAsynchronous)) {
  auto key = key_of_hkey(hKey, KEY_NOTIFY);
  if (!key) return error_code(key.error());
  if (fAsynchronous) {
    if (!hEvent) return code(ERROR_INVALID_PARAMETER);
    auto event = object_of<Event>(hEvent);
    if (!event) return error_code(event.error());
    (*event)->reset();
    return error_code(notify_change(**key, dwNotifyFilter, bWatchSubtree, std::move(*event)));
  }
  auto event = make_object<Event>(true, false);
  if (const NTSTATUS status = notify_change(**key, dwNotifyFilter, bWatchSubtree, event);
      !nt_success(status))
    return error_code(status);
  wait_for_one(*event, false, nullptr);
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegOverridePredefKey, (HKEY hKey, HKEY hNewHKey)) {
  const int predefined = predefined_key(hKey);
  if (predefined < 0) return code(ERROR_INVALID_HANDLE);
  Ref<Key> replacement;
  if (hNewHKey) {
    auto key = key_of_hkey(hNewHKey, 0);
    if (!key) return error_code(key.error());
    replacement = std::move(*key);
  }
  Overrides& table = overrides();
  LockGuard guard(table.lock);
  table.keys[predefined] = replacement;
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegDisablePredefinedCache, ()) { return ERROR_SUCCESS; }
EXPORT(advapi32, LSTATUS, RegDisablePredefinedCacheEx, ()) { return ERROR_SUCCESS; }
EXPORT(advapi32, LONG, RegDisableReflectionKey, (HKEY hBase)) { return ERROR_SUCCESS; }
EXPORT(advapi32, LONG, RegEnableReflectionKey, (HKEY hBase)) { return ERROR_SUCCESS; }
EXPORT(advapi32, LONG, RegQueryReflectionKey, (HKEY hBase, BOOL* bIsReflectionDisabled)) {
  *bIsReflectionDisabled = TRUE;
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegConnectRegistryW,
       (LPCWSTR lpMachineName, HKEY hKey, HKEY* phkResult)) {
  if (!phkResult) return code(ERROR_INVALID_PARAMETER);
  if (!view_of(lpMachineName).empty()) return code(ERROR_BAD_NETPATH);
  if (predefined_key(hKey) < 0) return code(ERROR_INVALID_HANDLE);
  return RegOpenKeyExW(hKey, nullptr, 0, MAXIMUM_ALLOWED, phkResult);
}

// Hive files are not read and not written; who may do it holds a privilege first.
EXPORT(advapi32, LSTATUS, RegLoadKeyW, (HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpFile)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegUnLoadKeyW, (HKEY hKey, LPCWSTR lpSubKey)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegLoadAppKeyW,
       (LPCWSTR lpFile, HKEY* phkResult, ACCESS_MASK samDesired, DWORD dwOptions, DWORD Reserved)) {
  return code(ERROR_NOT_SUPPORTED);
}
EXPORT(advapi32, LSTATUS, RegSaveKeyW,
       (HKEY hKey, LPCWSTR lpFile, const SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegSaveKeyExW,
       (HKEY hKey, LPCWSTR lpFile, const SECURITY_ATTRIBUTES* lpSecurityAttributes, DWORD Flags)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegRestoreKeyW, (HKEY hKey, LPCWSTR lpFile, DWORD dwFlags)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(advapi32, LSTATUS, RegReplaceKeyW,
       (HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpNewFile, LPCWSTR lpOldFile)) {
  return code(ERROR_PRIVILEGE_NOT_HELD);
}

EXPORT(advapi32, LSTATUS, RegGetKeySecurity,
       (HKEY hKey, DWORD SecurityInformation, void* pSecurityDescriptor,
        LPDWORD lpcbSecurityDescriptor)) {
  auto key = key_of_hkey(hKey, 0);
  if (!key) return error_code(key.error());
  auto security = security_of(**key);
  if (!security) return error_code(security.error());
  if (security->empty()) *security = default_key_security();
  const auto part = select_security(*security, SecurityInformation);
  const DWORD room = *lpcbSecurityDescriptor;
  *lpcbSecurityDescriptor = static_cast<DWORD>(part.size());
  if (room < part.size() || !pSecurityDescriptor) return code(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(pSecurityDescriptor, part.data(), part.size());
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegSetKeySecurity,
       (HKEY hKey, DWORD SecurityInformation, void* pSecurityDescriptor)) {
  auto given = self_relative_copy(pSecurityDescriptor);
  if (!given) return error_code(given.error());
  auto key = key_of_hkey(hKey, 0);
  if (!key) return error_code(key.error());
  auto security = security_of(**key);
  if (!security) return error_code(security.error());
  if (security->empty()) *security = default_key_security();
  return error_code(set_security(**key, merge_security(*security, *given, SecurityInformation)));
}

}  // namespace mimic::win::advapi32
