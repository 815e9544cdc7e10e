// Attributes of files by name.
#include <bit>

#include "libs/windows/core/file_apis.h"
#include "libs/windows/core/file_lookup.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD INVALID_FILE_ATTRIBUTES = 0xffffffff, INVALID_FILE_SIZE = 0xffffffff;
constexpr DWORD GetFileExInfoStandard = 0;

struct WIN32_FILE_ATTRIBUTE_DATA {
  DWORD dwFileAttributes;
  FILETIME ftCreationTime, ftLastAccessTime, ftLastWriteTime;
  DWORD nFileSizeHigh, nFileSizeLow;
};
static_assert(sizeof(WIN32_FILE_ATTRIBUTE_DATA) == 36);

// A device has attributes too, a pipe only while it is there.
Expected<FileMetadata> metadata_of(std::u16string_view name) {
  const auto location = locate(name);
  if (!location) return nt_fail(location.error());
  if (location->kind == Location::Kind::kNull || location->kind == Location::Kind::kConsole ||
      location->kind == Location::Kind::kConsoleInput ||
      location->kind == Location::Kind::kConsoleOutput) {
    FileMetadata device;
    device.attributes = FILE_ATTRIBUTE_ARCHIVE;
    return device;
  }
  const auto found = look_up(*location, false);
  if (!found) return nt_fail(found.error());
  return found->metadata;
}

}  // namespace

EXPORT(kernel32, DWORD, GetFileAttributesW, (LPCWSTR lpFileName)) {
  const auto metadata = metadata_of(view_of(lpFileName));
  if (metadata) return metadata->attributes;
  fail(metadata.error());
  return INVALID_FILE_ATTRIBUTES;
}
EXPORT(kernel32, DWORD, GetFileAttributesA, (LPCSTR lpFileName)) {
  return GetFileAttributesW(file_name_of(lpFileName).c_str());
}

EXPORT(kernel32, BOOL, GetFileAttributesExW,
       (LPCWSTR lpFileName, DWORD fInfoLevelId, LPVOID lpFileInformation)) {
  if (fInfoLevelId != GetFileExInfoStandard || !lpFileInformation)
    return fail_with(ERROR_INVALID_PARAMETER);
  const auto metadata = metadata_of(view_of(lpFileName));
  if (!metadata) return fail(metadata.error());
  *static_cast<WIN32_FILE_ATTRIBUTE_DATA*>(lpFileInformation) = {
      metadata->attributes,
      std::bit_cast<FILETIME>(metadata->creation_time),
      std::bit_cast<FILETIME>(metadata->access_time),
      std::bit_cast<FILETIME>(metadata->write_time),
      static_cast<DWORD>(metadata->size >> 32),
      static_cast<DWORD>(metadata->size)};
  return TRUE;
}
EXPORT(kernel32, BOOL, GetFileAttributesExA,
       (LPCSTR lpFileName, DWORD fInfoLevelId, LPVOID lpFileInformation)) {
  return GetFileAttributesExW(file_name_of(lpFileName).c_str(), fInfoLevelId, lpFileInformation);
}

EXPORT(kernel32, BOOL, SetFileAttributesW, (LPCWSTR lpFileName, DWORD dwFileAttributes)) {
  const auto found = look_up(view_of(lpFileName), true);
  if (!found) return fail(found.error());
  if (found->is_virtual) return fail(STATUS_ACCESS_DENIED);
  // A folder stays one, whatever is said.
  const DWORD attributes = dwFileAttributes & ~FILE_ATTRIBUTE_DIRECTORY;
  return succeeded(write_attributes(found->path.c_str(), attributes));
}
EXPORT(kernel32, BOOL, SetFileAttributesA, (LPCSTR lpFileName, DWORD dwFileAttributes)) {
  return SetFileAttributesW(file_name_of(lpFileName).c_str(), dwFileAttributes);
}

EXPORT(kernel32, DWORD, GetCompressedFileSizeW, (LPCWSTR lpFileName, LPDWORD lpFileSizeHigh)) {
  const auto metadata = metadata_of(view_of(lpFileName));
  if (!metadata) return fail(metadata.error()), INVALID_FILE_SIZE;
  // Holes take no space, and the last block is not counted whole.
  const uint64_t size = std::min(metadata->size, metadata->allocation);
  if (lpFileSizeHigh) *lpFileSizeHigh = static_cast<DWORD>(size >> 32);
  const auto low = static_cast<DWORD>(size);
  if (low == INVALID_FILE_SIZE) set_last_error(ERROR_SUCCESS);
  return low;
}
EXPORT(kernel32, DWORD, GetCompressedFileSizeA, (LPCSTR lpFileName, LPDWORD lpFileSizeHigh)) {
  return GetCompressedFileSizeW(file_name_of(lpFileName).c_str(), lpFileSizeHigh);
}

}  // namespace mimic::win::kernel32
