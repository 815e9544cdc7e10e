#include "libs/windows/core/legacy_pool.h"

#include <algorithm>
#include <vector>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/event.h"
#include "libs/windows/core/io.h"

namespace mimic::win {

struct TimerQueue {
  Lock lock;
  std::vector<PoolItem*> timers;
};

namespace {

TimerQueue& default_queue() {
  static TimerQueue* const queue = new TimerQueue;
  return *queue;
}

PoolItem* make_item(PoolItemKind kind, PVOID callback, PVOID context, ULONG flags) {
  auto* item = new PoolItem(kind, callback, context, nullptr);
  item->runs_long = flags & WT_EXECUTELONGFUNCTION;
  item->retain();
  return item;
}

}  // namespace

NTSTATUS queue_function(PVOID function, PVOID context, ULONG flags) {
  PoolItem* item = make_item(PoolItemKind::kFunction, function, context, flags);
  item->submit();
  item->release_by_owner();
  return STATUS_SUCCESS;
}

Expected<PoolItem*> register_wait(HANDLE object, PVOID callback, PVOID context, NtTimeout timeout,
                                  ULONG flags) {
  auto found = object_of(object);
  if (!found) return std::unexpected(found.error());
  PoolItem* item = make_item(PoolItemKind::kWaitOrTimer, callback, context, flags);
  const NTSTATUS status = item->set_wait(std::move(*found), timeout, !(flags & WT_EXECUTEONLYONCE));
  if (nt_success(status)) return item;
  item->release_by_owner();
  return nt_fail(status);
}

NTSTATUS end_item(PoolItem* item, HANDLE event) {
  const Ref<PoolItem> held(item);
  item->stop();
  if (event == INVALID_HANDLE_VALUE) {
    item->finish_calls(false);
    item->release_by_owner();
    return STATUS_SUCCESS;
  }
  const bool busy = item->busy.load() != 0;
  item->release_by_owner(event);
  return busy ? STATUS_PENDING : STATUS_SUCCESS;
}

TimerQueue* create_timer_queue() { return new TimerQueue; }

Expected<PoolItem*> create_timer(TimerQueue* queue, PVOID callback, PVOID context, DWORD due,
                                 DWORD period, ULONG flags) {
  if (!queue) queue = &default_queue();
  PoolItem* item = make_item(PoolItemKind::kWaitOrTimer, callback, context, flags);
  {
    LockGuard guard(queue->lock);
    queue->timers.push_back(item);
  }
  change_timer(item, due, flags & WT_EXECUTEONLYONCE ? 0 : period);
  return item;
}

NTSTATUS change_timer(PoolItem* timer, DWORD due, DWORD period) {
  LARGE_INTEGER storage;
  timer->set_timer(timeout_of(due, storage), period);
  return STATUS_SUCCESS;
}

NTSTATUS delete_timer(TimerQueue* queue, PoolItem* timer, HANDLE event) {
  if (!queue) queue = &default_queue();
  {
    LockGuard guard(queue->lock);
    if (std::erase(queue->timers, timer) == 0) return STATUS_INVALID_HANDLE;
  }
  return end_item(timer, event);
}

NTSTATUS delete_timer_queue(TimerQueue* queue, HANDLE event) {
  if (!queue) return STATUS_INVALID_HANDLE;
  NTSTATUS result = STATUS_SUCCESS;
  for (PoolItem* timer : queue->timers) {
    const NTSTATUS status =
        end_item(timer, event == INVALID_HANDLE_VALUE ? INVALID_HANDLE_VALUE : nullptr);
    if (status == STATUS_PENDING) result = status;
  }
  delete queue;
  if (event && event != INVALID_HANDLE_VALUE) {
    if (auto object = object_of<Event>(event)) (*object)->set();
  }
  return result;
}

NTSTATUS bind_file(HANDLE file, PVOID callback, bool native) {
  auto object = object_of<IoObject>(file);
  if (!object) return object.error();
  PoolItem* item = make_item(native ? PoolItemKind::kNativeFile : PoolItemKind::kBoundFile,
                             callback, nullptr, 0);
  const NTSTATUS status = (*object)->associate(make_item_port(Ref<PoolItem>(item)), 0);
  item->release_by_owner();  // the file's port keeps it
  return status;
}

}  // namespace mimic::win
