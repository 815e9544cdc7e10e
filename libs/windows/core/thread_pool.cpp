#include "libs/windows/core/thread_pool.h"

#include <unistd.h>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/event.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/mutant.h"
#include "libs/windows/core/pool_wait.h"
#include "libs/windows/core/semaphore.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/ntdll/critical_section.h"

namespace mimic::win {

namespace {

constexpr int64_t kIdleTime = 20'000'000'000;  // after which a worker ends
constexpr int64_t kStallCheck = 10'000'000;    // how long a queue may stand still
constexpr uint32_t kDefaultMaximum = 500;      // of Windows' default pool
constexpr int kPriorities = 3;

thread_local PoolItem* t_item = nullptr;
thread_local Pool* t_long_in = nullptr;  // the pool in which this worker's call counts as long

struct TaskQueue {
  PoolTask* first = nullptr;
  PoolTask* last = nullptr;
};

}  // namespace

struct Pool {
  Lock lock;
  TaskQueue queues[kPriorities];
  uint32_t queued = 0;
  uint32_t workers = 0;  // threads, those in long calls included
  uint32_t in_long_calls = 0;
  uint32_t idle = 0;  // sleeping, and not yet told to wake
  uint32_t minimum = 0;
  uint32_t maximum = kDefaultMaximum;
  uint32_t started = 0;  // tasks begun, to see that the queue moves
  bool watched = false;  // a stall check is due
  bool closed = false;
  PoolStack stack{};
  std::atomic<uint32_t> references{1};
  std::atomic<uint32_t> tickets{0};  // wakes that no sleeper has taken

  void add(PoolTask* task);
  uint32_t remove_tasks(const PoolItem& item);
  void worker();
  void retain() { references.fetch_add(1); }
  void release() {
    if (references.fetch_sub(1) == 1) delete this;
  }

 private:
  PoolTask* take();
  void run(PoolTask* task);
  void need_worker();
  void start_worker();
  void check_for_stall(uint32_t started_before);
  static DWORD MS_ABI worker_entry(PVOID pool) {
    static_cast<Pool*>(pool)->worker();
    return 0;
  }
};

namespace {

Pool& default_pool() {
  static Pool* const pool = new Pool;
  return *pool;
}

uint32_t processors() {
  static const uint32_t count = processor_count();
  return count;
}

}  // namespace

// Under the lock.
PoolTask* Pool::take() {
  for (TaskQueue& queue : queues) {
    PoolTask* task = queue.first;
    if (!task) continue;
    queue.first = task->next;
    if (!queue.first) queue.last = nullptr;
    --queued;
    ++started;
    return task;
  }
  return nullptr;
}

void Pool::start_worker() {
  ThreadStart start;
  start.routine = reinterpret_cast<PVOID>(&worker_entry);
  start.parameter = this;
  start.stack_reserve = stack.reserve;
  retain();
  if (create_thread(start)) return;
  {
    LockGuard guard(lock);
    --workers;
  }
  release();
}

// Somebody has to run a task that was just queued, where nobody is asleep: a new thread while
// there are fewer than processors, else one only when the queue stands still.
void Pool::need_worker() {
  bool starts = false, watches = false;
  uint32_t started_now;
  {
    LockGuard guard(lock);
    started_now = started;
    const uint32_t short_calls = workers - in_long_calls;
    if (workers < maximum && (short_calls < processors() || workers < minimum)) {
      ++workers;
      starts = true;
    } else if (!watched && workers < maximum) {
      watched = watches = true;
    }
  }
  if (starts) start_worker();
  if (watches) {
    retain();
    Reactor::at(monotonic_now() + kStallCheck,
                [this, started_now] { check_for_stall(started_now); });
  }
}

void Pool::check_for_stall(uint32_t started_before) {
  bool starts = false, again = false;
  uint32_t started_now;
  {
    LockGuard guard(lock);
    started_now = started;
    if (queued != 0 && workers < maximum) {
      again = true;
      if (started_now == started_before) {
        ++workers;
        starts = true;
      }
    }
    watched = again;
  }
  if (starts) start_worker();
  if (again)
    Reactor::at(monotonic_now() + kStallCheck,
                [this, started_now] { check_for_stall(started_now); });
  else
    release();
}

void Pool::add(PoolTask* task) {
  bool wakes = false;
  {
    LockGuard guard(lock);
    TaskQueue& queue = queues[task->item->priority];
    (queue.last ? queue.last->next : queue.first) = task;
    queue.last = task;
    ++queued;
    if (idle > 0) {
      --idle;
      tickets.fetch_add(1);
      wakes = true;
    }
  }
  if (wakes) {
    futex_wake(tickets, 1);
  } else {
    need_worker();
  }
}

uint32_t Pool::remove_tasks(const PoolItem& item) {
  PoolTask* removed = nullptr;
  uint32_t count = 0;
  {
    LockGuard guard(lock);
    TaskQueue& queue = queues[item.priority];
    queue.last = nullptr;
    for (PoolTask** link = &queue.first; PoolTask* task = *link;) {
      if (task->item.get() == &item) {
        *link = task->next;
        task->next = removed;
        removed = task;
        ++count;
      } else {
        queue.last = task;
        link = &task->next;
      }
    }
    queued -= count;
  }
  while (removed) delete std::exchange(removed, removed->next);
  return count;
}

void Pool::worker() {
  for (;;) {
    PoolTask* task;
    {
      LockGuard guard(lock);
      task = take();
      if (!task) {
        if (closed) {
          --workers;
          break;
        }
        ++idle;
      }
    }
    if (task) {
      run(task);
      continue;
    }
    int64_t deadline = monotonic_now() + kIdleTime;
    bool ends = false;
    for (;;) {
      uint32_t count = tickets.load();
      if (count != 0) {
        if (tickets.compare_exchange_strong(count, count - 1)) break;
        continue;
      }
      if (futex_wait_until(tickets, 0, deadline) != ETIMEDOUT) continue;
      LockGuard guard(lock);
      // A ticket given meanwhile has been counted out of `idle` already.
      if (tickets.load() != 0) continue;
      if (workers <= minimum) {
        deadline = kNever;
        continue;
      }
      --idle;
      --workers;
      ends = true;
      break;
    }
    if (ends) break;
  }
  release();
}

namespace {

template <class... A>
void invoke(PVOID callback, A... arguments) {
  reinterpret_cast<void(MS_ABI*)(A...)>(callback)(arguments...);
}

void call(PoolItem& item, const PoolTask& task, CallbackInstance* instance) {
  const CompletionPacket& packet = task.packet;
  const auto bytes = packet.information;
  switch (item.kind) {
    case PoolItemKind::kSimple:
      return invoke(item.callback, instance, item.context);
    case PoolItemKind::kWork:
    case PoolItemKind::kTimer:
      return invoke(item.callback, instance, item.context, &item);
    case PoolItemKind::kWait:
      return invoke(item.callback, instance, item.context, &item, task.result);
    case PoolItemKind::kIo:
      return invoke(item.callback, instance, item.context, packet.context,
                    packet.status == STATUS_SUCCESS ? 0u : error_of(packet.status), bytes, &item);
    case PoolItemKind::kNativeIo: {
      IO_STATUS_BLOCK status{};
      status.Status = packet.status;
      status.Information = bytes;
      return invoke(item.callback, instance, item.context, packet.context, &status, &item);
    }
    case PoolItemKind::kBoundFile:
      return invoke(item.callback, packet.status == STATUS_SUCCESS ? 0u : error_of(packet.status),
                    static_cast<DWORD>(bytes), packet.context);
    case PoolItemKind::kNativeFile:
      return invoke(item.callback, packet.status, bytes, packet.context);
    case PoolItemKind::kFunction:
      return invoke(item.callback, item.context);
    case PoolItemKind::kWaitOrTimer:
      return invoke(item.callback, item.context, static_cast<ULONG_PTR>(task.result != 0));
  }
}

void after_call(const CallbackInstance& instance) {
  if (instance.critical_section)
    ntdll::RtlLeaveCriticalSection(static_cast<RTL_CRITICAL_SECTION*>(instance.critical_section));
  if (instance.mutex) {
    if (auto mutant = object_of<Mutant>(instance.mutex)) (*mutant)->release_once(nullptr);
  }
  if (instance.semaphore) {
    LONG previous;
    if (auto semaphore = object_of<Semaphore>(instance.semaphore))
      (*semaphore)->release_count(static_cast<LONG>(instance.semaphore_count), &previous);
  }
  if (instance.event) {
    if (auto event = object_of<Event>(instance.event)) (*event)->set();
  }
  if (instance.library) {
    if (Module* module = modules::by_base(instance.library)) modules::unload(module);
  }
}

}  // namespace

void Pool::run(PoolTask* task) {
  PoolItem& item = *task->item;
  CallbackInstance instance{.item = &item};
  t_item = &item;
  if (item.runs_long) note_long_call();
  call(item, *task, &instance);
  if (item.finalization) invoke(item.finalization, &instance, item.context);
  after_call(instance);
  if (t_long_in) {
    LockGuard guard(lock);
    --in_long_calls;
    t_long_in = nullptr;
  }
  t_item = nullptr;
  item.repeat_wait();
  if (item.kind == PoolItemKind::kSimple) item.leave_group();
  if (!instance.disassociated) item.call_ended();
  delete task;
}

PoolItem* running_item() { return t_item; }

void note_long_call() {
  if (!t_item || t_long_in) return;
  Pool& pool = t_item->pool;
  LockGuard guard(pool.lock);
  ++pool.in_long_calls;
  t_long_in = &pool;
}

// --- items

PoolItem::PoolItem(PoolItemKind kind, PVOID callback, PVOID context,
                   const CallbackEnvironment* environment)
    : Object(ObjectType::kThreadPool),
      kind(kind),
      callback(callback),
      context(context),
      finalization(environment ? environment->finalization_callback : nullptr),
      cancel_callback(environment ? environment->cancel_callback : nullptr),
      pool(environment && environment->pool ? *environment->pool : default_pool()),
      group(environment ? environment->group : nullptr),
      priority(environment && environment->version >= 3 && environment->priority >= 0 &&
                       environment->priority < kPriorities
                   ? environment->priority
                   : 1) {
  runs_long = environment && (environment->flags & 1);
  Thread::current();  // the helper thread that may have to start workers is no guest thread
  pool.retain();
  if (!group) return;
  retain();
  LockGuard guard(group->lock);
  is_member_ = true;
  next_member_ = group->first;
  if (next_member_) next_member_->previous_member_ = this;
  group->first = this;
}

PoolItem::~PoolItem() { pool.release(); }

void PoolItem::leave_group() {
  if (!group || !is_member_) return;
  {
    LockGuard guard(group->lock);
    if (!std::exchange(is_member_, false)) return;
    (previous_member_ ? previous_member_->next_member_ : group->first) = next_member_;
    if (next_member_) next_member_->previous_member_ = previous_member_;
  }
  release();
}

void PoolItem::submit(ULONG result, const CompletionPacket& packet) {
  busy.fetch_add(1);
  pool.add(new PoolTask{Ref<PoolItem>(this), result, packet});
}

void PoolItem::call_ended() {
  if (busy.fetch_sub(1) != 1) return;
  futex_wake(busy, INT32_MAX);
  if (HANDLE handle = completion_event_.exchange(nullptr)) {
    if (auto event = object_of<Event>(handle)) (*event)->set();
  }
}

uint32_t PoolItem::finish_calls(bool cancel) {
  uint32_t removed = 0;
  if (cancel) {
    removed = pool.remove_tasks(*this);
    for (uint32_t index = 0; index < removed; ++index) call_ended();
  }
  // A callback that waits for itself would wait for ever.
  const uint32_t own = t_item == this ? 1 : 0;
  for (uint32_t now; (now = busy.load()) > own;) futex_wait_until(busy, now, kNever);
  return removed;
}

void PoolItem::release_by_owner(HANDLE event) {
  if (released.exchange(true)) return;
  stop();
  if (event) {
    // A call more, which ends at once, so that the event is set even where none is running.
    busy.fetch_add(1);
    completion_event_ = event;
    call_ended();
  }
  leave_group();
  release();
}

void PoolItem::set_timer(NtTimeout due, ULONG period) {
  Reactor::Token old;
  bool now = false;
  int64_t deadline = kNever;
  if (due) {
    now = due->QuadPart == 0;
    deadline = now ? monotonic_now() : deadline_of(due);
  }
  uint32_t generation;
  {
    LockGuard guard(lock_);
    old = std::exchange(timer_token_, 0);
    generation = ++timer_generation_;
    timer_due_ = deadline;
    timer_period_ = period * 1'000'000LL;
    timer_set_ = due != nullptr;
  }
  // Not under the lock, which a callback that is running may want.
  Reactor::cancel(old);
  if (!due) return;
  if (now) return timer_due(generation);
  const Reactor::Token token = Reactor::at(
      deadline, [self = Ref<PoolItem>(this), generation] { self->timer_due(generation); });
  LockGuard guard(lock_);
  if (generation == timer_generation_ && timer_due_ == deadline) timer_token_ = token;
}

void PoolItem::timer_due(uint32_t generation) {
  int64_t next = kNever;
  {
    LockGuard guard(lock_);
    if (generation != timer_generation_) return;
    if (timer_period_ > 0) {
      const int64_t late = monotonic_now() - timer_due_;
      timer_due_ += (late / timer_period_ + 1) * timer_period_;
      next = timer_due_;
    } else {
      timer_due_ = kNever;
    }
  }
  submit(1);
  if (next == kNever) return;
  const Reactor::Token token =
      Reactor::at(next, [self = Ref<PoolItem>(this), generation] { self->timer_due(generation); });
  LockGuard guard(lock_);
  if (generation == timer_generation_ && timer_due_ == next) timer_token_ = token;
}

NTSTATUS PoolItem::set_wait(Ref<Object> object, NtTimeout timeout, bool repeats) {
  Ref<PoolWait> wait, old;
  if (object) wait = make_object<PoolWait>(Ref<PoolItem>(this));
  {
    LockGuard guard(lock_);
    old = std::exchange(wait_, wait);
    wait_object_ = repeats ? object : nullptr;
    wait_timeout_ = timeout ? timeout->QuadPart : INT64_MIN;
  }
  if (old) old->cancel();
  return wait ? wait->start(std::move(object), deadline_of(timeout)) : STATUS_SUCCESS;
}

// After a call of a wait that repeats, unless it was stopped.
void PoolItem::repeat_wait() {
  if (kind != PoolItemKind::kWaitOrTimer) return;
  auto wait = make_object<PoolWait>(Ref<PoolItem>(this));
  Ref<Object> object;
  LARGE_INTEGER timeout;
  {
    LockGuard guard(lock_);
    if (!wait_object_) return;
    object = wait_object_;
    timeout.QuadPart = wait_timeout_;
    wait_ = wait;
  }
  wait->start(std::move(object), deadline_of(timeout.QuadPart == INT64_MIN ? nullptr : &timeout));
}

// --- pools and groups

Pool* create_pool() { return new Pool; }

void close_pool(Pool* pool) {
  {
    LockGuard guard(pool->lock);
    pool->closed = true;
    pool->minimum = 0;
    pool->tickets.fetch_add(pool->idle);
    pool->idle = 0;
  }
  futex_wake(pool->tickets, INT32_MAX);
  pool->release();
}

void set_pool_maximum(Pool* pool, uint32_t threads) {
  LockGuard guard(pool->lock);
  pool->maximum = threads ? threads : 1;
  if (pool->minimum > pool->maximum) pool->minimum = pool->maximum;
}

bool set_pool_minimum(Pool* pool, uint32_t threads) {
  LockGuard guard(pool->lock);
  pool->minimum = threads;
  if (pool->maximum < threads) pool->maximum = threads;
  return true;
}

void set_pool_stack(Pool* pool, PoolStack stack) {
  LockGuard guard(pool->lock);
  pool->stack = stack;
}

PoolStack pool_stack(Pool* pool) {
  LockGuard guard(pool->lock);
  return pool->stack;
}

uint32_t close_members(CleanupGroup& group, bool cancel, PVOID cleanup_context) {
  uint32_t count = 0;
  for (;; ++count) {
    Ref<PoolItem> item;
    {
      LockGuard guard(group.lock);
      item = group.first;
    }
    if (!item) return count;
    item->stop();
    const uint32_t taken = item->finish_calls(cancel);
    if (taken && item->cancel_callback)
      invoke(item->cancel_callback, item->context, cleanup_context);
    item->leave_group();
    item->release_by_owner();
  }
}

namespace {

class ItemPort final : public CompletionPort {
 public:
  explicit ItemPort(Ref<PoolItem> item) : item_(std::move(item)) {}
  void post(const CompletionPacket& packet) override {
    // Where the operation was announced, it counts as a call already.
    uint32_t started = item_->io_started.load();
    while (started != 0 && !item_->io_started.compare_exchange_weak(started, started - 1)) {
    }
    item_->submit(0, packet);
    if (started != 0) item_->call_ended();
  }
  Expected<size_t> remove(CompletionPacket*, size_t, bool, NtTimeout) override {
    return nt_fail(STATUS_NOT_SUPPORTED);
  }
  bool take_back(const void*) override { return false; }
  size_t depth() const override { return 0; }

 private:
  Ref<PoolItem> item_;
};

}  // namespace

Ref<CompletionPort> make_item_port(Ref<PoolItem> item) {
  return make_object<ItemPort>(std::move(item));
}

}  // namespace mimic::win
