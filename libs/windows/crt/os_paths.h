// The functions of kernel32 that the C runtimes' file-system functions stand on.
#pragma once

#include "libs/windows/crt/os_files.h"

namespace mimic::win::crt {

struct FindData {  // WIN32_FIND_DATAW
  DWORD attributes;
  FILETIME created, accessed, written;
  DWORD size_high, size_low;
  DWORD reparse_tag, reserved;
  WCHAR name[MAX_PATH];
  WCHAR short_name[14];
};
static_assert(sizeof(FindData) == 592);

struct FileInformation {  // BY_HANDLE_FILE_INFORMATION
  DWORD attributes;
  FILETIME created, accessed, written;
  DWORD volume;
  DWORD size_high, size_low;
  DWORD links;
  DWORD index_high, index_low;
};
static_assert(sizeof(FileInformation) == 52);

inline constexpr DWORD kReadOnly = 1, kDirectory = 0x10, kNoAttributes = 0xffffffff;

}  // namespace mimic::win::crt

namespace mimic::win::kernel32 {

#define CRT_USES(result, name, parameters) DECLARE_EXPORT(kernel32, result, name, parameters)

CRT_USES(HANDLE, FindFirstFileW, (const WCHAR* pattern, void* data));
CRT_USES(BOOL, FindNextFileW, (HANDLE search, void* data));
CRT_USES(BOOL, FindClose, (HANDLE search));
CRT_USES(BOOL, GetFileInformationByHandle, (HANDLE file, void* information));
CRT_USES(BOOL, SetFileAttributesW, (const WCHAR* name, DWORD attributes));
CRT_USES(BOOL, SetFileTime,
         (HANDLE file, const FILETIME* created, const FILETIME* accessed, const FILETIME* written));
CRT_USES(BOOL, CreateDirectoryW, (const WCHAR* name, void* security));
CRT_USES(BOOL, RemoveDirectoryW, (const WCHAR* name));
CRT_USES(BOOL, MoveFileExW, (const WCHAR* from, const WCHAR* to, DWORD flags));
CRT_USES(DWORD, GetCurrentDirectoryW, (DWORD capacity, WCHAR* to));
CRT_USES(BOOL, SetCurrentDirectoryW, (const WCHAR* name));
CRT_USES(DWORD, GetFullPathNameW,
         (const WCHAR* name, DWORD capacity, WCHAR* to, WCHAR** file_part));
CRT_USES(DWORD, GetLogicalDrives, ());
CRT_USES(UINT, GetDriveTypeW, (const WCHAR* root));
CRT_USES(BOOL, GetDiskFreeSpaceW,
         (const WCHAR* root, DWORD* sectors_per_cluster, DWORD* bytes_per_sector,
          DWORD* free_clusters, DWORD* clusters));

#undef CRT_USES

}  // namespace mimic::win::kernel32
