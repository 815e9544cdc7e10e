#include "libs/windows/core/semaphore.h"

#include "libs/windows/core/synchronization.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, HANDLE, CreateSemaphoreExW,
       (const SECURITY_ATTRIBUTES* lpSemaphoreAttributes, LONG lInitialCount, LONG lMaximumCount,
        LPCWSTR lpName, DWORD dwFlags, DWORD dwDesiredAccess)) {
  if (dwFlags != 0) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  return created(make_semaphore(full_name_of(view_of(lpName)), lInitialCount, lMaximumCount),
                 dwDesiredAccess, kSemaphoreAllAccess, lpSemaphoreAttributes);
}

EXPORT(kernel32, HANDLE, CreateSemaphoreExA,
       (const SECURITY_ATTRIBUTES* lpSemaphoreAttributes, LONG lInitialCount, LONG lMaximumCount,
        LPCSTR lpName, DWORD dwFlags, DWORD dwDesiredAccess)) {
  return CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, WideName(lpName),
                            dwFlags, dwDesiredAccess);
}

EXPORT(kernel32, HANDLE, CreateSemaphoreW,
       (const SECURITY_ATTRIBUTES* lpSemaphoreAttributes, LONG lInitialCount, LONG lMaximumCount,
        LPCWSTR lpName)) {
  return CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, lpName, 0,
                            kSemaphoreAllAccess);
}

EXPORT(kernel32, HANDLE, CreateSemaphoreA,
       (const SECURITY_ATTRIBUTES* lpSemaphoreAttributes, LONG lInitialCount, LONG lMaximumCount,
        LPCSTR lpName)) {
  return CreateSemaphoreW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, WideName(lpName));
}

EXPORT(kernel32, HANDLE, OpenSemaphoreW,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)) {
  return opened(lpName, ObjectType::kSemaphore, dwDesiredAccess, kSemaphoreAllAccess,
                bInheritHandle);
}

EXPORT(kernel32, HANDLE, OpenSemaphoreA,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)) {
  return OpenSemaphoreW(dwDesiredAccess, bInheritHandle, WideName(lpName));
}

EXPORT(kernel32, BOOL, ReleaseSemaphore,
       (HANDLE hSemaphore, LONG lReleaseCount, LONG* lpPreviousCount)) {
  auto semaphore = object_of<Semaphore>(hSemaphore);
  if (!semaphore) return fail(semaphore.error());
  if (lReleaseCount <= 0) return fail(STATUS_INVALID_PARAMETER);
  LONG previous;
  const NTSTATUS status = (*semaphore)->release_count(lReleaseCount, &previous);
  if (!nt_success(status)) return fail(status);
  if (lpPreviousCount) *lpPreviousCount = previous;
  return TRUE;
}

}  // namespace mimic::win::kernel32
