// What the guest programs of this folder share: the checks and small files of the file-system ones,
// and the native functions.
#pragma once
#define _WIN32_WINNT 0x0A00
#include <winternl.h>

#include "../fs/check.h"

// A function of ntdll that no import library offers: NATIVE(NtDeleteFile, (OBJECT_ATTRIBUTES*));
#define NATIVE(name, parameters)                                                             \
  NTSTATUS(NTAPI* name)                                                                      \
  parameters =                                                                               \
      (NTSTATUS(NTAPI*) parameters)(void*)GetProcAddress(GetModuleHandleW(L"ntdll"), #name); \
  CHECK(name)

static inline HANDLE open_file(const WCHAR* name, DWORD access, DWORD share, DWORD disposition,
                               DWORD flags) {
  return CreateFileW(name, access, share, NULL, disposition, flags, NULL);
}
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
