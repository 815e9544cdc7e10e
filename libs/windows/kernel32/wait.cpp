// WaitForSingleObject and its kind, Sleep.
#include "libs/windows/core/wait.h"

#include <sched.h>

#include "libs/windows/core/clock.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

constexpr DWORD WAIT_FAILED = 0xffffffff;
constexpr DWORD WAIT_IO_COMPLETION = 0xc0;
constexpr DWORD MAXIMUM_WAIT_OBJECTS = 64;

DWORD wait_result(NTSTATUS status) {
  if (nt_success(status)) return static_cast<DWORD>(status);
  fail(status);
  return WAIT_FAILED;
}

// The standard handles -10 to -12 stand for what GetStdHandle gives.
Expected<Ref<Object>> waited_for(HANDLE handle) {
  const auto value = reinterpret_cast<int64_t>(handle);
  if (value >= -12 && value <= -10) {
    const auto* parameters = current_peb()->ProcessParameters;
    const HANDLE standard[] = {parameters->StandardInput, parameters->StandardOutput,
                               parameters->StandardError};
    return object_of(standard[-10 - value]);
  }
  return object_of(handle);
}

}  // namespace

EXPORT(kernel32, DWORD, WaitForSingleObjectEx,
       (HANDLE hHandle, DWORD dwMilliseconds, BOOL bAlertable)) {
  LARGE_INTEGER storage;
  auto object = waited_for(hHandle);
  if (!object) return wait_result(object.error());
  return wait_result(wait_for_one(**object, bAlertable != 0, timeout_of(dwMilliseconds, storage)));
}

EXPORT(kernel32, DWORD, WaitForSingleObject, (HANDLE hHandle, DWORD dwMilliseconds)) {
  return WaitForSingleObjectEx(hHandle, dwMilliseconds, FALSE);
}

EXPORT(kernel32, DWORD, WaitForMultipleObjectsEx,
       (DWORD nCount, const HANDLE* lpHandles, BOOL bWaitAll, DWORD dwMilliseconds,
        BOOL bAlertable)) {
  if (nCount == 0 || nCount > MAXIMUM_WAIT_OBJECTS) return wait_result(STATUS_INVALID_PARAMETER);
  Ref<Object> objects[MAXIMUM_WAIT_OBJECTS];
  for (DWORD index = 0; index < nCount; ++index) {
    auto object = waited_for(lpHandles[index]);
    if (!object) return wait_result(object.error());
    objects[index] = std::move(*object);
  }
  LARGE_INTEGER storage;
  return wait_result(wait_for(std::span(objects, nCount), bWaitAll != 0, bAlertable != 0,
                              timeout_of(dwMilliseconds, storage)));
}

EXPORT(kernel32, DWORD, WaitForMultipleObjects,
       (DWORD nCount, const HANDLE* lpHandles, BOOL bWaitAll, DWORD dwMilliseconds)) {
  return WaitForMultipleObjectsEx(nCount, lpHandles, bWaitAll, dwMilliseconds, FALSE);
}

EXPORT(kernel32, DWORD, SignalObjectAndWait,
       (HANDLE hObjectToSignal, HANDLE hObjectToWaitOn, DWORD dwMilliseconds, BOOL bAlertable)) {
  auto to_signal = object_of(hObjectToSignal);
  if (!to_signal) return wait_result(to_signal.error());
  auto object = object_of(hObjectToWaitOn);
  if (!object) return wait_result(object.error());
  LARGE_INTEGER storage;
  return wait_result(
      signal_and_wait(**to_signal, **object, bAlertable != 0, timeout_of(dwMilliseconds, storage)));
}

EXPORT(kernel32, DWORD, SleepEx, (DWORD dwMilliseconds, BOOL bAlertable)) {
  LARGE_INTEGER storage;
  const NTSTATUS status = delay(bAlertable != 0, timeout_of(dwMilliseconds, storage));
  return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

EXPORT(kernel32, void, Sleep, (DWORD dwMilliseconds)) { SleepEx(dwMilliseconds, FALSE); }

EXPORT(kernel32, BOOL, SwitchToThread, ()) {
  ::sched_yield();
  return TRUE;
}

}  // namespace mimic::win::kernel32
