// The functions of kernel32 that the C runtimes' input and output stands on.
#pragma once

#include "abi/windows/types.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

#define CRT_USES(result, name, parameters) DECLARE_EXPORT(kernel32, result, name, parameters)

CRT_USES(HANDLE, CreateFileW,
         (const WCHAR* name, DWORD access, DWORD share, void* security, DWORD disposition,
          DWORD attributes, HANDLE pattern));
CRT_USES(BOOL, ReadFile, (HANDLE file, void* to, DWORD size, DWORD* read, OVERLAPPED* overlapped));
CRT_USES(BOOL, WriteFile,
         (HANDLE file, const void* from, DWORD size, DWORD* written, OVERLAPPED* overlapped));
CRT_USES(BOOL, SetFilePointerEx,
         (HANDLE file, LARGE_INTEGER distance, LARGE_INTEGER* position, DWORD method));
CRT_USES(BOOL, SetEndOfFile, (HANDLE file));
CRT_USES(BOOL, GetFileSizeEx, (HANDLE file, LARGE_INTEGER* size));
CRT_USES(BOOL, FlushFileBuffers, (HANDLE file));
CRT_USES(DWORD, GetFileType, (HANDLE file));
CRT_USES(BOOL, LockFile,
         (HANDLE file, DWORD offset, DWORD offset_high, DWORD size, DWORD size_high));
CRT_USES(BOOL, UnlockFile,
         (HANDLE file, DWORD offset, DWORD offset_high, DWORD size, DWORD size_high));
CRT_USES(BOOL, DeleteFileW, (const WCHAR* name));
CRT_USES(DWORD, GetFileAttributesW, (const WCHAR* name));
CRT_USES(DWORD, GetTempPathW, (DWORD capacity, WCHAR* to));
CRT_USES(HANDLE, GetStdHandle, (DWORD number));
CRT_USES(BOOL, SetStdHandle, (DWORD number, HANDLE handle));
CRT_USES(BOOL, CloseHandle, (HANDLE handle));
CRT_USES(BOOL, DuplicateHandle,
         (HANDLE from_process, HANDLE handle, HANDLE to_process, HANDLE* to, DWORD access,
          BOOL inherit, DWORD options));
CRT_USES(BOOL, CreatePipe, (HANDLE * read, HANDLE* write, void* security, DWORD size));
CRT_USES(BOOL, PeekNamedPipe,
         (HANDLE pipe, void* to, DWORD size, DWORD* read, DWORD* available, DWORD* left));
CRT_USES(DWORD, GetLastError, ());
CRT_USES(void, SetLastError, (DWORD error));
CRT_USES(void, Sleep, (DWORD milliseconds));
CRT_USES(BOOL, GetConsoleMode, (HANDLE console, DWORD* mode));
CRT_USES(BOOL, SetConsoleMode, (HANDLE console, DWORD mode));
CRT_USES(BOOL, ReadConsoleW, (HANDLE console, void* to, DWORD count, DWORD* read, void* control));
CRT_USES(BOOL, WriteConsoleW,
         (HANDLE console, const void* from, DWORD count, DWORD* written, void* reserved));
CRT_USES(BOOL, ReadConsoleInputW, (HANDLE console, void* records, DWORD count, DWORD* read));
CRT_USES(BOOL, PeekConsoleInputW, (HANDLE console, void* records, DWORD count, DWORD* read));
CRT_USES(BOOL, GetNumberOfConsoleInputEvents, (HANDLE console, DWORD* count));

#undef CRT_USES

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {

inline const HANDLE kInvalidHandle = reinterpret_cast<HANDLE>(-1);
inline const HANDLE kThisProcess = reinterpret_cast<HANDLE>(-1);

}  // namespace mimic::win::crt
