#include "libs/windows/core/synchronization.h"
#include "libs/windows/core/timer.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

inline constexpr DWORD CREATE_WAITABLE_TIMER_MANUAL_RESET = 1;
inline constexpr DWORD CREATE_WAITABLE_TIMER_HIGH_RESOLUTION = 2;

// Every timer has the host's resolution.
EXPORT(kernel32, HANDLE, CreateWaitableTimerExW,
       (const SECURITY_ATTRIBUTES* lpTimerAttributes, LPCWSTR lpTimerName, DWORD dwFlags,
        DWORD dwDesiredAccess)) {
  if (dwFlags & ~(CREATE_WAITABLE_TIMER_MANUAL_RESET | CREATE_WAITABLE_TIMER_HIGH_RESOLUTION)) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  return created(
      make_timer(full_name_of(view_of(lpTimerName)), dwFlags & CREATE_WAITABLE_TIMER_MANUAL_RESET),
      dwDesiredAccess, kTimerAllAccess, lpTimerAttributes);
}

EXPORT(kernel32, HANDLE, CreateWaitableTimerExA,
       (const SECURITY_ATTRIBUTES* lpTimerAttributes, LPCSTR lpTimerName, DWORD dwFlags,
        DWORD dwDesiredAccess)) {
  return CreateWaitableTimerExW(lpTimerAttributes, WideName(lpTimerName), dwFlags, dwDesiredAccess);
}

EXPORT(kernel32, HANDLE, CreateWaitableTimerW,
       (const SECURITY_ATTRIBUTES* lpTimerAttributes, BOOL bManualReset, LPCWSTR lpTimerName)) {
  return CreateWaitableTimerExW(lpTimerAttributes, lpTimerName,
                                bManualReset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0,
                                kTimerAllAccess);
}

EXPORT(kernel32, HANDLE, CreateWaitableTimerA,
       (const SECURITY_ATTRIBUTES* lpTimerAttributes, BOOL bManualReset, LPCSTR lpTimerName)) {
  return CreateWaitableTimerW(lpTimerAttributes, bManualReset, WideName(lpTimerName));
}

EXPORT(kernel32, HANDLE, OpenWaitableTimerW,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpTimerName)) {
  return opened(lpTimerName, ObjectType::kTimer, dwDesiredAccess, kTimerAllAccess, bInheritHandle);
}

EXPORT(kernel32, HANDLE, OpenWaitableTimerA,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpTimerName)) {
  return OpenWaitableTimerW(dwDesiredAccess, bInheritHandle, WideName(lpTimerName));
}

EXPORT(kernel32, BOOL, SetWaitableTimer,
       (HANDLE hTimer, const LARGE_INTEGER* lpDueTime, LONG lPeriod, PVOID pfnCompletionRoutine,
        LPVOID lpArgToCompletionRoutine, BOOL fResume)) {
  auto timer = object_of<Timer>(hTimer);
  if (!timer) return fail(timer.error());
  if (lPeriod < 0) return fail(STATUS_INVALID_PARAMETER);
  const LARGE_INTEGER due = *lpDueTime;
  (*timer)->set(&due, static_cast<ULONG>(lPeriod), pfnCompletionRoutine, lpArgToCompletionRoutine,
                nullptr);
  // A system that cannot be woken by a timer says so, and sets the timer all the same.
  set_last_error(fResume ? ERROR_NOT_SUPPORTED : ERROR_SUCCESS);
  return TRUE;
}

EXPORT(kernel32, BOOL, SetWaitableTimerEx,
       (HANDLE hTimer, const LARGE_INTEGER* lpDueTime, LONG lPeriod, PVOID pfnCompletionRoutine,
        LPVOID lpArgToCompletionRoutine, PVOID WakeContext, ULONG TolerableDelay)) {
  return SetWaitableTimer(hTimer, lpDueTime, lPeriod, pfnCompletionRoutine,
                          lpArgToCompletionRoutine, FALSE);
}

EXPORT(kernel32, BOOL, CancelWaitableTimer, (HANDLE hTimer)) {
  auto timer = object_of<Timer>(hTimer);
  if (!timer) return fail(timer.error());
  (*timer)->cancel(nullptr);
  return TRUE;
}

}  // namespace mimic::win::kernel32
