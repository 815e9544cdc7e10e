// Threads that run guest code.
#pragma once

#include <pthread.h>

#include <atomic>
#include <string>

#include "abi/windows/guest_thread.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

struct Mutant;

using ApcRoutine = void(MS_ABI*)(ULONG_PTR, ULONG_PTR, ULONG_PTR);

// A queued user APC.
struct Apc {
  ApcRoutine routine;
  ULONG_PTR arguments[3];
  const void* owner = nullptr;  // by which remove_apcs() finds it
  Apc* next = nullptr;
};

inline constexpr DWORD STILL_ACTIVE = 259;

struct Thread final : Object, Waitable {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kThread; }

  // The calling thread's object. The first thread's is made when first asked for; so is that of a
  // thread of the host that waits (it has no TEB and runs no APCs).
  static Thread* current() {
    Thread* thread = t_current;
    return thread ? thread : adopt();
  }

  Waitable* waitable() override { return this; }
  bool is_signaled(Thread*) const override { return ended; }

  DWORD id() const;  // the host's thread id

  // APCs. queue_apc() takes ownership; false where the thread has ended.
  bool queue_apc(Apc* apc);
  void remove_apcs(const void* owner);
  bool has_apcs() const { return first_apc != nullptr; }
  // Runs what is queued, and what the APCs queue. True if there was any. On its own thread.
  bool run_apcs();
  void end_if_terminated() {
    if (terminating.load(std::memory_order_relaxed)) end_terminated();
  }

  Thread() : Object(ObjectType::kThread) {}

  GuestThread* guest = nullptr;  // null for a thread of the host; freed when the thread has ended
  std::atomic<int> host_id{0};
  pthread_t host_thread{};
  PVOID start_routine = nullptr;
  PVOID parameter = nullptr;
  int64_t created = 0, exited = 0;  // system time
  bool first = false;               // the thread that the process started with
  bool hidden_from_detach = false;  // THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH
  std::atomic<bool> terminating{false};

  // Guarded by the dispatcher lock.
  Apc* first_apc = nullptr;
  Apc* last_apc = nullptr;
  Waiter* waiter = nullptr;  // while it waits
  Mutant* owned = nullptr;   // list of the mutants it owns
  bool ended = false;
  DWORD exit_code = STILL_ACTIVE;
  DWORD termination_code = 0;  // where `terminating`
  bool alerted = false;        // NtAlertThread
  std::atomic<uint32_t> alert_by_id{0};

  // What the guest has set, and reads back.
  std::atomic<int32_t> priority{0};
  std::atomic<uint32_t> ideal_processor{0};
  std::atomic<bool> priority_boost_disabled{false};
  std::u16string description;  // under the registry's lock
  // Of the first thread of a child: its Process, which can resume it. Nothing else is known of it.
  Ref<Object> child;
  int64_t user_time = 0, kernel_time = 0;  // 100 ns, once it has ended

 private:
  friend struct ThreadList;
  static Thread* adopt();
  void end_terminated();
  static thread_local Thread* t_current;
  Thread* next_ = nullptr;  // in the list of live threads
  Thread* previous_ = nullptr;
};

struct ThreadStart {
  PVOID routine = nullptr;  // DWORD (MS_ABI*)(PVOID)
  PVOID parameter = nullptr;
  size_t stack_reserve = 0;  // 0: as the program's headers say
  bool suspended = false;
  bool skip_attach = false;
};

Expected<Ref<Thread>> create_thread(const ThreadStart& start);
// RtlExitUserThread: detach notifications, then the end; ends the process if this is the last
// thread.
[[noreturn]] void exit_thread(DWORD exit_code);
// TerminateThread: the thread ends without notifications: at once where it waits or is in guest
// code, when it leaves the host otherwise.
NTSTATUS terminate_thread(Thread& thread, DWORD exit_code);
// A live thread of this process by its id, or null.
Ref<Thread> find_thread(DWORD id);
// Ids of the live threads.
size_t list_threads(DWORD* ids, size_t capacity);
uint32_t live_threads();
// Calls visit(thread, context) for each live guest thread, under the lock of their list: their
// blocks stay mapped meanwhile.
void for_each_thread(void (*visit)(Thread& thread, void* context), void* context);

// Processor time in 100 ns units.
struct ThreadTimes {
  int64_t created, exited;  // system time; `exited` 0 while it runs
  int64_t kernel, user;
};
ThreadTimes times_of(Thread& thread);
std::u16string description_of(Thread& thread);
// Names the host's thread as well.
void set_description(Thread& thread, std::u16string_view description);
// The processors a thread may run on, and their replacement (returns the mask before). Fails with
// STATUS_INVALID_PARAMETER where the mask names none that the process may use.
Expected<ULONG_PTR> affinity_of(Thread& thread);
Expected<ULONG_PTR> set_affinity(Thread& thread, ULONG_PTR mask);

}  // namespace mimic::win
