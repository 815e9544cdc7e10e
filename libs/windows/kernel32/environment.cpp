// Environment variables of the process.
#include "libs/windows/core/environment.h"

#include <cstdlib>
#include <cstring>

#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {
namespace {

BOOL result_of(NTSTATUS status) {
  if (nt_success(status)) return TRUE;
  set_last_error(error_of(status));
  return FALSE;
}

// The rule of all queries: the length without the terminator where the text fits, else the size
// needed with it.
template <class C>
DWORD return_text(const std::basic_string<C>& text, C* buffer, DWORD size) {
  if (text.size() >= size) return static_cast<DWORD>(text.size() + 1);
  std::memcpy(buffer, text.c_str(), (text.size() + 1) * sizeof(C));
  return static_cast<DWORD>(text.size());
}

template <class C>
C* allocate_copy(const std::basic_string<C>& block) {
  auto* copy = static_cast<C*>(std::malloc(block.size() * sizeof(C)));
  if (copy) std::memcpy(copy, block.data(), block.size() * sizeof(C));
  return copy;
}

size_t block_length(const char* block) {
  const char* end = block;
  while (*end) end += std::strlen(end) + 1;
  return end - block + 1;
}

}  // namespace

EXPORT(kernel32, DWORD, GetEnvironmentVariableW, (LPCWSTR lpName, LPWSTR lpBuffer, DWORD nSize)) {
  const auto value = environment_variable(view_of(lpName));
  if (!value) {
    set_last_error(ERROR_ENVVAR_NOT_FOUND);
    return 0;
  }
  return return_text(*value, lpBuffer, nSize);
}

EXPORT(kernel32, DWORD, GetEnvironmentVariableA, (LPCSTR lpName, LPSTR lpBuffer, DWORD nSize)) {
  const auto value = environment_variable(from_ansi(lpName));
  if (!value) {
    set_last_error(ERROR_ENVVAR_NOT_FOUND);
    return 0;
  }
  return return_text(to_ansi(*value), lpBuffer, nSize);
}

EXPORT(kernel32, BOOL, SetEnvironmentVariableW, (LPCWSTR lpName, LPCWSTR lpValue)) {
  std::optional<std::u16string> value;
  if (lpValue) value.emplace(lpValue);
  return result_of(set_environment_variable(std::u16string(view_of(lpName)), value));
}

EXPORT(kernel32, BOOL, SetEnvironmentVariableA, (LPCSTR lpName, LPCSTR lpValue)) {
  std::optional<std::u16string> value;
  if (lpValue) value = from_ansi(lpValue);
  return result_of(set_environment_variable(from_ansi(lpName), value));
}

EXPORT(kernel32, LPWSTR, GetEnvironmentStringsW, ()) { return allocate_copy(environment_block()); }

EXPORT(kernel32, BOOL, FreeEnvironmentStringsW, (LPWSTR penv)) {
  std::free(penv);
  return TRUE;
}

EXPORT(kernel32, LPSTR, GetEnvironmentStrings, ()) {
  return allocate_copy(to_ansi(environment_block()));
}
ALSO(kernel32, GetEnvironmentStringsA, "kernel32.GetEnvironmentStrings");

EXPORT(kernel32, BOOL, FreeEnvironmentStringsA, (LPSTR penv)) {
  std::free(penv);
  return TRUE;
}

EXPORT(kernel32, BOOL, SetEnvironmentStringsW, (LPWSTR NewEnvironment)) {
  set_environment_block({NewEnvironment, environment_length(NewEnvironment)});
  return TRUE;
}

EXPORT(kernel32, BOOL, SetEnvironmentStringsA, (LPSTR NewEnvironment)) {
  set_environment_block(from_ansi({NewEnvironment, block_length(NewEnvironment)}));
  return TRUE;
}

EXPORT(kernel32, DWORD, ExpandEnvironmentStringsW, (LPCWSTR lpSrc, LPWSTR lpDst, DWORD nSize)) {
  const std::u16string text = expand_environment(std::u16string(view_of(lpSrc)));
  const DWORD needed = text.size() + 1;
  if (needed <= nSize)
    std::memcpy(lpDst, text.c_str(), needed * sizeof(WCHAR));
  else if (nSize)
    *lpDst = 0;
  return needed;
}

EXPORT(kernel32, DWORD, ExpandEnvironmentStringsA, (LPCSTR lpSrc, LPSTR lpDst, DWORD nSize)) {
  const std::string text = to_ansi(expand_environment(from_ansi(lpSrc)));
  const DWORD needed = text.size() + 1;
  if (needed <= nSize)
    std::memcpy(lpDst, text.c_str(), needed);
  else if (nSize)
    *lpDst = 0;
  return needed;
}

}  // namespace mimic::win::kernel32
