// LoadLibrary, GetProcAddress and what goes with them.
#include <string.h>

#include <algorithm>
#include <string>

#include "libs/windows/core/data_module.h"
#include "libs/windows/core/module_search.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD LOAD_LIBRARY_AS_DATAFILE = 2, LOAD_LIBRARY_AS_IMAGE_RESOURCE = 0x20,
                LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE = 0x40;
constexpr DWORD kDataFile =
    LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE;

HMODULE fail_module(DWORD error) {
  set_last_error(error);
  return nullptr;
}

Module* module_of(HMODULE handle) { return handle ? modules::by_base(handle) : modules::program(); }

DWORD copy_name(std::u16string_view name, LPWSTR buffer, DWORD size) {
  if (size == 0) {
    set_last_error(ERROR_INSUFFICIENT_BUFFER);
    return 0;
  }
  const auto length = static_cast<DWORD>(std::min<size_t>(name.size(), size - 1));
  memcpy(buffer, name.data(), length * 2);
  buffer[length] = 0;
  set_last_error(length < name.size() ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
  return length < name.size() ? size : length;
}

DWORD copy_name(std::string_view name, LPSTR buffer, DWORD size) {
  if (size == 0) {
    set_last_error(ERROR_INSUFFICIENT_BUFFER);
    return 0;
  }
  const auto length = static_cast<DWORD>(std::min<size_t>(name.size(), size - 1));
  memcpy(buffer, name.data(), length);
  buffer[length] = 0;
  set_last_error(length < name.size() ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
  return length < name.size() ? size : length;
}

HMODULE load(std::u16string_view name, DWORD flags) {
  while (name.ends_with(u' ')) name.remove_suffix(1);
  if (name.empty()) return fail_module(ERROR_MOD_NOT_FOUND);
  if (flags & kDataFile) {
    const auto handle = load_data_module(name, flags, flags & LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    if (handle) return *handle;
    return fail_module(handle.error() == STATUS_DLL_NOT_FOUND ? ERROR_FILE_NOT_FOUND
                                                              : error_of(handle.error()));
  }
  const auto module = modules::load(name, flags);
  if (module) return (*module)->base;
  // The loader's own name for a file that is not there.
  return fail_module(module.error() == STATUS_DLL_NOT_FOUND ? ERROR_MOD_NOT_FOUND
                                                            : error_of(module.error()));
}

}  // namespace

EXPORT(kernel32, HMODULE, LoadLibraryExW, (LPCWSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)) {
  if (!lpLibFileName || hFile) return fail_module(ERROR_INVALID_PARAMETER);
  return load(view_of(lpLibFileName), dwFlags);
}
EXPORT(kernel32, HMODULE, LoadLibraryExA, (LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)) {
  if (!lpLibFileName || hFile) return fail_module(ERROR_INVALID_PARAMETER);
  return load(from_ansi(lpLibFileName), dwFlags);
}
EXPORT(kernel32, HMODULE, LoadLibraryW, (LPCWSTR lpLibFileName)) {
  return LoadLibraryExW(lpLibFileName, nullptr, 0);
}
EXPORT(kernel32, HMODULE, LoadLibraryA, (LPCSTR lpLibFileName)) {
  return LoadLibraryExA(lpLibFileName, nullptr, 0);
}

EXPORT(kernel32, BOOL, FreeLibrary, (HMODULE hLibModule)) {
  if (is_data_module(hLibModule)) return succeeded(free_data_module(hLibModule));
  Module* module = modules::by_base(hLibModule);
  if (!module) return fail_with(ERROR_MOD_NOT_FOUND);
  return succeeded(modules::unload(module));
}

EXPORT(kernel32, BOOL, DisableThreadLibraryCalls, (HMODULE hLibModule)) {
  Module* module = modules::by_base(hLibModule);
  // A module with static TLS is refused like an unknown one.
  if (!module || module->tls_index != ~0u) return fail_with(ERROR_MOD_NOT_FOUND);
  module->thread_notifications = false;
  return TRUE;
}

EXPORT(kernel32, HMODULE, GetModuleHandleW, (LPCWSTR lpModuleName)) {
  const Module* module = lpModuleName ? modules::find(view_of(lpModuleName)) : modules::program();
  return module ? module->base : fail_module(ERROR_MOD_NOT_FOUND);
}
EXPORT(kernel32, HMODULE, GetModuleHandleA, (LPCSTR lpModuleName)) {
  if (!lpModuleName) return modules::program()->base;
  return GetModuleHandleW(from_ansi(lpModuleName).c_str());
}

EXPORT(kernel32, BOOL, GetModuleHandleExW,
       (DWORD dwFlags, LPCWSTR lpModuleName, HMODULE* phModule)) {
  constexpr DWORD PIN = 1, UNCHANGED_REFCOUNT = 2, FROM_ADDRESS = 4;
  if (!phModule || (dwFlags & (PIN | UNCHANGED_REFCOUNT)) == (PIN | UNCHANGED_REFCOUNT))
    return fail_with(ERROR_INVALID_PARAMETER);
  *phModule = nullptr;
  Module* module = !lpModuleName            ? modules::program()
                   : dwFlags & FROM_ADDRESS ? modules::at(lpModuleName)
                                            : modules::find(view_of(lpModuleName));
  if (!module) return fail_with(ERROR_MOD_NOT_FOUND);
  if (dwFlags & PIN)
    module->pinned = true;
  else if (!(dwFlags & UNCHANGED_REFCOUNT))
    ++module->references;
  *phModule = module->base;
  return TRUE;
}
EXPORT(kernel32, BOOL, GetModuleHandleExA,
       (DWORD dwFlags, LPCSTR lpModuleName, HMODULE* phModule)) {
  constexpr DWORD FROM_ADDRESS = 4;
  if (!lpModuleName || dwFlags & FROM_ADDRESS)
    return GetModuleHandleExW(dwFlags, reinterpret_cast<LPCWSTR>(lpModuleName), phModule);
  return GetModuleHandleExW(dwFlags, from_ansi(lpModuleName).c_str(), phModule);
}

EXPORT(kernel32, DWORD, GetModuleFileNameW, (HMODULE hModule, LPWSTR lpFilename, DWORD nSize)) {
  const Module* module = module_of(hModule);
  return module ? copy_name(module->path, lpFilename, nSize) : fail_with(ERROR_MOD_NOT_FOUND);
}
EXPORT(kernel32, DWORD, GetModuleFileNameA, (HMODULE hModule, LPSTR lpFilename, DWORD nSize)) {
  const Module* module = module_of(hModule);
  return module ? copy_name(to_ansi(module->path), lpFilename, nSize)
                : fail_with(ERROR_MOD_NOT_FOUND);
}

EXPORT(kernel32, FARPROC, GetProcAddress, (HMODULE hModule, LPCSTR lpProcName)) {
  Module* module = module_of(hModule);
  if (!module) return fail_module(ERROR_MOD_NOT_FOUND);
  const auto value = reinterpret_cast<uintptr_t>(lpProcName);
  void* address = value < 0x10000 ? modules::find_export(*module, static_cast<uint32_t>(value))
                                  : modules::find_export(*module, std::string_view(lpProcName));
  if (!address) set_last_error(value < 0x10000 ? ERROR_INVALID_ORDINAL : ERROR_PROC_NOT_FOUND);
  return address;
}

EXPORT(kernel32, BOOL, SetDllDirectoryW, (LPCWSTR lpPathName)) {
  set_dll_directory(view_of(lpPathName), lpPathName != nullptr);
  return TRUE;
}
EXPORT(kernel32, BOOL, SetDllDirectoryA, (LPCSTR lpPathName)) {
  set_dll_directory(from_ansi(lpPathName), lpPathName != nullptr);
  return TRUE;
}
EXPORT(kernel32, DWORD, GetDllDirectoryW, (DWORD nBufferLength, LPWSTR lpBuffer)) {
  const std::u16string directory = dll_directory();
  if (nBufferLength <= directory.size()) return static_cast<DWORD>(directory.size() + 1);
  memcpy(lpBuffer, directory.c_str(), (directory.size() + 1) * 2);
  return static_cast<DWORD>(directory.size());
}
EXPORT(kernel32, DWORD, GetDllDirectoryA, (DWORD nBufferLength, LPSTR lpBuffer)) {
  const std::string directory = to_ansi(dll_directory());
  if (nBufferLength <= directory.size()) return static_cast<DWORD>(directory.size() + 1);
  memcpy(lpBuffer, directory.c_str(), directory.size() + 1);
  return static_cast<DWORD>(directory.size());
}
EXPORT(kernel32, PVOID, AddDllDirectory, (LPCWSTR NewDirectory)) {
  return add_dll_directory(view_of(NewDirectory));
}
EXPORT(kernel32, BOOL, RemoveDllDirectory, (PVOID Cookie)) {
  return remove_dll_directory(Cookie) ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}
EXPORT(kernel32, BOOL, SetDefaultDllDirectories, (DWORD DirectoryFlags)) { return TRUE; }

}  // namespace mimic::win::kernel32
