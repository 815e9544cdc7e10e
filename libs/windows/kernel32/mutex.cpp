#include "libs/windows/core/mutant.h"
#include "libs/windows/core/synchronization.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

inline constexpr DWORD CREATE_MUTEX_INITIAL_OWNER = 1;

EXPORT(kernel32, HANDLE, CreateMutexExW,
       (const SECURITY_ATTRIBUTES* lpMutexAttributes, LPCWSTR lpName, DWORD dwFlags,
        DWORD dwDesiredAccess)) {
  if (dwFlags & ~CREATE_MUTEX_INITIAL_OWNER) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  return created(make_mutant(full_name_of(view_of(lpName)), dwFlags & CREATE_MUTEX_INITIAL_OWNER),
                 dwDesiredAccess, kMutantAllAccess, lpMutexAttributes);
}

EXPORT(kernel32, HANDLE, CreateMutexExA,
       (const SECURITY_ATTRIBUTES* lpMutexAttributes, LPCSTR lpName, DWORD dwFlags,
        DWORD dwDesiredAccess)) {
  return CreateMutexExW(lpMutexAttributes, WideName(lpName), dwFlags, dwDesiredAccess);
}

EXPORT(kernel32, HANDLE, CreateMutexW,
       (const SECURITY_ATTRIBUTES* lpMutexAttributes, BOOL bInitialOwner, LPCWSTR lpName)) {
  return CreateMutexExW(lpMutexAttributes, lpName, bInitialOwner ? CREATE_MUTEX_INITIAL_OWNER : 0,
                        kMutantAllAccess);
}

EXPORT(kernel32, HANDLE, CreateMutexA,
       (const SECURITY_ATTRIBUTES* lpMutexAttributes, BOOL bInitialOwner, LPCSTR lpName)) {
  return CreateMutexW(lpMutexAttributes, bInitialOwner, WideName(lpName));
}

EXPORT(kernel32, HANDLE, OpenMutexW, (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)) {
  return opened(lpName, ObjectType::kMutant, dwDesiredAccess, kMutantAllAccess, bInheritHandle);
}

EXPORT(kernel32, HANDLE, OpenMutexA, (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)) {
  return OpenMutexW(dwDesiredAccess, bInheritHandle, WideName(lpName));
}

EXPORT(kernel32, BOOL, ReleaseMutex, (HANDLE hMutex)) {
  auto mutant = object_of<Mutant>(hMutex);
  if (!mutant) return fail(mutant.error());
  return succeeded((*mutant)->release_once(nullptr));
}

}  // namespace mimic::win::kernel32
