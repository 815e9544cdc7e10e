// Directories: making, removing, the current one.
#include "libs/windows/core/name_operations.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, BOOL, CreateDirectoryW,
       (LPCWSTR lpPathName, SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  const auto location = locate(wide(lpPathName));
  if (!location) return fail(location.error());
  // The root of a drive is refused before it is found to exist.
  if (location->path == "/" || location->path == private_drive()) return fail(STATUS_ACCESS_DENIED);
  return succeeded(create_directory(*location));
}
EXPORT(kernel32, BOOL, CreateDirectoryA,
       (LPCSTR lpPathName, SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return CreateDirectoryW(from_ansi(lpPathName).c_str(), lpSecurityAttributes);
}

EXPORT(kernel32, BOOL, CreateDirectoryExW,
       (LPCWSTR lpTemplateDirectory, LPCWSTR lpNewDirectory,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  const auto model = look_up(wide(lpTemplateDirectory), true);
  if (!model) return fail(model.error());
  if (!model->metadata.is_directory()) return fail(STATUS_NOT_A_DIRECTORY);
  if (!CreateDirectoryW(lpNewDirectory, lpSecurityAttributes)) return FALSE;
  if (const auto made = look_up(wide(lpNewDirectory), true))
    write_attributes(made->path.c_str(), model->metadata.attributes);
  return TRUE;
}
EXPORT(kernel32, BOOL, CreateDirectoryExA,
       (LPCSTR lpTemplateDirectory, LPCSTR lpNewDirectory,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return CreateDirectoryExW(from_ansi(lpTemplateDirectory).c_str(),
                            from_ansi(lpNewDirectory).c_str(), lpSecurityAttributes);
}

EXPORT(kernel32, BOOL, RemoveDirectoryW, (LPCWSTR lpPathName)) {
  const auto location = locate(wide(lpPathName));
  return succeeded(location ? remove_directory(*location) : location.error());
}
EXPORT(kernel32, BOOL, RemoveDirectoryA, (LPCSTR lpPathName)) {
  return RemoveDirectoryW(from_ansi(lpPathName).c_str());
}

EXPORT(kernel32, DWORD, GetCurrentDirectoryW, (DWORD nBufferLength, LPWSTR lpBuffer)) {
  return deliver(current_directory(), lpBuffer, nBufferLength);
}
EXPORT(kernel32, DWORD, GetCurrentDirectoryA, (DWORD nBufferLength, LPSTR lpBuffer)) {
  return deliver(current_directory(), lpBuffer, nBufferLength);
}

EXPORT(kernel32, BOOL, SetCurrentDirectoryW, (LPCWSTR lpPathName)) {
  return succeeded(set_current_directory(wide(lpPathName)));
}
EXPORT(kernel32, BOOL, SetCurrentDirectoryA, (LPCSTR lpPathName)) {
  return SetCurrentDirectoryW(from_ansi(lpPathName).c_str());
}

}  // namespace mimic::win::kernel32
