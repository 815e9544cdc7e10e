// The basic types of the Windows x64 ABI (LLP64, UTF-16), spelled as Windows spells them.
#pragma once

#include <cstddef>
#include <cstdint>

// The Windows x64 calling convention, for functions that guest code calls or is called through.
#define MS_ABI __attribute__((ms_abi))

namespace mimic::win {

using BOOL = int;
using BOOLEAN = uint8_t;
using BYTE = uint8_t;
using UCHAR = uint8_t;
using CHAR = char;
using WCHAR = char16_t;
using SHORT = int16_t;
using WORD = uint16_t;
using USHORT = uint16_t;
using INT = int;
using UINT = unsigned int;
using LONG = int32_t;
using DWORD = uint32_t;
using ULONG = uint32_t;
using LONG64 = int64_t;
using LONGLONG = int64_t;
using ULONGLONG = uint64_t;
using ULONG64 = uint64_t;
using DWORD64 = uint64_t;
using DWORDLONG = uint64_t;
using INT_PTR = int64_t;
using UINT_PTR = uint64_t;
using LONG_PTR = int64_t;
using ULONG_PTR = uint64_t;
using DWORD_PTR = uint64_t;
using SIZE_T = uint64_t;
using SSIZE_T = int64_t;
using PVOID = void*;
using LPVOID = void*;
using LPCVOID = const void*;
using LPSTR = char*;
using LPCSTR = const char*;
using LPWSTR = WCHAR*;
using LPCWSTR = const WCHAR*;
using LPDWORD = DWORD*;
using LPBOOL = BOOL*;
using HANDLE = void*;
using HMODULE = void*;
using HINSTANCE = void*;
using HKEY = void*;
using HWND = void*;
using HRESULT = int32_t;
using NTSTATUS = int32_t;
using LSTATUS = int32_t;
using ATOM = uint16_t;
using LCID = uint32_t;
using LANGID = uint16_t;
using ACCESS_MASK = uint32_t;
using FARPROC = void*;

inline constexpr BOOL FALSE = 0;
inline constexpr BOOL TRUE = 1;
inline const HANDLE INVALID_HANDLE_VALUE = reinterpret_cast<HANDLE>(-1);
inline constexpr DWORD INFINITE = 0xffffffff;
inline constexpr size_t MAX_PATH = 260;

struct LARGE_INTEGER {
  int64_t QuadPart;
};
struct ULARGE_INTEGER {
  uint64_t QuadPart;
};
struct FILETIME {  // 100 ns units since 1601-01-01 UTC
  DWORD dwLowDateTime;
  DWORD dwHighDateTime;
};
struct UNICODE_STRING {  // lengths in bytes, without the terminator
  USHORT Length;
  USHORT MaximumLength;
  WCHAR* Buffer;
};
struct ANSI_STRING {
  USHORT Length;
  USHORT MaximumLength;
  char* Buffer;
};
struct LIST_ENTRY {
  LIST_ENTRY* Flink;
  LIST_ENTRY* Blink;
};
struct GUID {
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];
};
struct SECURITY_ATTRIBUTES {
  DWORD nLength;
  LPVOID lpSecurityDescriptor;
  BOOL bInheritHandle;
};
struct IO_STATUS_BLOCK {
  union {
    NTSTATUS Status;
    PVOID Pointer;
  };
  ULONG_PTR Information;
};
struct OBJECT_ATTRIBUTES {
  ULONG Length;
  HANDLE RootDirectory;
  UNICODE_STRING* ObjectName;
  ULONG Attributes;
  PVOID SecurityDescriptor;
  PVOID SecurityQualityOfService;
};
struct CLIENT_ID {
  ULONG_PTR UniqueProcess;
  ULONG_PTR UniqueThread;
};
struct SYSTEMTIME {
  WORD wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds;
};
struct OVERLAPPED {
  ULONG_PTR Internal;      // NTSTATUS of the operation
  ULONG_PTR InternalHigh;  // bytes transferred
  union {
    struct {
      DWORD Offset;
      DWORD OffsetHigh;
    };
    PVOID Pointer;
  };
  HANDLE hEvent;
};

}  // namespace mimic::win
