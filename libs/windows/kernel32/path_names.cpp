// The names of a path: full, long, short, final; and the search for files.
#include "libs/windows/core/environment.h"
#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/path_search.h"
#include "libs/windows/core/volume.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

namespace {

// The start of the last name in a path that was given back; null where it ends with a backslash or
// is a device.
template <class Char>
void give_file_part(Char* buffer, Char** file_part) {
  if (!file_part) return;
  const std::basic_string_view<Char> path(buffer);
  const size_t slash = path.rfind(Char{'\\'});
  const bool device = path.size() >= 4 && path[0] == '\\' && path[1] == '\\' && path[2] == '.';
  *file_part =
      slash == path.npos || slash + 1 == path.size() || device ? nullptr : buffer + slash + 1;
}

template <class Char>
DWORD give_full_path(const Char* name, DWORD size, Char* buffer, Char** file_part) {
  const std::u16string path = full_path(wide(name));
  if (file_part) *file_part = nullptr;
  if (path.empty()) return fail(STATUS_OBJECT_NAME_INVALID);
  const DWORD length = deliver(path, buffer, size);
  if (length < size && buffer) give_file_part(buffer, file_part);
  return length;
}

template <class Char>
DWORD give(const Expected<std::u16string>& path, Char* buffer, DWORD size) {
  return path ? deliver(*path, buffer, size) : fail(path.error());
}

Expected<std::u16string> short_path(std::u16string_view path) {
  // No file has a short name, so the given one is the shortest.
  const auto found = look_up(path, true);
  if (!found) return nt_fail(found.error());
  return std::u16string(path);
}

template <class Char>
DWORD search(const Char* folders, const Char* name, const Char* extension, DWORD size, Char* buffer,
             Char** file_part) {
  if (!name) return fail_with(ERROR_INVALID_PARAMETER);
  std::optional<std::u16string> list;
  if (folders) list = wide(folders);
  const auto found = search_path(list, wide(name), wide(extension));
  if (!found) return fail(found.error());
  const DWORD length = deliver(*found, buffer, size);
  if (length < size && buffer) give_file_part(buffer, file_part);
  return length;
}

// FILE_NAME_NORMALIZED 0 and FILE_NAME_OPENED 8 are the same: no file has a short name.
constexpr DWORD FILE_NAME_OPENED = 8, VOLUME_NAME_GUID = 1, VOLUME_NAME_NT = 2,
                VOLUME_NAME_NONE = 4;

Expected<std::u16string> final_path(HANDLE handle, DWORD flags) {
  const auto object = io_object_of(handle, 0);
  if (!object) return nt_fail(STATUS_INVALID_HANDLE);
  const auto path = path_of_file(**object);
  if (!path) return nt_fail(path.error());
  const std::u16string_view rest = std::u16string_view(*path).substr(2);
  switch (flags & ~FILE_NAME_OPENED) {
    case 0:
      return u"\\\\?\\" + *path;
    case VOLUME_NAME_GUID: {
      std::u16string result(volume_of((*path)[0])->guid_path());
      return result += rest.substr(1);
    }
    case VOLUME_NAME_NT: {
      std::u16string result(volume_of((*path)[0])->device);
      return result += rest;
    }
    case VOLUME_NAME_NONE:
      return std::u16string(rest);
    default:
      return nt_fail(STATUS_INVALID_PARAMETER);
  }
}

template <class Char>
DWORD give_final_path(HANDLE handle, Char* buffer, DWORD size, DWORD flags) {
  const auto path = final_path(handle, flags);
  if (!path) return fail(path.error());
  const DWORD length = deliver(*path, buffer, size);
  if (length >= size) set_last_error(ERROR_NOT_ENOUGH_MEMORY);
  return length;
}

}  // namespace

EXPORT(kernel32, DWORD, GetFullPathNameW,
       (LPCWSTR lpFileName, DWORD nBufferLength, LPWSTR lpBuffer, LPWSTR* lpFilePart)) {
  return give_full_path(lpFileName, nBufferLength, lpBuffer, lpFilePart);
}
EXPORT(kernel32, DWORD, GetFullPathNameA,
       (LPCSTR lpFileName, DWORD nBufferLength, LPSTR lpBuffer, LPSTR* lpFilePart)) {
  return give_full_path(lpFileName, nBufferLength, lpBuffer, lpFilePart);
}

EXPORT(kernel32, DWORD, GetLongPathNameW,
       (LPCWSTR lpszShortPath, LPWSTR lpszLongPath, DWORD cchBuffer)) {
  if (!lpszShortPath) return fail_with(ERROR_INVALID_PARAMETER);
  return give(long_path(wide(lpszShortPath)), lpszLongPath, cchBuffer);
}
EXPORT(kernel32, DWORD, GetLongPathNameA,
       (LPCSTR lpszShortPath, LPSTR lpszLongPath, DWORD cchBuffer)) {
  if (!lpszShortPath) return fail_with(ERROR_INVALID_PARAMETER);
  return give(long_path(wide(lpszShortPath)), lpszLongPath, cchBuffer);
}

EXPORT(kernel32, DWORD, GetShortPathNameW,
       (LPCWSTR lpszLongPath, LPWSTR lpszShortPath, DWORD cchBuffer)) {
  if (!lpszLongPath) return fail_with(ERROR_INVALID_PARAMETER);
  return give(short_path(wide(lpszLongPath)), lpszShortPath, cchBuffer);
}
EXPORT(kernel32, DWORD, GetShortPathNameA,
       (LPCSTR lpszLongPath, LPSTR lpszShortPath, DWORD cchBuffer)) {
  if (!lpszLongPath) return fail_with(ERROR_INVALID_PARAMETER);
  return give(short_path(wide(lpszLongPath)), lpszShortPath, cchBuffer);
}

EXPORT(kernel32, DWORD, GetFinalPathNameByHandleW,
       (HANDLE hFile, LPWSTR lpszFilePath, DWORD cchFilePath, DWORD dwFlags)) {
  return give_final_path(hFile, lpszFilePath, cchFilePath, dwFlags);
}
EXPORT(kernel32, DWORD, GetFinalPathNameByHandleA,
       (HANDLE hFile, LPSTR lpszFilePath, DWORD cchFilePath, DWORD dwFlags)) {
  return give_final_path(hFile, lpszFilePath, cchFilePath, dwFlags);
}

EXPORT(kernel32, DWORD, SearchPathW,
       (LPCWSTR lpPath, LPCWSTR lpFileName, LPCWSTR lpExtension, DWORD nBufferLength,
        LPWSTR lpBuffer, LPWSTR* lpFilePart)) {
  return search(lpPath, lpFileName, lpExtension, nBufferLength, lpBuffer, lpFilePart);
}
EXPORT(kernel32, DWORD, SearchPathA,
       (LPCSTR lpPath, LPCSTR lpFileName, LPCSTR lpExtension, DWORD nBufferLength, LPSTR lpBuffer,
        LPSTR* lpFilePart)) {
  return search(lpPath, lpFileName, lpExtension, nBufferLength, lpBuffer, lpFilePart);
}

EXPORT(kernel32, BOOL, SetSearchPathMode, (DWORD Flags)) {
  constexpr DWORD ENABLE = 1, DISABLE = 0x10000, PERMANENT = 0x8000;
  const DWORD change = Flags & ~PERMANENT;
  if ((change != ENABLE && change != DISABLE) || Flags == (DISABLE | PERMANENT))
    return fail_with(ERROR_INVALID_PARAMETER);
  return set_safe_search(change == ENABLE, Flags & PERMANENT) ? TRUE : fail(STATUS_ACCESS_DENIED);
}

EXPORT(kernel32, BOOL, NeedCurrentDirectoryForExePathW, (LPCWSTR ExeName)) {
  if (wide(ExeName).find(u'\\') != std::u16string::npos) return TRUE;
  return !environment_variable(u"NoDefaultCurrentDirectoryInExePath");
}
EXPORT(kernel32, BOOL, NeedCurrentDirectoryForExePathA, (LPCSTR ExeName)) {
  return NeedCurrentDirectoryForExePathW(from_ansi(ExeName).c_str());
}

}  // namespace mimic::win::kernel32
