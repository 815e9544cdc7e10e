// What CreateFile and its kind are asked for, besides what NtCreateFile is.
#pragma once

#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

inline constexpr DWORD CREATE_NEW = 1, CREATE_ALWAYS = 2, OPEN_EXISTING = 3, OPEN_ALWAYS = 4,
                       TRUNCATE_EXISTING = 5;
inline constexpr DWORD FILE_FLAG_WRITE_THROUGH = 0x80000000, FILE_FLAG_OVERLAPPED = 0x40000000,
                       FILE_FLAG_NO_BUFFERING = 0x20000000, FILE_FLAG_RANDOM_ACCESS = 0x10000000,
                       FILE_FLAG_SEQUENTIAL_SCAN = 0x8000000, FILE_FLAG_DELETE_ON_CLOSE = 0x4000000,
                       FILE_FLAG_BACKUP_SEMANTICS = 0x2000000,
                       FILE_FLAG_POSIX_SEMANTICS = 0x1000000,
                       FILE_FLAG_OPEN_REPARSE_POINT = 0x200000, FILE_FLAG_OPEN_NO_RECALL = 0x100000;

// CREATEFILE2_EXTENDED_PARAMETERS
struct CREATEFILE2_EXTENDED_PARAMETERS {
  DWORD dwSize;
  DWORD dwFileAttributes;
  DWORD dwFileFlags;
  DWORD dwSecurityQosFlags;
  SECURITY_ATTRIBUTES* lpSecurityAttributes;
  HANDLE hTemplateFile;
};

// What the C runtimes and the *A functions call too.
DECLARE_EXPORT(kernel32, HANDLE, CreateFileW,
               (LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                SECURITY_ATTRIBUTES* lpSecurityAttributes, DWORD dwCreationDisposition,
                DWORD dwFlagsAndAttributes, HANDLE hTemplateFile));

}  // namespace mimic::win::kernel32
