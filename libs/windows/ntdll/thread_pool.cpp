// The thread pool's native interface (Tp…).
#include "libs/windows/core/thread_pool.h"

#include "libs/windows/core/io.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

NTSTATUS allocate(PoolItem** result, PoolItemKind kind, PVOID callback, PVOID context,
                  const CallbackEnvironment* environment) {
  auto* item = new PoolItem(kind, callback, context, environment);
  item->retain();  // the owner's
  *result = item;
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, TpAllocPool, (Pool * *PoolReturn, PVOID Reserved)) {
  if (Reserved) return STATUS_INVALID_PARAMETER;
  *PoolReturn = create_pool();
  return STATUS_SUCCESS;
}
EXPORT(ntdll, void, TpReleasePool, (Pool * Pool)) { close_pool(Pool); }
EXPORT(ntdll, void, TpSetPoolMaxThreads, (Pool * Pool, ULONG MaxThreads)) {
  set_pool_maximum(Pool, MaxThreads);
}
EXPORT(ntdll, NTSTATUS, TpSetPoolMinThreads, (Pool * Pool, ULONG MinThreads)) {
  set_pool_minimum(Pool, MinThreads);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, TpSetPoolStackInformation,
       (Pool * Pool, const PoolStack* StackInformation)) {
  set_pool_stack(Pool, *StackInformation);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, TpQueryPoolStackInformation, (Pool * Pool, PoolStack* StackInformation)) {
  *StackInformation = pool_stack(Pool);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, TpAllocCleanupGroup, (CleanupGroup * *CleanupGroupReturn)) {
  *CleanupGroupReturn = new CleanupGroup;
  return STATUS_SUCCESS;
}
EXPORT(ntdll, void, TpReleaseCleanupGroup, (CleanupGroup * CleanupGroup)) { delete CleanupGroup; }
EXPORT(ntdll, void, TpReleaseCleanupGroupMembers,
       (CleanupGroup * CleanupGroup, ULONG CancelPendingCallbacks, PVOID CleanupParameter)) {
  close_members(*CleanupGroup, CancelPendingCallbacks != 0, CleanupParameter);
}

EXPORT(ntdll, NTSTATUS, TpSimpleTryPost,
       (PVOID Callback, PVOID Context, const CallbackEnvironment* CallbackEnviron)) {
  Ref<PoolItem> item(new PoolItem(PoolItemKind::kSimple, Callback, Context, CallbackEnviron));
  item->submit();
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, TpAllocWork,
       (PoolItem * *WorkReturn, PVOID Callback, PVOID Context,
        const CallbackEnvironment* CallbackEnviron)) {
  return allocate(WorkReturn, PoolItemKind::kWork, Callback, Context, CallbackEnviron);
}
EXPORT(ntdll, void, TpPostWork, (PoolItem * Work)) { Work->submit(); }
EXPORT(ntdll, void, TpWaitForWork, (PoolItem * Work, ULONG CancelPendingCallbacks)) {
  Work->finish_calls(CancelPendingCallbacks != 0);
}
EXPORT(ntdll, void, TpReleaseWork, (PoolItem * Work)) { Work->release_by_owner(); }

EXPORT(ntdll, NTSTATUS, TpAllocTimer,
       (PoolItem * *TimerReturn, PVOID Callback, PVOID Context,
        const CallbackEnvironment* CallbackEnviron)) {
  return allocate(TimerReturn, PoolItemKind::kTimer, Callback, Context, CallbackEnviron);
}
EXPORT(ntdll, void, TpSetTimer,
       (PoolItem * Timer, const LARGE_INTEGER* DueTime, ULONG Period, ULONG WindowLength)) {
  LARGE_INTEGER due;
  if (DueTime) due = *DueTime;
  Timer->set_timer(DueTime ? &due : nullptr, Period);
}
// True if the timer was set before.
EXPORT(ntdll, BOOL, TpSetTimerEx,
       (PoolItem * Timer, const LARGE_INTEGER* DueTime, ULONG Period, ULONG WindowLength)) {
  const BOOL before = Timer->timer_set();
  TpSetTimer(Timer, DueTime, Period, WindowLength);
  return before;
}
EXPORT(ntdll, BOOL, TpIsTimerSet, (PoolItem * Timer)) { return Timer->timer_set(); }
EXPORT(ntdll, void, TpWaitForTimer, (PoolItem * Timer, ULONG CancelPendingCallbacks)) {
  Timer->finish_calls(CancelPendingCallbacks != 0);
}
EXPORT(ntdll, void, TpReleaseTimer, (PoolItem * Timer)) { Timer->release_by_owner(); }

EXPORT(ntdll, NTSTATUS, TpAllocWait,
       (PoolItem * *WaitReturn, PVOID Callback, PVOID Context,
        const CallbackEnvironment* CallbackEnviron)) {
  return allocate(WaitReturn, PoolItemKind::kWait, Callback, Context, CallbackEnviron);
}
EXPORT(ntdll, void, TpSetWait, (PoolItem * Wait, HANDLE Handle, const LARGE_INTEGER* Timeout)) {
  LARGE_INTEGER timeout;
  if (Timeout) timeout = *Timeout;
  Ref<Object> object;
  if (Handle) {
    auto found = object_of(Handle);
    if (found) object = std::move(*found);
  }
  Wait->set_wait(std::move(object), Timeout ? &timeout : nullptr, false);
}
EXPORT(ntdll, void, TpWaitForWait, (PoolItem * Wait, ULONG CancelPendingCallbacks)) {
  Wait->finish_calls(CancelPendingCallbacks != 0);
}
EXPORT(ntdll, void, TpReleaseWait, (PoolItem * Wait)) { Wait->release_by_owner(); }

EXPORT(ntdll, NTSTATUS, TpAllocIoCompletion,
       (PoolItem * *IoReturn, HANDLE File, PVOID Callback, PVOID Context,
        const CallbackEnvironment* CallbackEnviron)) {
  auto file = object_of<IoObject>(File);
  if (!file) return file.error();
  PoolItem* item;
  allocate(&item, PoolItemKind::kNativeIo, Callback, Context, CallbackEnviron);
  const NTSTATUS status = (*file)->associate(make_item_port(Ref<PoolItem>(item)), 0);
  if (!nt_success(status)) {
    item->release_by_owner();
    return status;
  }
  *IoReturn = item;
  return STATUS_SUCCESS;
}
EXPORT(ntdll, void, TpStartAsyncIoOperation, (PoolItem * Io)) {
  Io->busy.fetch_add(1);
  Io->io_started.fetch_add(1);
}
EXPORT(ntdll, void, TpCancelAsyncIoOperation, (PoolItem * Io)) {
  Io->io_started.fetch_sub(1);
  Io->call_ended();
}
EXPORT(ntdll, void, TpWaitForIoCompletion, (PoolItem * Io, ULONG CancelPendingCallbacks)) {
  Io->finish_calls(CancelPendingCallbacks != 0);
}
EXPORT(ntdll, void, TpReleaseIoCompletion, (PoolItem * Io)) { Io->release_by_owner(); }

EXPORT(ntdll, NTSTATUS, TpCallbackMayRunLong, (CallbackInstance * Instance)) {
  Instance->runs_long = true;
  note_long_call();
  return STATUS_SUCCESS;
}
EXPORT(ntdll, void, TpDisassociateCallback, (CallbackInstance * Instance)) {
  if (std::exchange(Instance->disassociated, true)) return;
  Instance->item->call_ended();
}
EXPORT(ntdll, void, TpCallbackSetEventOnCompletion, (CallbackInstance * Instance, HANDLE Event)) {
  Instance->event = Event;
}
EXPORT(ntdll, void, TpCallbackReleaseSemaphoreOnCompletion,
       (CallbackInstance * Instance, HANDLE Semaphore, ULONG ReleaseCount)) {
  Instance->semaphore = Semaphore;
  Instance->semaphore_count = ReleaseCount;
}
EXPORT(ntdll, void, TpCallbackReleaseMutexOnCompletion,
       (CallbackInstance * Instance, HANDLE Mutex)) {
  Instance->mutex = Mutex;
}
EXPORT(ntdll, void, TpCallbackLeaveCriticalSectionOnCompletion,
       (CallbackInstance * Instance, PVOID CriticalSection)) {
  Instance->critical_section = CriticalSection;
}
EXPORT(ntdll, void, TpCallbackUnloadDllOnCompletion,
       (CallbackInstance * Instance, PVOID DllHandle)) {
  Instance->library = DllHandle;
}

}  // namespace mimic::win::ntdll
