// Thread pools: queues of callbacks and the guest threads that run them. Everything that asks for a
// callback (work, timers, waits, I/O, and the older functions that became these) is a PoolItem.
#pragma once

#include <atomic>

#include "libs/windows/core/completion.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/reactor.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct PoolItem;
struct Pool;

// TP_CALLBACK_ENVIRON, version 1; version 3 adds the priority and the size.
struct CallbackEnvironment {
  ULONG version;
  Pool* pool;
  struct CleanupGroup* group;
  PVOID cancel_callback;  // void (MS_ABI*)(PVOID object_context, PVOID cleanup_context)
  PVOID race_dll;
  PVOID activation_context;
  PVOID finalization_callback;  // void (MS_ABI*)(PTP_CALLBACK_INSTANCE, PVOID context)
  ULONG flags;                  // 1: long function, 2: persistent
  int priority;                 // 0 high, 1 normal, 2 low
  ULONG size;
};
static_assert(offsetof(CallbackEnvironment, priority) == 60);

// One call that is due.
struct PoolTask {
  Ref<PoolItem> item;
  ULONG result = 0;         // of a wait; the timed-out flag
  CompletionPacket packet;  // of an I/O operation
  PoolTask* next = nullptr;
};

enum class PoolItemKind : uint8_t {
  kSimple,       // (instance, context)
  kWork,         // (instance, context, item)
  kTimer,        // (instance, context, item)
  kWait,         // (instance, context, item, result)
  kIo,           // (instance, context, overlapped, Win32 error, bytes, item)
  kNativeIo,     // (instance, context, overlapped, IO_STATUS_BLOCK*, item)
  kBoundFile,    // (Win32 error, bytes, overlapped)
  kNativeFile,   // (status, bytes, overlapped)
  kFunction,     // (context)
  kWaitOrTimer,  // (context, timed out)
};

// What a callback is given as PTP_CALLBACK_INSTANCE: what is to be done when it returns.
struct CallbackInstance {
  PoolItem* item;
  bool runs_long = false;
  bool disassociated = false;
  HANDLE event = nullptr;
  HANDLE semaphore = nullptr;
  ULONG semaphore_count = 0;
  HANDLE mutex = nullptr;
  PVOID critical_section = nullptr;
  PVOID library = nullptr;
};

struct CleanupGroup {
  Lock lock;
  PoolItem* first = nullptr;
};

// The registration of a wait: ends in one call of the item, by the object or by the clock.
class PoolWait;

struct PoolItem : Object {
  PoolItem(PoolItemKind kind, PVOID callback, PVOID context,
           const CallbackEnvironment* environment);

  // Queues a call.
  void submit(ULONG result = 0, const CompletionPacket& packet = {});
  // Waits until no call is queued or running; takes those out that have not begun where `cancel`.
  // Returns how many were taken out.
  uint32_t finish_calls(bool cancel);
  // The timer part: `due` null stops it; period in ms.
  void set_timer(NtTimeout due, ULONG period);
  bool timer_set() const { return timer_set_.load(std::memory_order_relaxed); }
  // The wait part: a null object stops it. Where `repeats`, a call of the item starts it again.
  NTSTATUS set_wait(Ref<Object> object, NtTimeout timeout, bool repeats);
  bool wait_set() {
    LockGuard guard(lock_);
    return wait_.get() != nullptr;
  }
  void stop() {
    set_timer(nullptr, 0);
    set_wait(nullptr, nullptr, false);
  }

  const PoolItemKind kind;
  const PVOID callback, context;
  const PVOID finalization, cancel_callback;
  Pool& pool;
  CleanupGroup* const group;
  const int priority;
  bool runs_long = false;
  std::atomic<uint32_t> busy{0};  // calls queued or running; I/O started
  std::atomic<uint32_t> io_started{0};
  std::atomic<bool> released{false};

  // Ends the owner's reference: no more timer or wait. Calls that are queued still run, and
  // `event`, if there is one, is set when the last has ended.
  void release_by_owner(HANDLE event = nullptr);
  void call_ended();
  void leave_group();

 private:
  friend struct Pool;
  ~PoolItem() override;
  void timer_due(uint32_t generation);
  void repeat_wait();

  Lock lock_;  // the parts below
  uint32_t timer_generation_ = 0;
  int64_t timer_due_ = 0, timer_period_ = 0;
  std::atomic<bool> timer_set_{false};
  Reactor::Token timer_token_ = 0;
  Ref<PoolWait> wait_;
  Ref<Object> wait_object_;   // of a wait that repeats
  int64_t wait_timeout_ = 0;  // relative, in 100 ns, or INT64_MIN for none
  std::atomic<HANDLE> completion_event_{nullptr};
  friend uint32_t close_members(CleanupGroup& group, bool cancel, PVOID cleanup_context);
  // Under the group's lock; a member has a reference.
  bool is_member_ = false;
  PoolItem* next_member_ = nullptr;
  PoolItem* previous_member_ = nullptr;
};

// The port that calls an item for each packet.
Ref<CompletionPort> make_item_port(Ref<PoolItem> item);

Pool* create_pool();
void close_pool(Pool* pool);
void set_pool_maximum(Pool* pool, uint32_t threads);
bool set_pool_minimum(Pool* pool, uint32_t threads);
struct PoolStack {
  SIZE_T reserve, commit;
};
void set_pool_stack(Pool* pool, PoolStack stack);
PoolStack pool_stack(Pool* pool);
// Waits for (and where `cancel` takes back) the calls of all members, and releases them.
uint32_t close_members(CleanupGroup& group, bool cancel, PVOID cleanup_context);
// The item whose call runs on this thread, or null.
PoolItem* running_item();
// The calling thread's call may take long: another may take its place.
void note_long_call();

}  // namespace mimic::win
