// The functions from before the thread pool of Vista: registered waits, timer queues, work items.
#pragma once

#include "libs/windows/core/thread_pool.h"

namespace mimic::win {

inline constexpr ULONG WT_EXECUTEONLYONCE = 8, WT_EXECUTELONGFUNCTION = 0x10;

// All return items that their owner has to end.
NTSTATUS queue_function(PVOID function, PVOID context, ULONG flags);
Expected<PoolItem*> register_wait(HANDLE object, PVOID callback, PVOID context, NtTimeout timeout,
                                  ULONG flags);
// STATUS_PENDING where a call is still running and `event` is no INVALID_HANDLE_VALUE (which
// waits).
NTSTATUS end_item(PoolItem* item, HANDLE event);

struct TimerQueue;
TimerQueue* create_timer_queue();
// A null queue is the process's own.
Expected<PoolItem*> create_timer(TimerQueue* queue, PVOID callback, PVOID context, DWORD due,
                                 DWORD period, ULONG flags);
NTSTATUS change_timer(PoolItem* timer, DWORD due, DWORD period);
NTSTATUS delete_timer(TimerQueue* queue, PoolItem* timer, HANDLE event);
NTSTATUS delete_timer_queue(TimerQueue* queue, HANDLE event);

NTSTATUS bind_file(HANDLE file, PVOID callback, bool native);

}  // namespace mimic::win
