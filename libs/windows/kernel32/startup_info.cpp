// What the process was started with: command line and STARTUPINFO; attribute lists for children.
#include "libs/windows/kernel32/startup_info.h"

#include <algorithm>
#include <cstring>

#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD STARTF_USESTDHANDLES = 0x100, STARTF_USEHOTKEY = 0x200, STARTF_SHELLPRIVATE = 0x400;

// An ANSI text that lasts as long as the process.
char* lasting(std::u16string_view text) {
  const std::string narrow = to_ansi(text);
  auto* copy = new char[narrow.size() + 1];
  std::memcpy(copy, narrow.c_str(), narrow.size() + 1);
  return copy;
}

template <class C>
void fill(STARTUPINFO<C>& info, C* desktop, C* title, C* reserved) {
  const auto& p = *current_peb()->ProcessParameters;
  info = {};
  info.cb = sizeof info;
  info.lpReserved = reserved;
  info.lpDesktop = desktop;
  info.lpTitle = title;
  info.dwX = p.StartingX;
  info.dwY = p.StartingY;
  info.dwXSize = p.CountX;
  info.dwYSize = p.CountY;
  info.dwXCountChars = p.CountCharsX;
  info.dwYCountChars = p.CountCharsY;
  info.dwFillAttribute = p.FillAttribute;
  info.dwFlags = p.WindowFlags;
  info.wShowWindow = p.ShowWindowFlags;
  info.cbReserved2 = p.RuntimeData.Length;
  info.lpReserved2 = reinterpret_cast<BYTE*>(p.RuntimeData.Buffer);
  if (p.WindowFlags & (STARTF_USESTDHANDLES | STARTF_USEHOTKEY | STARTF_SHELLPRIVATE)) {
    info.hStdInput = p.StandardInput;
    info.hStdOutput = p.StandardOutput;
    info.hStdError = p.StandardError;
  }
}

}  // namespace

EXPORT(kernel32, LPWSTR, GetCommandLineW, ()) {
  return current_peb()->ProcessParameters->CommandLine.Buffer;
}

EXPORT(kernel32, LPSTR, GetCommandLineA, ()) {
  static char* const line = lasting(view_of(current_peb()->ProcessParameters->CommandLine));
  return line;
}

EXPORT(kernel32, void, GetStartupInfoW, (STARTUPINFOW * lpStartupInfo)) {
  const auto& p = *current_peb()->ProcessParameters;
  fill(*lpStartupInfo, p.DesktopInfo.Buffer, p.WindowTitle.Buffer, p.ShellInfo.Buffer);
}

EXPORT(kernel32, void, GetStartupInfoA, (STARTUPINFOA * lpStartupInfo)) {
  const auto& p = *current_peb()->ProcessParameters;
  static char* const desktop = lasting(view_of(p.DesktopInfo));
  static char* const title = lasting(view_of(p.WindowTitle));
  static char* const reserved = lasting(view_of(p.ShellInfo));
  fill(*lpStartupInfo, desktop, title, reserved);
}

EXPORT(kernel32, BOOL, InitializeProcThreadAttributeList,
       (PROC_THREAD_ATTRIBUTE_LIST * lpAttributeList, DWORD dwAttributeCount, DWORD dwFlags,
        SIZE_T* lpSize)) {
  if (dwFlags) return fail_with(ERROR_INVALID_PARAMETER);
  const SIZE_T needed =
      sizeof(PROC_THREAD_ATTRIBUTE_LIST) + dwAttributeCount * sizeof(PROC_THREAD_ATTRIBUTE);
  const SIZE_T given = *lpSize;
  *lpSize = needed;
  if (!lpAttributeList || given < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  *lpAttributeList = {};
  lpAttributeList->capacity = dwAttributeCount;
  return TRUE;
}

EXPORT(kernel32, BOOL, UpdateProcThreadAttribute,
       (PROC_THREAD_ATTRIBUTE_LIST * lpAttributeList, DWORD dwFlags, DWORD_PTR Attribute,
        PVOID lpValue, SIZE_T cbSize, PVOID lpPreviousValue, SIZE_T* lpReturnSize)) {
  constexpr DWORD_PTR kNumber = 0xffff;
  PROC_THREAD_ATTRIBUTE_LIST& list = *lpAttributeList;
  const DWORD kind = 1u << (Attribute & kNumber & 31);
  auto* const end = list.attributes + list.count;
  auto* entry = std::find_if(list.attributes, end,
                             [=](const auto& one) { return one.attribute == Attribute; });
  if (entry == end) {
    if (list.count == list.capacity) return fail_with(ERROR_GEN_FAILURE);
    ++list.count;
  }
  *entry = {Attribute, cbSize, lpValue};
  list.used_kinds |= kind;
  return TRUE;
}

EXPORT(kernel32, void, DeleteProcThreadAttributeList,
       (PROC_THREAD_ATTRIBUTE_LIST * lpAttributeList)) {}

}  // namespace mimic::win::kernel32
