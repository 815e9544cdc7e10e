#include "libs/windows/core/event.h"

#include "libs/windows/core/synchronization.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

inline constexpr DWORD CREATE_EVENT_MANUAL_RESET = 1, CREATE_EVENT_INITIAL_SET = 2;

EXPORT(kernel32, HANDLE, CreateEventExW,
       (const SECURITY_ATTRIBUTES* lpEventAttributes, LPCWSTR lpName, DWORD dwFlags,
        DWORD dwDesiredAccess)) {
  if (dwFlags & ~(CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET)) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  return created(make_event(full_name_of(view_of(lpName)), dwFlags & CREATE_EVENT_MANUAL_RESET,
                            dwFlags & CREATE_EVENT_INITIAL_SET),
                 dwDesiredAccess, kEventAllAccess, lpEventAttributes);
}

EXPORT(kernel32, HANDLE, CreateEventExA,
       (const SECURITY_ATTRIBUTES* lpEventAttributes, LPCSTR lpName, DWORD dwFlags,
        DWORD dwDesiredAccess)) {
  return CreateEventExW(lpEventAttributes, WideName(lpName), dwFlags, dwDesiredAccess);
}

EXPORT(kernel32, HANDLE, CreateEventW,
       (const SECURITY_ATTRIBUTES* lpEventAttributes, BOOL bManualReset, BOOL bInitialState,
        LPCWSTR lpName)) {
  return CreateEventExW(lpEventAttributes, lpName,
                        (bManualReset ? CREATE_EVENT_MANUAL_RESET : 0) |
                            (bInitialState ? CREATE_EVENT_INITIAL_SET : 0),
                        kEventAllAccess);
}

EXPORT(kernel32, HANDLE, CreateEventA,
       (const SECURITY_ATTRIBUTES* lpEventAttributes, BOOL bManualReset, BOOL bInitialState,
        LPCSTR lpName)) {
  return CreateEventW(lpEventAttributes, bManualReset, bInitialState, WideName(lpName));
}

EXPORT(kernel32, HANDLE, OpenEventW, (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)) {
  return opened(lpName, ObjectType::kEvent, dwDesiredAccess, kEventAllAccess, bInheritHandle);
}

EXPORT(kernel32, HANDLE, OpenEventA, (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)) {
  return OpenEventW(dwDesiredAccess, bInheritHandle, WideName(lpName));
}

EXPORT(kernel32, BOOL, SetEvent, (HANDLE hEvent)) {
  auto event = object_of<Event>(hEvent);
  if (!event) return fail(event.error());
  (*event)->set();
  return TRUE;
}

EXPORT(kernel32, BOOL, ResetEvent, (HANDLE hEvent)) {
  auto event = object_of<Event>(hEvent);
  if (!event) return fail(event.error());
  (*event)->reset();
  return TRUE;
}

EXPORT(kernel32, BOOL, PulseEvent, (HANDLE hEvent)) {
  auto event = object_of<Event>(hEvent);
  if (!event) return fail(event.error());
  (*event)->pulse();
  return TRUE;
}

}  // namespace mimic::win::kernel32
