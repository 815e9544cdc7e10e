// Values of the registry: RegQueryValueEx, RegSetValueEx and their family.
#include <cstring>
#include <optional>

#include "libs/windows/advapi32/registry.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/readable.h"
#include "libs/windows/core/time_zone.h"

namespace mimic::win::kernel32 {
DECLARE_EXPORT(kernel32, HMODULE, LoadLibraryExW, (LPCWSTR, HANDLE, DWORD));
DECLARE_EXPORT(kernel32, BOOL, FreeLibrary, (HMODULE));
}  // namespace mimic::win::kernel32
namespace mimic::win::user32 {
DECLARE_EXPORT(user32, int, LoadStringW, (HINSTANCE, UINT uID, WCHAR* lpBuffer, int));
}  // namespace mimic::win::user32

namespace mimic::win::advapi32 {

namespace {

std::u16string text_of(const std::vector<uint8_t>& data) {
  std::u16string text(data.size() / 2, 0);
  if (!text.empty()) std::memcpy(text.data(), data.data(), text.size() * 2);
  return text;
}

constexpr DWORD RRF_RT_REG_NONE = 1, RRF_RT_REG_SZ = 2, RRF_RT_REG_EXPAND_SZ = 4,
                RRF_RT_REG_BINARY = 8, RRF_RT_REG_DWORD = 0x10, RRF_RT_REG_MULTI_SZ = 0x20,
                RRF_RT_REG_QWORD = 0x40, RRF_RT_ANY = 0xffff, RRF_SUBKEY_WOW6464KEY = 0x10000,
                RRF_SUBKEY_WOW6432KEY = 0x20000, RRF_NOEXPAND = 0x10000000,
                RRF_ZEROONFAILURE = 0x20000000;

DWORD restriction_of(DWORD type) {
  switch (type) {
    case REG_NONE:
      return RRF_RT_REG_NONE;
    case REG_SZ:
      return RRF_RT_REG_SZ;
    case REG_EXPAND_SZ:
      return RRF_RT_REG_EXPAND_SZ;
    case REG_BINARY:
      return RRF_RT_REG_BINARY;
    case REG_DWORD:
      return RRF_RT_REG_DWORD;
    case REG_MULTI_SZ:
      return RRF_RT_REG_MULTI_SZ;
    case REG_QWORD:
      return RRF_RT_REG_QWORD;
    default:
      return 0x8000;
  }
}

// RegGetValue of either kind. `ansi`: text is handed out in the code page.
LSTATUS get_value(HKEY hkey, std::u16string_view subkey, std::u16string_view name, DWORD flags,
                  LPDWORD type_out, void* buffer, LPDWORD size, bool ansi) {
  if ((buffer && !size) || !(flags & RRF_RT_ANY)) return code(ERROR_INVALID_PARAMETER);
  if ((flags & RRF_RT_ANY) != RRF_RT_ANY && flags & RRF_RT_REG_EXPAND_SZ && !(flags & RRF_NOEXPAND))
    return code(ERROR_INVALID_PARAMETER);
  constexpr DWORD kBoth = RRF_SUBKEY_WOW6464KEY | RRF_SUBKEY_WOW6432KEY;
  if ((flags & kBoth) == kBoth) return code(ERROR_INVALID_PARAMETER);
  const DWORD room = buffer && size ? *size : 0;
  const auto failed = [&](LSTATUS error) {
    if (flags & RRF_ZEROONFAILURE && buffer && room) std::memset(buffer, 0, room);
    return error;
  };
  auto key = open_subkey(hkey, subkey, 0, flags & RRF_SUBKEY_WOW6432KEY ? KEY_WOW64_32KEY : 0);
  if (!key) return failed(error_code(key.error()));
  auto value = value_of(**key, name);
  if (!value) return failed(error_code(value.error()));
  DWORD type = value->type;
  std::vector<uint8_t> data = std::move(value->data);
  if (type == REG_EXPAND_SZ && !(flags & RRF_NOEXPAND)) {
    std::u16string text = text_of(data);
    text.resize(std::min(text.size(), text.find(u'\0')));
    data = text_data(expand_environment(text));
    type = REG_SZ;
  }
  if (type_out) *type_out = type;
  if (!(flags & restriction_of(type))) return failed(code(ERROR_UNSUPPORTED_TYPE));
  if (type == REG_BINARY && (flags & RRF_RT_ANY) != RRF_RT_ANY) {
    const DWORD asked = flags & RRF_RT_ANY;
    const bool as_dword = asked & RRF_RT_REG_DWORD, as_qword = asked & RRF_RT_REG_QWORD;
    // RRF_RT_DWORD and RRF_RT_QWORD take binary data of their size.
    if ((as_dword || as_qword) && !(as_dword && data.size() == 4) &&
        !(as_qword && data.size() == 8))
      return failed(code(as_dword && data.size() > 4 ? ERROR_MORE_DATA : ERROR_INVALID_DATA));
  }
  // Text always ends.
  if (is_text(type)) {
    if (data.size() % 2) data.push_back(0);
    const size_t zeros = type == REG_MULTI_SZ ? 2 : 1;
    const std::u16string text = text_of(data);
    size_t have = 0;
    while (have < zeros && have < text.size() && text[text.size() - 1 - have] == 0) ++have;
    data.resize(data.size() + (zeros - have) * 2);
  }
  if (ansi) data = data_to_ansi(type, data);
  if (!size) return ERROR_SUCCESS;
  *size = static_cast<DWORD>(data.size());
  if (!buffer) return ERROR_SUCCESS;
  if (room < data.size()) return failed(code(ERROR_MORE_DATA));
  if (!data.empty()) std::memcpy(buffer, data.data(), data.size());
  return ERROR_SUCCESS;
}

struct VALENTW {
  LPWSTR ve_valuename;
  DWORD ve_valuelen;
  DWORD_PTR ve_valueptr;
  DWORD ve_type;
};

// "@file,-id", perhaps with ";comment" behind: the string that the file has as a resource.
std::optional<std::u16string> text_of_reference(std::u16string_view reference,
                                                std::u16string_view directory) {
  constexpr std::u16string_view kZones = u"tzres.dll";
  constexpr DWORD LOAD_LIBRARY_AS_DATAFILE = 2;
  const size_t comma = reference.rfind(u',');
  if (comma == reference.npos || !reference.substr(comma).starts_with(u",-")) return std::nullopt;
  unsigned id = 0;
  for (const char16_t digit : reference.substr(comma + 2)) {
    if (digit < u'0' || digit > u'9') break;
    id = id * 10 + (digit - u'0');
  }
  std::u16string file = expand_environment(std::u16string(reference.substr(1, comma - 1)));
  if (equal_ignoring_case(file.substr(file.rfind(u'\\') + 1), kZones)) {
    std::u16string text = zone_text(id);
    return text.empty() ? std::nullopt : std::optional(std::move(text));
  }
  if (!directory.empty()) file = std::u16string(directory) + u'\\' + file;
  const HMODULE module = kernel32::LoadLibraryExW(file.c_str(), nullptr, LOAD_LIBRARY_AS_DATAFILE);
  if (!module) return std::nullopt;
  const WCHAR* text = nullptr;  // with room for none, the resource itself is given
  const int length = user32::LoadStringW(module, id, reinterpret_cast<LPWSTR>(&text), 0);
  std::optional<std::u16string> result;
  if (length > 0) result.emplace(text, static_cast<size_t>(length));
  kernel32::FreeLibrary(module);
  return result;
}

}  // namespace

std::vector<uint8_t> data_to_ansi(DWORD type, const std::vector<uint8_t>& data) {
  if (!is_text(type)) return data;
  const std::string text = to_ansi(text_of(data));
  return {text.begin(), text.end()};
}

std::vector<uint8_t> data_from_ansi(DWORD type, const BYTE* data, DWORD size) {
  if (!is_text(type) || !data)
    return data ? std::vector<uint8_t>(data, data + size) : std::vector<uint8_t>();
  const std::u16string text =
      from_ansi(std::string_view(reinterpret_cast<const char*>(data), size));
  std::vector<uint8_t> wide(text.size() * 2);
  if (!wide.empty()) std::memcpy(wide.data(), text.data(), wide.size());
  return wide;
}

LSTATUS give_data(DWORD type, const std::vector<uint8_t>& data, DWORD* type_out, BYTE* buffer,
                  DWORD* size, size_t unit) {
  if (type_out) *type_out = type;
  if (!size) return ERROR_SUCCESS;
  const DWORD room = *size;
  *size = static_cast<DWORD>(data.size());
  if (!buffer) return ERROR_SUCCESS;
  if (room < data.size()) return code(ERROR_MORE_DATA);
  if (!data.empty()) std::memcpy(buffer, data.data(), data.size());
  // Text without an end gets one where there is room, which the size does not count.
  if (is_text(type) && room - data.size() >= unit &&
      (data.size() < unit || std::memcmp(&data[data.size() - unit], "\0", unit) != 0))
    std::memset(buffer + data.size(), 0, unit);
  return ERROR_SUCCESS;
}

EXPORT(advapi32, LSTATUS, RegQueryValueExW,
       (HKEY hKey, LPCWSTR lpValueName, LPDWORD lpReserved, LPDWORD lpType, BYTE* lpData,
        LPDWORD lpcbData)) {
  if ((lpData && !lpcbData) || lpReserved) return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  const std::u16string name(view_of(lpValueName));
  const auto value = value_of(**key, name);
  if (!value) return error_code(value.error());
  return give_data(value->type, value->data, lpType, lpData, lpcbData, sizeof(WCHAR));
}

EXPORT(advapi32, LSTATUS, RegQueryValueExA,
       (HKEY hKey, LPCSTR lpValueName, LPDWORD lpReserved, LPDWORD lpType, BYTE* lpData,
        LPDWORD lpcbData)) {
  if ((lpData && !lpcbData) || lpReserved) return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  const auto value = value_of(**key, from_ansi(lpValueName));
  if (!value) return error_code(value.error());
  return give_data(value->type, data_to_ansi(value->type, value->data), lpType, lpData, lpcbData,
                   sizeof(char));
}

// The default value of a subkey as text, the way of Windows 3.1.
EXPORT(advapi32, LSTATUS, RegQueryValueW,
       (HKEY hKey, LPCWSTR lpSubKey, LPWSTR lpData, LONG* lpcbData)) {
  auto key = open_subkey(hKey, view_of(lpSubKey));
  if (!key) return error_code(key.error());
  auto value = value_of(**key, u"");
  const std::vector<uint8_t> data = value ? std::move(value->data) : text_data(u"");
  return give_data(REG_SZ, data, nullptr, reinterpret_cast<BYTE*>(lpData),
                   reinterpret_cast<DWORD*>(lpcbData), sizeof(WCHAR));
}
EXPORT(advapi32, LSTATUS, RegQueryValueA,
       (HKEY hKey, LPCSTR lpSubKey, LPSTR lpData, LONG* lpcbData)) {
  auto key = open_subkey(hKey, from_ansi(lpSubKey));
  if (!key) return error_code(key.error());
  auto value = value_of(**key, u"");
  const std::vector<uint8_t> data = value ? std::move(value->data) : text_data(u"");
  return give_data(REG_SZ, data_to_ansi(REG_SZ, data), nullptr, reinterpret_cast<BYTE*>(lpData),
                   reinterpret_cast<DWORD*>(lpcbData), sizeof(char));
}

EXPORT(advapi32, LSTATUS, RegGetValueW,
       (HKEY hkey, LPCWSTR lpSubKey, LPCWSTR lpValue, DWORD dwFlags, LPDWORD pdwType, PVOID pvData,
        LPDWORD pcbData)) {
  return get_value(hkey, std::u16string(view_of(lpSubKey)), std::u16string(view_of(lpValue)),
                   dwFlags, pdwType, pvData, pcbData, false);
}
EXPORT(advapi32, LSTATUS, RegGetValueA,
       (HKEY hkey, LPCSTR lpSubKey, LPCSTR lpValue, DWORD dwFlags, LPDWORD pdwType, PVOID pvData,
        LPDWORD pcbData)) {
  return get_value(hkey, from_ansi(lpSubKey), from_ansi(lpValue), dwFlags, pdwType, pvData, pcbData,
                   true);
}

EXPORT(advapi32, LSTATUS, RegSetValueExW,
       (HKEY hKey, LPCWSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE* lpData,
        DWORD cbData)) {
  if (!lpData && cbData) return code(ERROR_NOACCESS);
  auto key = key_of_hkey(hKey, KEY_SET_VALUE);
  if (!key) return error_code(key.error());
  const std::u16string name(view_of(lpValueName));
  std::vector<uint8_t> data;
  if (cbData) data.assign(lpData, lpData + cbData);
  // A terminator that the size does not count, but is there, is stored as well.
  if (is_text(dwType) && cbData >= 2 && cbData % 2 == 0 && (data[cbData - 2] || data[cbData - 1]) &&
      is_readable(lpData + cbData, 2) && !lpData[cbData] && !lpData[cbData + 1])
    data.resize(cbData + 2);
  return error_code(set_value(**key, name, dwType, std::move(data)));
}

EXPORT(advapi32, LSTATUS, RegSetValueExA,
       (HKEY hKey, LPCSTR lpValueName, DWORD Reserved, DWORD dwType, const BYTE* lpData,
        DWORD cbData)) {
  if (!lpData && cbData) return code(ERROR_NOACCESS);
  auto key = key_of_hkey(hKey, KEY_SET_VALUE);
  if (!key) return error_code(key.error());
  if (is_text(dwType) && cbData && lpData[cbData - 1] && is_readable(lpData + cbData, 1) &&
      !lpData[cbData])
    ++cbData;
  return error_code(
      set_value(**key, from_ansi(lpValueName), dwType, data_from_ansi(dwType, lpData, cbData)));
}

EXPORT(advapi32, LSTATUS, RegSetKeyValueW,
       (HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName, DWORD dwType, LPCVOID lpData,
        DWORD cbData)) {
  if (!lpSubKey || !*lpSubKey)
    return RegSetValueExW(hKey, lpValueName, 0, dwType, static_cast<const BYTE*>(lpData), cbData);
  HKEY key;
  LSTATUS status =
      RegCreateKeyExW(hKey, lpSubKey, 0, nullptr, 0, KEY_SET_VALUE, nullptr, &key, nullptr);
  if (status) return status;
  status = RegSetValueExW(key, lpValueName, 0, dwType, static_cast<const BYTE*>(lpData), cbData);
  handles().close(key);
  return status;
}

EXPORT(advapi32, LSTATUS, RegSetValueW,
       (HKEY hKey, LPCWSTR lpSubKey, DWORD dwType, LPCWSTR lpData, DWORD cbData)) {
  if (dwType != REG_SZ || !lpData) return code(ERROR_INVALID_PARAMETER);
  const DWORD size = static_cast<DWORD>((length_of(lpData) + 1) * sizeof(WCHAR));
  return RegSetKeyValueW(hKey, lpSubKey, nullptr, REG_SZ, lpData, size);
}

EXPORT(advapi32, LSTATUS, RegDeleteValueW, (HKEY hKey, LPCWSTR lpValueName)) {
  auto key = key_of_hkey(hKey, KEY_SET_VALUE);
  return error_code(key ? delete_value(**key, std::u16string(view_of(lpValueName))) : key.error());
}

EXPORT(advapi32, LSTATUS, RegDeleteKeyValueW, (HKEY hKey, LPCWSTR lpSubKey, LPCWSTR lpValueName)) {
  auto key = open_subkey(hKey, view_of(lpSubKey));
  return error_code(key ? delete_value(**key, std::u16string(view_of(lpValueName))) : key.error());
}

EXPORT(advapi32, LSTATUS, RegEnumValueW,
       (HKEY hKey, DWORD dwIndex, LPWSTR lpValueName, LPDWORD lpcchValueName, LPDWORD lpReserved,
        LPDWORD lpType, BYTE* lpData, LPDWORD lpcbData)) {
  if (!lpValueName || !lpcchValueName || lpReserved || (lpData && !lpcbData))
    return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  const auto value = value_at(**key, dwIndex);
  if (!value) return error_code(value.error());
  const LSTATUS name_error = give_text(value->name, lpValueName, lpcchValueName);
  const LSTATUS error =
      give_data(value->type, value->data, lpType, lpData, lpcbData, sizeof(WCHAR));
  return name_error ? name_error : error;
}

EXPORT(advapi32, LSTATUS, RegEnumValueA,
       (HKEY hKey, DWORD dwIndex, LPSTR lpValueName, LPDWORD lpcchValueName, LPDWORD lpReserved,
        LPDWORD lpType, BYTE* lpData, LPDWORD lpcbData)) {
  if (!lpValueName || !lpcchValueName || lpReserved || (lpData && !lpcbData))
    return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  const auto value = value_at(**key, dwIndex);
  if (!value) return error_code(value.error());
  const LSTATUS name_error = give_text(to_ansi(value->name), lpValueName, lpcchValueName);
  const LSTATUS error = give_data(value->type, data_to_ansi(value->type, value->data), lpType,
                                  lpData, lpcbData, sizeof(char));
  return name_error ? name_error : error;
}

EXPORT(advapi32, LSTATUS, RegQueryMultipleValuesW,
       (HKEY hKey, VALENTW* val_list, DWORD num_vals, LPWSTR lpValueBuf, LPDWORD ldwTotsize)) {
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  const DWORD room = *ldwTotsize;
  auto* const buffer = reinterpret_cast<BYTE*>(lpValueBuf);
  DWORD total = 0;
  for (DWORD i = 0; i < num_vals; ++i) {
    const std::u16string name(view_of(val_list[i].ve_valuename));
    const auto value = value_of(**key, name);
    if (!value) return code(ERROR_CANTREAD);
    const auto size = static_cast<DWORD>(value->data.size());
    if (buffer && total + size <= room) {
      val_list[i].ve_valuelen = size;
      val_list[i].ve_type = value->type;
      val_list[i].ve_valueptr = reinterpret_cast<DWORD_PTR>(buffer + total);
      if (size) std::memcpy(buffer + total, value->data.data(), size);
    }
    total = (total + size + 3) & ~3u;
  }
  *ldwTotsize = total;
  return buffer && total <= room ? ERROR_SUCCESS : code(ERROR_MORE_DATA);
}

// "@file,-id" is text of a DLL, the zones' of tzres.dll; other text is as it stands.
EXPORT(advapi32, LSTATUS, RegLoadMUIStringW,
       (HKEY hKey, LPCWSTR pszValue, LPWSTR pszOutBuf, DWORD cbOutBuf, LPDWORD pcbData, DWORD Flags,
        LPCWSTR pszDirectory)) {
  if (!pszOutBuf && cbOutBuf) return code(ERROR_INVALID_PARAMETER);
  auto key = key_of_hkey(hKey, KEY_QUERY_VALUE);
  if (!key) return error_code(key.error());
  auto value = value_of(**key, std::u16string(view_of(pszValue)));
  if (!value) return error_code(value.error());
  if (value->type != REG_SZ && value->type != REG_EXPAND_SZ) return code(ERROR_FILE_NOT_FOUND);
  std::u16string text = text_of(value->data);
  text.resize(std::min(text.size(), text.find(u'\0')));
  if (value->type == REG_EXPAND_SZ) text = expand_environment(text);
  if (text.starts_with(u'@')) {
    const auto loaded = text_of_reference(text, view_of(pszDirectory));
    if (!loaded) return code(ERROR_FILE_NOT_FOUND);
    text = *loaded;
  }
  const auto size = static_cast<DWORD>((text.size() + 1) * sizeof(WCHAR));
  if (pcbData) *pcbData = size;
  if (cbOutBuf < size) return code(ERROR_MORE_DATA);
  std::memcpy(pszOutBuf, text.c_str(), size);
  return ERROR_SUCCESS;
}

}  // namespace mimic::win::advapi32
