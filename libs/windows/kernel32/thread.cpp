// Creating, ending and finding threads; APCs.
#include "libs/windows/core/thread.h"

#include "libs/windows/core/modules.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

namespace {

constexpr DWORD CREATE_SUSPENDED = 4, STACK_SIZE_PARAM_IS_A_RESERVATION = 0x10000;
constexpr ACCESS_MASK THREAD_ALL_ACCESS = 0x1fffff;

}  // namespace

EXPORT(kernel32, HANDLE, CreateRemoteThreadEx,
       (HANDLE hProcess, const SECURITY_ATTRIBUTES* lpThreadAttributes, SIZE_T dwStackSize,
        PVOID lpStartAddress, LPVOID lpParameter, DWORD dwCreationFlags, PVOID lpAttributeList,
        LPDWORD lpThreadId)) {
  auto own = is_current_process(hProcess);
  if (!own || !*own) {
    fail(own ? STATUS_ACCESS_DENIED : own.error());
    return nullptr;
  }
  if (dwCreationFlags & ~(CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION)) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  ThreadStart start;
  start.routine = lpStartAddress;
  start.parameter = lpParameter;
  start.suspended = dwCreationFlags & CREATE_SUSPENDED;
  // Without the flag the size is what is committed at first, which may pass the default reserve.
  if (dwCreationFlags & STACK_SIZE_PARAM_IS_A_RESERVATION ||
      dwStackSize > modules::program()->headers.stack_reserve)
    start.stack_reserve = dwStackSize;
  auto thread = create_thread(start);
  if (!thread) {
    fail(thread.error());
    return nullptr;
  }
  if (lpThreadId) *lpThreadId = (*thread)->id();
  return handles().insert(std::move(*thread), THREAD_ALL_ACCESS, inherits(lpThreadAttributes));
}

EXPORT(kernel32, HANDLE, CreateRemoteThread,
       (HANDLE hProcess, const SECURITY_ATTRIBUTES* lpThreadAttributes, SIZE_T dwStackSize,
        PVOID lpStartAddress, LPVOID lpParameter, DWORD dwCreationFlags, LPDWORD lpThreadId)) {
  return CreateRemoteThreadEx(hProcess, lpThreadAttributes, dwStackSize, lpStartAddress,
                              lpParameter, dwCreationFlags, nullptr, lpThreadId);
}

EXPORT(kernel32, HANDLE, CreateThread,
       (const SECURITY_ATTRIBUTES* lpThreadAttributes, SIZE_T dwStackSize, PVOID lpStartAddress,
        LPVOID lpParameter, DWORD dwCreationFlags, LPDWORD lpThreadId)) {
  return CreateRemoteThreadEx(INVALID_HANDLE_VALUE, lpThreadAttributes, dwStackSize, lpStartAddress,
                              lpParameter, dwCreationFlags, nullptr, lpThreadId);
}

FORWARD(kernel32, ExitThread, "ntdll.RtlExitUserThread");

EXPORT(kernel32, void, FreeLibraryAndExitThread, (HMODULE hLibModule, DWORD dwExitCode)) {
  if (Module* module = modules::by_base(hLibModule)) modules::unload(module);
  exit_thread(dwExitCode);
}

EXPORT(kernel32, BOOL, TerminateThread, (HANDLE hThread, DWORD dwExitCode)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  return succeeded(terminate_thread(**thread, dwExitCode));
}

EXPORT(kernel32, BOOL, GetExitCodeThread, (HANDLE hThread, LPDWORD lpExitCode)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  DWORD code;
  {
    DispatcherLock lock;
    code = (*thread)->exit_code;
  }
  *lpExitCode = code;
  return TRUE;
}

EXPORT(kernel32, HANDLE, OpenThread,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwThreadId)) {
  Ref<Thread> thread = find_thread(dwThreadId);
  if (!thread) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  return handles().insert(std::move(thread), specific_access(dwDesiredAccess, THREAD_ALL_ACCESS),
                          bInheritHandle != 0);
}

EXPORT(kernel32, HANDLE, GetCurrentThread, ()) { return reinterpret_cast<HANDLE>(-2); }

EXPORT(kernel32, DWORD, GetCurrentThreadId, ()) {
  return static_cast<DWORD>(current_teb()->ClientId.UniqueThread);
}

EXPORT(kernel32, DWORD, GetThreadId, (HANDLE Thread)) {
  auto thread = object_of<win::Thread>(Thread);
  return thread ? (*thread)->id() : static_cast<DWORD>(fail(thread.error()));
}

EXPORT(kernel32, DWORD, GetProcessIdOfThread, (HANDLE Thread)) {
  auto thread = object_of<win::Thread>(Thread);
  if (!thread) return static_cast<DWORD>(fail(thread.error()));
  return static_cast<DWORD>(current_teb()->ClientId.UniqueProcess);
}

namespace {

BOOL queue_apc(HANDLE handle, PVOID routine, ULONG_PTR first, ULONG_PTR second, ULONG_PTR third) {
  auto thread = object_of<Thread>(handle);
  if (!thread) return fail(thread.error());
  auto* apc = new Apc{reinterpret_cast<ApcRoutine>(routine), {first, second, third}};
  return (*thread)->queue_apc(apc) ? TRUE : fail_with(ERROR_GEN_FAILURE);
}

}  // namespace

EXPORT(kernel32, DWORD, QueueUserAPC, (PVOID pfnAPC, HANDLE hThread, ULONG_PTR dwData)) {
  return static_cast<DWORD>(queue_apc(hThread, pfnAPC, dwData, 0, 0));
}

EXPORT_PARTIAL("a special APC runs at the next alertable wait", kernel32, BOOL, QueueUserAPC2,
               (PVOID ApcRoutine, HANDLE Thread, ULONG_PTR Data, DWORD Flags)) {
  return queue_apc(Thread, ApcRoutine, Data, 0, 0);
}

}  // namespace mimic::win::kernel32
