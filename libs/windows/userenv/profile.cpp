// userenv: where the user's files are, and the environment of a user.
#include <cstdlib>
#include <cstring>

#include "libs/windows/core/environment.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/token.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::userenv {

using kernel32::fail;
using kernel32::fail_with;

namespace {

std::u16string profile_folder() {
  const char* home = ::getenv("HOME");
  return dos_path(home && home[0] == '/' ? home : "/");
}

BOOL give_folder(const std::u16string& folder, LPWSTR buffer, LPDWORD size) {
  if (!size) return fail_with(ERROR_INVALID_PARAMETER);
  const DWORD needed = static_cast<DWORD>(folder.size() + 1), room = *size;
  *size = needed;
  if (!buffer || room < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(buffer, folder.c_str(), needed * sizeof(WCHAR));
  return TRUE;
}
BOOL give_folder(const std::u16string& folder, LPSTR buffer, LPDWORD size) {
  if (!size) return fail_with(ERROR_INVALID_PARAMETER);
  const std::string text = to_ansi(folder);
  const DWORD needed = static_cast<DWORD>(text.size() + 1), room = *size;
  *size = needed;
  if (!buffer || room < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(buffer, text.c_str(), needed);
  return TRUE;
}

}  // namespace

EXPORT(userenv, BOOL, GetUserProfileDirectoryW,
       (HANDLE hToken, LPWSTR lpProfileDir, LPDWORD lpcchSize)) {
  if (auto token = token_of(hToken, TOKEN_QUERY); !token) return fail(token.error());
  return give_folder(profile_folder(), lpProfileDir, lpcchSize);
}
EXPORT(userenv, BOOL, GetUserProfileDirectoryA,
       (HANDLE hToken, LPSTR lpProfileDir, LPDWORD lpcchSize)) {
  if (auto token = token_of(hToken, TOKEN_QUERY); !token) return fail(token.error());
  return give_folder(profile_folder(), lpProfileDir, lpcchSize);
}
EXPORT(userenv, BOOL, GetAllUsersProfileDirectoryW, (LPWSTR lpProfileDir, LPDWORD lpcchSize)) {
  return give_folder(u"C:\\ProgramData", lpProfileDir, lpcchSize);
}
EXPORT(userenv, BOOL, GetDefaultUserProfileDirectoryW, (LPWSTR lpProfileDir, LPDWORD lpcchSize)) {
  return give_folder(u"C:\\Users\\Default", lpProfileDir, lpcchSize);
}
EXPORT(userenv, BOOL, GetProfilesDirectoryW, (LPWSTR lpProfileDir, LPDWORD lpcchSize)) {
  return give_folder(u"C:\\Users", lpProfileDir, lpcchSize);
}
EXPORT(userenv, BOOL, GetProfileType, (DWORD * dwFlags)) {
  *dwFlags = 0;  // a local one
  return TRUE;
}

EXPORT(userenv, BOOL, CreateEnvironmentBlock,
       (LPVOID * lpEnvironment, HANDLE hToken, BOOL bInherit)) {
  const std::u16string block = environment_block();
  void* copy = heap_allocate(block.size() * sizeof(WCHAR));
  if (!copy) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
  std::memcpy(copy, block.data(), block.size() * sizeof(WCHAR));
  *lpEnvironment = copy;
  return TRUE;
}
EXPORT(userenv, BOOL, DestroyEnvironmentBlock, (LPVOID lpEnvironment)) {
  heap_free(lpEnvironment);
  return TRUE;
}
EXPORT(userenv, BOOL, ExpandEnvironmentStringsForUserW,
       (HANDLE hToken, LPCWSTR lpSrc, LPWSTR lpDest, DWORD dwSize)) {
  const std::u16string text = expand_environment(view_of(lpSrc));
  if (dwSize <= text.size()) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(lpDest, text.c_str(), (text.size() + 1) * sizeof(WCHAR));
  return TRUE;
}

}  // namespace mimic::win::userenv
