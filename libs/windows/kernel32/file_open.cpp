// CreateFile and the other ways to open a file.
#include <cstring>

#include "libs/windows/core/file_apis.h"
#include "libs/windows/core/open_file.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/file_flags.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

// The numbers of a file's identifier fill the union of FILE_ID_DESCRIPTOR.
struct FILE_ID_DESCRIPTOR {
  DWORD dwSize;
  DWORD Type;
  uint64_t FileId[2];
};
static_assert(sizeof(FILE_ID_DESCRIPTOR) == 24);
constexpr DWORD kFileIdType = 0, kExtendedFileIdType = 2;

// The create options that flags stand for. Without FILE_FLAG_BACKUP_SEMANTICS a folder cannot be
// opened.
ULONG options_of(DWORD flags) {
  constexpr struct {
    DWORD flag;
    ULONG option;
  } kOptions[] = {
      {FILE_FLAG_WRITE_THROUGH, FILE_WRITE_THROUGH},
      {FILE_FLAG_NO_BUFFERING, FILE_NO_INTERMEDIATE_BUFFERING},
      {FILE_FLAG_RANDOM_ACCESS, FILE_RANDOM_ACCESS},
      {FILE_FLAG_SEQUENTIAL_SCAN, FILE_SEQUENTIAL_ONLY},
      {FILE_FLAG_DELETE_ON_CLOSE, FILE_DELETE_ON_CLOSE},
      {FILE_FLAG_BACKUP_SEMANTICS, FILE_OPEN_FOR_BACKUP_INTENT},
      {FILE_FLAG_OPEN_REPARSE_POINT, FILE_OPEN_REPARSE_POINT},
  };
  ULONG options = 0;
  for (const auto& [flag, option] : kOptions) {
    if (flags & flag) options |= option;
  }
  if (!(flags & FILE_FLAG_OVERLAPPED)) options |= FILE_SYNCHRONOUS_IO_NONALERT;
  if (!(flags & FILE_FLAG_BACKUP_SEMANTICS)) options |= FILE_NON_DIRECTORY_FILE;
  return options;
}

ACCESS_MASK access_of(DWORD access, DWORD flags) {
  access |= SYNCHRONIZE | FILE_READ_ATTRIBUTES;
  if (flags & FILE_FLAG_DELETE_ON_CLOSE) access |= DELETE;
  return access;
}

HANDLE give(const Opened& opened, const SECURITY_ATTRIBUTES* attributes) {
  const HANDLE handle =
      handles().insert(opened.object, opened.access, attributes && attributes->bInheritHandle);
  if (handle) return handle;
  fail_with(ERROR_NO_SYSTEM_RESOURCES);
  return INVALID_HANDLE_VALUE;
}

}  // namespace

EXPORT(kernel32, HANDLE, CreateFileW,
       (LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
        SECURITY_ATTRIBUTES* lpSecurityAttributes, DWORD dwCreationDisposition,
        DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)) {
  constexpr ULONG kDispositions[] = {FILE_CREATE, FILE_OVERWRITE_IF, FILE_OPEN, FILE_OPEN_IF,
                                     FILE_OVERWRITE};
  constexpr DWORD kAttributes = 0x7fb7;
  if (!lpFileName || !*lpFileName) return fail_with(ERROR_PATH_NOT_FOUND), INVALID_HANDLE_VALUE;
  if (dwCreationDisposition < CREATE_NEW || dwCreationDisposition > TRUNCATE_EXISTING ||
      (dwCreationDisposition == TRUNCATE_EXISTING &&
       !(dwDesiredAccess & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA))))
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  const std::u16string_view name = view_of(lpFileName);
  const auto location = locate(name);
  if (!location) return fail(location.error()), INVALID_HANDLE_VALUE;
  OpenRequest request;
  request.access = access_of(dwDesiredAccess, dwFlagsAndAttributes);
  request.attributes = dwFlagsAndAttributes & kAttributes;
  request.share = dwShareMode & 7;
  request.disposition = kDispositions[dwCreationDisposition - CREATE_NEW];
  request.options = options_of(dwFlagsAndAttributes);
  const auto opened = open_file(*location, request);
  if (!opened) {
    const NTSTATUS status = opened.error();
    if (status == STATUS_OBJECT_NAME_COLLISION) {
      fail_with(ERROR_FILE_EXISTS);
    } else if (status == STATUS_FILE_IS_A_DIRECTORY) {
      fail_with(location->directory_wanted ? ERROR_PATH_NOT_FOUND : ERROR_ACCESS_DENIED);
    } else {
      fail(status);
    }
    return INVALID_HANDLE_VALUE;
  }
  const HANDLE handle = give(*opened, lpSecurityAttributes);
  if (handle == INVALID_HANDLE_VALUE) return handle;
  const bool existed =
      (dwCreationDisposition == CREATE_ALWAYS && opened->information == FILE_OVERWRITTEN) ||
      (dwCreationDisposition == OPEN_ALWAYS && opened->information == FILE_OPENED);
  set_last_error(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
  return handle;
}

EXPORT(kernel32, HANDLE, CreateFileA,
       (LPCSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
        SECURITY_ATTRIBUTES* lpSecurityAttributes, DWORD dwCreationDisposition,
        DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)) {
  return CreateFileW(file_name_of(lpFileName).c_str(), dwDesiredAccess, dwShareMode,
                     lpSecurityAttributes, dwCreationDisposition, dwFlagsAndAttributes,
                     hTemplateFile);
}

EXPORT(kernel32, HANDLE, CreateFile2,
       (LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode, DWORD dwCreationDisposition,
        CREATEFILE2_EXTENDED_PARAMETERS* pCreateExParams)) {
  CREATEFILE2_EXTENDED_PARAMETERS parameters = {};
  if (pCreateExParams) parameters = *pCreateExParams;
  return CreateFileW(
      lpFileName, dwDesiredAccess, dwShareMode, parameters.lpSecurityAttributes,
      dwCreationDisposition,
      parameters.dwFileAttributes | parameters.dwFileFlags | parameters.dwSecurityQosFlags,
      parameters.hTemplateFile);
}

EXPORT(kernel32, HANDLE, ReOpenFile,
       (HANDLE hOriginalFile, DWORD dwDesiredAccess, DWORD dwShareMode,
        DWORD dwFlagsAndAttributes)) {
  const auto file = object_of<File>(hOriginalFile);
  if (!file) return fail(file.error()), INVALID_HANDLE_VALUE;
  OpenRequest request;
  request.access = access_of(dwDesiredAccess, dwFlagsAndAttributes);
  request.share = dwShareMode & 7;
  request.options = options_of(dwFlagsAndAttributes | FILE_FLAG_BACKUP_SEMANTICS);
  const auto opened = reopen_file(**file, request);
  if (!opened) return fail(opened.error()), INVALID_HANDLE_VALUE;
  return give(*opened, nullptr);
}

EXPORT_PARTIAL("without privileges, finds what is open and what is in the folder of the hint",
               kernel32, HANDLE, OpenFileById,
               (HANDLE hVolumeHint, const FILE_ID_DESCRIPTOR* lpFileId, DWORD dwDesiredAccess,
                DWORD dwShareMode, SECURITY_ATTRIBUTES* lpSecurityAttributes,
                DWORD dwFlagsAndAttributes)) {
  const auto hint = object_of<File>(hVolumeHint);
  if (!hint) return fail(hint.error()), INVALID_HANDLE_VALUE;
  // Files have no object identifiers, and no more than 64 bits in their numbers.
  const FILE_ID_DESCRIPTOR descriptor = *lpFileId;
  if (descriptor.dwSize < sizeof descriptor ||
      (descriptor.Type != kFileIdType && descriptor.Type != kExtendedFileIdType) ||
      (descriptor.Type == kExtendedFileIdType && descriptor.FileId[1]))
    return fail_with(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
  OpenRequest request;
  request.access = access_of(dwDesiredAccess, dwFlagsAndAttributes);
  request.share = dwShareMode & 7;
  request.options = options_of(dwFlagsAndAttributes);
  const auto opened = open_file_by_id(**hint, descriptor.FileId[0], request);
  if (!opened) return fail(opened.error()), INVALID_HANDLE_VALUE;
  return give(*opened, lpSecurityAttributes);
}

}  // namespace mimic::win::kernel32
