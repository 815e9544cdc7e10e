// GetTempPath and GetTempFileName.
#include "libs/windows/core/temporary_file.h"

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

namespace {

template <class Char>
UINT give_name(std::u16string_view folder, std::u16string_view prefix, UINT number, Char* to) {
  // Room for "\", the prefix, four digits and ".tmp".
  if (folder.size() > MAX_PATH - 14) return fail_with(ERROR_BUFFER_OVERFLOW);
  const auto name = temporary_name(folder, prefix, number);
  // An access right that is missing, and a name that is taken, are said as they are of files.
  if (!name)
    return name.error() == STATUS_OBJECT_NAME_COLLISION ? fail_with(ERROR_FILE_EXISTS)
                                                        : fail(name.error());
  deliver(name->path, to, MAX_PATH);
  return name->number;
}

}  // namespace

EXPORT(kernel32, DWORD, GetTempPathW, (DWORD nBufferLength, LPWSTR lpBuffer)) {
  return deliver(temporary_folder(), lpBuffer, nBufferLength);
}
EXPORT(kernel32, DWORD, GetTempPathA, (DWORD nBufferLength, LPSTR lpBuffer)) {
  return deliver(temporary_folder(), lpBuffer, nBufferLength);
}
ALSO(kernel32, GetTempPath2W, "kernel32.GetTempPathW");
ALSO(kernel32, GetTempPath2A, "kernel32.GetTempPathA");

EXPORT(kernel32, UINT, GetTempFileNameW,
       (LPCWSTR lpPathName, LPCWSTR lpPrefixString, UINT uUnique, LPWSTR lpTempFileName)) {
  return give_name(wide(lpPathName), wide(lpPrefixString), uUnique, lpTempFileName);
}
EXPORT(kernel32, UINT, GetTempFileNameA,
       (LPCSTR lpPathName, LPCSTR lpPrefixString, UINT uUnique, LPSTR lpTempFileName)) {
  return give_name(wide(lpPathName), wide(lpPrefixString), uUnique, lpTempFileName);
}

}  // namespace mimic::win::kernel32
