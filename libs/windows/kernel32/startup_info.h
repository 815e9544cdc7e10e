// STARTUPINFO and what belongs to it, as CreateProcess takes them.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win::kernel32 {

template <class C>
struct STARTUPINFO {
  DWORD cb;
  C* lpReserved;
  C* lpDesktop;
  C* lpTitle;
  DWORD dwX, dwY, dwXSize, dwYSize, dwXCountChars, dwYCountChars, dwFillAttribute, dwFlags;
  WORD wShowWindow;
  WORD cbReserved2;
  BYTE* lpReserved2;
  HANDLE hStdInput, hStdOutput, hStdError;
};
using STARTUPINFOA = STARTUPINFO<char>;
using STARTUPINFOW = STARTUPINFO<WCHAR>;
static_assert(sizeof(STARTUPINFOW) == 104);

// The opaque list that InitializeProcThreadAttributeList lays out; `count` entries follow.
struct PROC_THREAD_ATTRIBUTE {
  DWORD_PTR attribute;
  SIZE_T size;
  PVOID value;
};
struct PROC_THREAD_ATTRIBUTE_LIST {
  DWORD used_kinds;  // bit n: an attribute of number n is there
  DWORD capacity;
  DWORD count;
  DWORD flags;
  PVOID reserved;
  PROC_THREAD_ATTRIBUTE attributes[];
};
static_assert(sizeof(PROC_THREAD_ATTRIBUTE_LIST) == 24);

struct STARTUPINFOEXW {
  STARTUPINFOW info;
  PROC_THREAD_ATTRIBUTE_LIST* lpAttributeList;
};
static_assert(sizeof(STARTUPINFOEXW) == 112);

inline constexpr DWORD_PTR PROC_THREAD_ATTRIBUTE_PARENT_PROCESS = 0x20000,
                           PROC_THREAD_ATTRIBUTE_HANDLE_LIST = 0x20002,
                           PROC_THREAD_ATTRIBUTE_JOB_LIST = 0x2000d,
                           PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE = 0x20016;

struct PROCESS_INFORMATION {
  HANDLE hProcess;
  HANDLE hThread;
  DWORD dwProcessId;
  DWORD dwThreadId;
};

}  // namespace mimic::win::kernel32
