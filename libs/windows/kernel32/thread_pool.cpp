// The thread pool of Windows Vista and later.
#include "libs/windows/core/thread_pool.h"

#include "libs/windows/core/io.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

PoolItem* make_item(PoolItemKind kind, PVOID callback, PVOID context,
                    const CallbackEnvironment* environment) {
  if (!callback) {
    fail_with(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  auto* item = new PoolItem(kind, callback, context, environment);
  item->retain();
  return item;
}

}  // namespace

EXPORT(kernel32, Pool*, CreateThreadpool, (PVOID reserved)) {
  if (!reserved) return create_pool();
  fail_with(ERROR_INVALID_PARAMETER);
  return nullptr;
}
EXPORT(kernel32, BOOL, SetThreadpoolThreadMinimum, (Pool * ptpp, DWORD cthrdMic)) {
  return set_pool_minimum(ptpp, cthrdMic);
}
EXPORT(kernel32, BOOL, SetThreadpoolStackInformation, (Pool * ptpp, const PoolStack* ptpsi)) {
  set_pool_stack(ptpp, *ptpsi);
  return TRUE;
}
EXPORT(kernel32, BOOL, QueryThreadpoolStackInformation, (Pool * ptpp, PoolStack* ptpsi)) {
  *ptpsi = pool_stack(ptpp);
  return TRUE;
}
EXPORT(kernel32, CleanupGroup*, CreateThreadpoolCleanupGroup, ()) { return new CleanupGroup; }

EXPORT(kernel32, BOOL, TrySubmitThreadpoolCallback,
       (PVOID pfns, PVOID pv, const CallbackEnvironment* pcbe)) {
  if (!pfns) return fail_with(ERROR_INVALID_PARAMETER);
  Ref<PoolItem> item(new PoolItem(PoolItemKind::kSimple, pfns, pv, pcbe));
  item->submit();
  return TRUE;
}

EXPORT(kernel32, PoolItem*, CreateThreadpoolWork,
       (PVOID pfnwk, PVOID pv, const CallbackEnvironment* pcbe)) {
  return make_item(PoolItemKind::kWork, pfnwk, pv, pcbe);
}
EXPORT(kernel32, PoolItem*, CreateThreadpoolTimer,
       (PVOID pfnti, PVOID pv, const CallbackEnvironment* pcbe)) {
  return make_item(PoolItemKind::kTimer, pfnti, pv, pcbe);
}
EXPORT(kernel32, PoolItem*, CreateThreadpoolWait,
       (PVOID pfnwa, PVOID pv, const CallbackEnvironment* pcbe)) {
  return make_item(PoolItemKind::kWait, pfnwa, pv, pcbe);
}
EXPORT(kernel32, PoolItem*, CreateThreadpoolIo,
       (HANDLE fl, PVOID pfnio, PVOID pv, const CallbackEnvironment* pcbe)) {
  auto file = object_of<IoObject>(fl);
  if (!file) {
    fail(file.error());
    return nullptr;
  }
  PoolItem* item = make_item(PoolItemKind::kIo, pfnio, pv, pcbe);
  if (!item) return nullptr;
  const NTSTATUS status = (*file)->associate(make_item_port(Ref<PoolItem>(item)), 0);
  if (nt_success(status)) return item;
  item->release_by_owner();
  fail(status);
  return nullptr;
}

EXPORT(kernel32, BOOL, SetThreadpoolWaitEx,
       (PoolItem * pwa, HANDLE h, const LARGE_INTEGER* pftTimeout, PVOID Reserved)) {
  LARGE_INTEGER timeout;
  if (pftTimeout) timeout = *pftTimeout;
  const bool before = pwa->wait_set();
  Ref<Object> object;
  if (h) {
    auto found = object_of(h);
    if (!found) return fail(found.error());
    object = std::move(*found);
  }
  pwa->set_wait(std::move(object), pftTimeout ? &timeout : nullptr, false);
  return before;
}

EXPORT(kernel32, BOOL, CallbackMayRunLong, (CallbackInstance * pci)) {
  pci->runs_long = true;
  note_long_call();
  return TRUE;
}

FORWARD(kernel32, CloseThreadpool, "ntdll.TpReleasePool");
FORWARD(kernel32, SetThreadpoolThreadMaximum, "ntdll.TpSetPoolMaxThreads");
FORWARD(kernel32, CloseThreadpoolCleanupGroup, "ntdll.TpReleaseCleanupGroup");
FORWARD(kernel32, CloseThreadpoolCleanupGroupMembers, "ntdll.TpReleaseCleanupGroupMembers");
FORWARD(kernel32, SubmitThreadpoolWork, "ntdll.TpPostWork");
FORWARD(kernel32, WaitForThreadpoolWorkCallbacks, "ntdll.TpWaitForWork");
FORWARD(kernel32, CloseThreadpoolWork, "ntdll.TpReleaseWork");
FORWARD(kernel32, SetThreadpoolTimer, "ntdll.TpSetTimer");
FORWARD(kernel32, SetThreadpoolTimerEx, "ntdll.TpSetTimerEx");
FORWARD(kernel32, IsThreadpoolTimerSet, "ntdll.TpIsTimerSet");
FORWARD(kernel32, WaitForThreadpoolTimerCallbacks, "ntdll.TpWaitForTimer");
FORWARD(kernel32, CloseThreadpoolTimer, "ntdll.TpReleaseTimer");
FORWARD(kernel32, SetThreadpoolWait, "ntdll.TpSetWait");
FORWARD(kernel32, WaitForThreadpoolWaitCallbacks, "ntdll.TpWaitForWait");
FORWARD(kernel32, CloseThreadpoolWait, "ntdll.TpReleaseWait");
FORWARD(kernel32, StartThreadpoolIo, "ntdll.TpStartAsyncIoOperation");
FORWARD(kernel32, CancelThreadpoolIo, "ntdll.TpCancelAsyncIoOperation");
FORWARD(kernel32, WaitForThreadpoolIoCallbacks, "ntdll.TpWaitForIoCompletion");
FORWARD(kernel32, CloseThreadpoolIo, "ntdll.TpReleaseIoCompletion");
FORWARD(kernel32, DisassociateCurrentThreadFromCallback, "ntdll.TpDisassociateCallback");
FORWARD(kernel32, SetEventWhenCallbackReturns, "ntdll.TpCallbackSetEventOnCompletion");
FORWARD(kernel32, ReleaseSemaphoreWhenCallbackReturns,
        "ntdll.TpCallbackReleaseSemaphoreOnCompletion");
FORWARD(kernel32, ReleaseMutexWhenCallbackReturns, "ntdll.TpCallbackReleaseMutexOnCompletion");
FORWARD(kernel32, LeaveCriticalSectionWhenCallbackReturns,
        "ntdll.TpCallbackLeaveCriticalSectionOnCompletion");
FORWARD(kernel32, FreeLibraryWhenCallbackReturns, "ntdll.TpCallbackUnloadDllOnCompletion");

}  // namespace mimic::win::kernel32
