// Work items, registered waits and timer queues.
#include "libs/windows/core/legacy_pool.h"

#include "libs/windows/core/clock.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win {
namespace kernel32 {

namespace {

// A call that still runs is a failure for these functions.
BOOL ended(NTSTATUS status) {
  return status == STATUS_PENDING ? fail_with(ERROR_IO_PENDING) : succeeded(status);
}

}  // namespace

EXPORT(kernel32, BOOL, QueueUserWorkItem, (PVOID Function, PVOID Context, ULONG Flags)) {
  return succeeded(queue_function(Function, Context, Flags));
}

EXPORT(kernel32, BOOL, RegisterWaitForSingleObject,
       (HANDLE * phNewWaitObject, HANDLE hObject, PVOID Callback, PVOID Context,
        ULONG dwMilliseconds, ULONG dwFlags)) {
  LARGE_INTEGER storage;
  auto item =
      register_wait(hObject, Callback, Context, timeout_of(dwMilliseconds, storage), dwFlags);
  if (!item) return fail(item.error());
  *phNewWaitObject = *item;
  return TRUE;
}

EXPORT(kernel32, BOOL, UnregisterWaitEx, (HANDLE WaitHandle, HANDLE CompletionEvent)) {
  if (!WaitHandle) return fail(STATUS_INVALID_HANDLE);
  return ended(end_item(static_cast<PoolItem*>(WaitHandle), CompletionEvent));
}

EXPORT(kernel32, BOOL, UnregisterWait, (HANDLE WaitHandle)) {
  return UnregisterWaitEx(WaitHandle, nullptr);
}

EXPORT(kernel32, HANDLE, CreateTimerQueue, ()) { return create_timer_queue(); }

EXPORT(kernel32, BOOL, CreateTimerQueueTimer,
       (HANDLE * phNewTimer, HANDLE TimerQueue, PVOID Callback, PVOID Parameter, DWORD DueTime,
        DWORD Period, ULONG Flags)) {
  auto timer = create_timer(static_cast<win::TimerQueue*>(TimerQueue), Callback, Parameter, DueTime,
                            Period, Flags);
  if (!timer) return fail(timer.error());
  *phNewTimer = *timer;
  return TRUE;
}

EXPORT(kernel32, BOOL, ChangeTimerQueueTimer,
       (HANDLE TimerQueue, HANDLE Timer, ULONG DueTime, ULONG Period)) {
  if (!Timer) return fail(STATUS_INVALID_PARAMETER);
  return succeeded(change_timer(static_cast<PoolItem*>(Timer), DueTime, Period));
}

EXPORT(kernel32, BOOL, DeleteTimerQueueTimer,
       (HANDLE TimerQueue, HANDLE Timer, HANDLE CompletionEvent)) {
  if (!Timer) return fail(STATUS_INVALID_PARAMETER);
  return ended(delete_timer(static_cast<win::TimerQueue*>(TimerQueue),
                            static_cast<PoolItem*>(Timer), CompletionEvent));
}

// The names of these from Windows 2000's first days.
EXPORT(kernel32, BOOL, CancelTimerQueueTimer, (HANDLE TimerQueue, HANDLE Timer)) {
  return DeleteTimerQueueTimer(TimerQueue, Timer, nullptr);
}
EXPORT(kernel32, HANDLE, SetTimerQueueTimer,
       (HANDLE TimerQueue, PVOID Callback, PVOID Parameter, DWORD DueTime, DWORD Period,
        BOOL PreferIo)) {
  HANDLE timer;
  return CreateTimerQueueTimer(&timer, TimerQueue, Callback, Parameter, DueTime, Period, 0)
             ? timer
             : nullptr;
}

EXPORT(kernel32, BOOL, DeleteTimerQueueEx, (HANDLE TimerQueue, HANDLE CompletionEvent)) {
  return ended(delete_timer_queue(static_cast<win::TimerQueue*>(TimerQueue), CompletionEvent));
}

EXPORT(kernel32, BOOL, DeleteTimerQueue, (HANDLE TimerQueue)) {
  return DeleteTimerQueueEx(TimerQueue, nullptr);
}

EXPORT(kernel32, BOOL, BindIoCompletionCallback, (HANDLE FileHandle, PVOID Function, ULONG Flags)) {
  return succeeded(bind_file(FileHandle, Function, false));
}

}  // namespace kernel32

namespace ntdll {

EXPORT(ntdll, NTSTATUS, RtlQueueWorkItem, (PVOID Function, PVOID Context, ULONG Flags)) {
  return queue_function(Function, Context, Flags);
}

EXPORT(ntdll, NTSTATUS, RtlRegisterWait,
       (HANDLE * NewWaitObject, HANDLE Object, PVOID Callback, PVOID Context, ULONG Milliseconds,
        ULONG Flags)) {
  LARGE_INTEGER storage;
  auto item = register_wait(Object, Callback, Context, timeout_of(Milliseconds, storage), Flags);
  if (!item) return item.error();
  *NewWaitObject = *item;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlDeregisterWaitEx, (HANDLE WaitHandle, HANDLE CompletionEvent)) {
  if (!WaitHandle) return STATUS_INVALID_HANDLE;
  return end_item(static_cast<PoolItem*>(WaitHandle), CompletionEvent);
}

EXPORT(ntdll, NTSTATUS, RtlDeregisterWait, (HANDLE WaitHandle)) {
  return RtlDeregisterWaitEx(WaitHandle, nullptr);
}

EXPORT(ntdll, NTSTATUS, RtlCreateTimerQueue, (HANDLE * NewTimerQueue)) {
  *NewTimerQueue = create_timer_queue();
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlCreateTimer,
       (HANDLE TimerQueue, HANDLE* NewTimer, PVOID Callback, PVOID Parameter, DWORD DueTime,
        DWORD Period, ULONG Flags)) {
  auto timer = create_timer(static_cast<win::TimerQueue*>(TimerQueue), Callback, Parameter, DueTime,
                            Period, Flags);
  if (!timer) return timer.error();
  *NewTimer = *timer;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlUpdateTimer,
       (HANDLE TimerQueue, HANDLE Timer, DWORD DueTime, DWORD Period)) {
  return change_timer(static_cast<PoolItem*>(Timer), DueTime, Period);
}

EXPORT(ntdll, NTSTATUS, RtlDeleteTimer, (HANDLE TimerQueue, HANDLE Timer, HANDLE Event)) {
  return delete_timer(static_cast<win::TimerQueue*>(TimerQueue), static_cast<PoolItem*>(Timer),
                      Event);
}

EXPORT(ntdll, NTSTATUS, RtlDeleteTimerQueueEx, (HANDLE TimerQueue, HANDLE Event)) {
  return delete_timer_queue(static_cast<win::TimerQueue*>(TimerQueue), Event);
}

EXPORT(ntdll, NTSTATUS, RtlDeleteTimerQueue, (HANDLE TimerQueue)) {
  return RtlDeleteTimerQueueEx(TimerQueue, nullptr);
}

EXPORT(ntdll, NTSTATUS, RtlSetIoCompletionCallback,
       (HANDLE FileHandle, PVOID Function, ULONG Flags)) {
  return bind_file(FileHandle, Function, true);
}

}  // namespace ntdll
}  // namespace mimic::win
