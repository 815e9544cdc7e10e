// Resources of loaded modules.
#include <string.h>

#include <string>

#include "libs/windows/core/data_module.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/resource_name.h"
#include "libs/windows/kernel32/result.h"
#include "loader/pe/resources.h"

namespace mimic::win::kernel32 {
namespace {

DWORD error_of_missing(pe::ResourceMissing missing) {
  switch (missing) {
    case pe::ResourceMissing::kDirectory:
      return ERROR_RESOURCE_DATA_NOT_FOUND;
    case pe::ResourceMissing::kType:
      return ERROR_RESOURCE_TYPE_NOT_FOUND;
    case pe::ResourceMissing::kName:
      return ERROR_RESOURCE_NAME_NOT_FOUND;
    case pe::ResourceMissing::kLanguage:
      return ERROR_RESOURCE_LANG_NOT_FOUND;
  }
  return ERROR_RESOURCE_DATA_NOT_FOUND;
}

// The entry an HRSRC points at.
struct DataEntry {
  uint32_t rva, size, code_page, reserved;
};

// Where an image in memory has these bytes; null where it does not have them.
void* address_in(const pe::View& view, uint32_t rva, uint32_t size) {
  const auto bytes = view.at(rva, size);
  return bytes ? const_cast<uint8_t*>(bytes->data()) : nullptr;
}

PVOID find(HMODULE handle, const pe::ResourceName& type, const pe::ResourceName& name,
           WORD language) {
  const auto view = image_of(handle);
  if (!view) {
    set_last_error(ERROR_MOD_NOT_FOUND);
    return nullptr;
  }
  const auto resource = pe::Resources(*view).find(type, name, language);
  if (!resource) {
    set_last_error(error_of_missing(resource.error()));
    return nullptr;
  }
  return address_in(*view, resource->entry_rva, sizeof(DataEntry));
}

// How a name or type is handed to a callback: a number, or a string.
LPCWSTR as_parameter(const pe::ResourceName& name) {
  return name.is_text() ? name.text.c_str() : reinterpret_cast<LPCWSTR>(uintptr_t{name.id});
}

struct AnsiParameter {
  std::string text;
  LPCSTR value;
  explicit AnsiParameter(const pe::ResourceName& name)
      : text(to_ansi(name.text)),
        value(name.is_text() ? text.c_str() : reinterpret_cast<LPCSTR>(uintptr_t{name.id})) {}
};

BOOL fail_missing(pe::ResourceMissing missing) { return fail_with(error_of_missing(missing)); }

}  // namespace

EXPORT(kernel32, PVOID, FindResourceExW,
       (HMODULE hModule, LPCWSTR lpType, LPCWSTR lpName, WORD wLanguage)) {
  return find(hModule, resource_name(lpType), resource_name(lpName), wLanguage);
}
EXPORT(kernel32, PVOID, FindResourceExA,
       (HMODULE hModule, LPCSTR lpType, LPCSTR lpName, WORD wLanguage)) {
  return find(hModule, resource_name(lpType), resource_name(lpName), wLanguage);
}
EXPORT(kernel32, PVOID, FindResourceW, (HMODULE hModule, LPCWSTR lpName, LPCWSTR lpType)) {
  return find(hModule, resource_name(lpType), resource_name(lpName), 0);
}
EXPORT(kernel32, PVOID, FindResourceA, (HMODULE hModule, LPCSTR lpName, LPCSTR lpType)) {
  return find(hModule, resource_name(lpType), resource_name(lpName), 0);
}

EXPORT(kernel32, HANDLE, LoadResource, (HMODULE hModule, PVOID hResInfo)) {
  const auto view = image_of(hModule);
  DataEntry entry{};
  if (hResInfo) memcpy(&entry, hResInfo, sizeof entry);
  void* data = view && hResInfo ? address_in(*view, entry.rva, entry.size) : nullptr;
  if (!data) set_last_error(ERROR_RESOURCE_DATA_NOT_FOUND);
  return data;
}
EXPORT(kernel32, LPVOID, LockResource, (HANDLE hResData)) { return hResData; }
EXPORT(kernel32, BOOL, FreeResource, (HANDLE hResData)) { return FALSE; }
EXPORT(kernel32, DWORD, SizeofResource, (HMODULE hModule, PVOID hResInfo)) {
  if (!hResInfo) return fail_with(ERROR_RESOURCE_NAME_NOT_FOUND);
  DataEntry entry;
  memcpy(&entry, hResInfo, sizeof entry);
  return entry.size;
}

EXPORT(kernel32, BOOL, EnumResourceTypesW,
       (HMODULE hModule, BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCWSTR, LONG_PTR), LONG_PTR lParam)) {
  const auto view = image_of(hModule);
  if (!view) return fail_with(ERROR_MOD_NOT_FOUND);
  const auto types = pe::Resources(*view).types();
  if (types.empty()) return fail_with(ERROR_RESOURCE_DATA_NOT_FOUND);
  for (const auto& type : types)
    if (!lpEnumFunc(hModule, as_parameter(type), lParam)) return FALSE;
  return TRUE;
}
EXPORT(kernel32, BOOL, EnumResourceTypesA,
       (HMODULE hModule, BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCSTR, LONG_PTR), LONG_PTR lParam)) {
  const auto view = image_of(hModule);
  if (!view) return fail_with(ERROR_MOD_NOT_FOUND);
  const auto types = pe::Resources(*view).types();
  if (types.empty()) return fail_with(ERROR_RESOURCE_DATA_NOT_FOUND);
  for (const auto& type : types)
    if (!lpEnumFunc(hModule, AnsiParameter(type).value, lParam)) return FALSE;
  return TRUE;
}

EXPORT(kernel32, BOOL, EnumResourceNamesW,
       (HMODULE hModule, LPCWSTR lpType,
        BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCWSTR, LPCWSTR, LONG_PTR), LONG_PTR lParam)) {
  const auto view = image_of(hModule);
  if (!view) return fail_with(ERROR_MOD_NOT_FOUND);
  const auto names = pe::Resources(*view).names(resource_name(lpType));
  if (!names) return fail_missing(names.error());
  for (const auto& name : *names)
    if (!lpEnumFunc(hModule, lpType, as_parameter(name), lParam)) return FALSE;
  return TRUE;
}
EXPORT(kernel32, BOOL, EnumResourceNamesA,
       (HMODULE hModule, LPCSTR lpType, BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCSTR, LPCSTR, LONG_PTR),
        LONG_PTR lParam)) {
  const auto view = image_of(hModule);
  if (!view) return fail_with(ERROR_MOD_NOT_FOUND);
  const auto names = pe::Resources(*view).names(resource_name(lpType));
  if (!names) return fail_missing(names.error());
  for (const auto& name : *names)
    if (!lpEnumFunc(hModule, lpType, AnsiParameter(name).value, lParam)) return FALSE;
  return TRUE;
}
EXPORT(kernel32, BOOL, EnumResourceNamesExW,
       (HMODULE hModule, LPCWSTR lpType,
        BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCWSTR, LPCWSTR, LONG_PTR), LONG_PTR lParam,
        DWORD dwFlags, WORD LangId)) {
  return EnumResourceNamesW(hModule, lpType, lpEnumFunc, lParam);
}

EXPORT(kernel32, BOOL, EnumResourceLanguagesW,
       (HMODULE hModule, LPCWSTR lpType, LPCWSTR lpName,
        BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCWSTR, LPCWSTR, WORD, LONG_PTR), LONG_PTR lParam)) {
  const auto view = image_of(hModule);
  if (!view) return fail_with(ERROR_MOD_NOT_FOUND);
  const auto languages =
      pe::Resources(*view).languages(resource_name(lpType), resource_name(lpName));
  if (!languages) return fail_missing(languages.error());
  for (const uint16_t language : *languages)
    if (!lpEnumFunc(hModule, lpType, lpName, language, lParam)) return FALSE;
  return TRUE;
}
EXPORT(kernel32, BOOL, EnumResourceLanguagesA,
       (HMODULE hModule, LPCSTR lpType, LPCSTR lpName,
        BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCSTR, LPCSTR, WORD, LONG_PTR), LONG_PTR lParam)) {
  const auto view = image_of(hModule);
  if (!view) return fail_with(ERROR_MOD_NOT_FOUND);
  const auto languages =
      pe::Resources(*view).languages(resource_name(lpType), resource_name(lpName));
  if (!languages) return fail_missing(languages.error());
  for (const uint16_t language : *languages)
    if (!lpEnumFunc(hModule, lpType, lpName, language, lParam)) return FALSE;
  return TRUE;
}
EXPORT(kernel32, BOOL, EnumResourceLanguagesExW,
       (HMODULE hModule, LPCWSTR lpType, LPCWSTR lpName,
        BOOL(MS_ABI* lpEnumFunc)(HMODULE, LPCWSTR, LPCWSTR, WORD, LONG_PTR), LONG_PTR lParam,
        DWORD dwFlags, WORD LangId)) {
  return EnumResourceLanguagesW(hModule, lpType, lpName, lpEnumFunc, lParam);
}

}  // namespace mimic::win::kernel32
