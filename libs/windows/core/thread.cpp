#include "libs/windows/core/thread.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <new>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/fls.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/mutant.h"
#include "libs/windows/core/process_exit.h"
#include "libs/windows/core/thread_end.h"
#include "libs/windows/core/tls.h"
#include "libs/windows/core/waiter.h"

namespace mimic::win {

thread_local Thread* Thread::t_current = nullptr;

struct ThreadList {
  Lock lock;
  Thread* head = nullptr;
  // Guest threads that are alive; the first thread counts from the beginning.
  std::atomic<uint32_t> live{1};

  void add(Thread& thread) {
    LockGuard guard(lock);
    thread.next_ = head;
    if (head) head->previous_ = &thread;
    head = &thread;
  }
  void remove(Thread& thread) {
    LockGuard guard(lock);
    (thread.previous_ ? thread.previous_->next_ : head) = thread.next_;
    if (thread.next_) thread.next_->previous_ = thread.previous_;
  }
  Ref<Thread> find(DWORD id) {
    LockGuard guard(lock);
    for (Thread* thread = head; thread; thread = thread->next_)
      if (thread->id() == id) return thread;
    return nullptr;
  }
  size_t list(DWORD* ids, size_t capacity) {
    LockGuard guard(lock);
    size_t count = 0;
    for (Thread* thread = head; thread; thread = thread->next_, ++count)
      if (count < capacity) ids[count] = thread->id();
    return count;
  }
  void for_each(void (*visit)(Thread&, void*), void* context) {
    LockGuard guard(lock);
    for (Thread* thread = head; thread; thread = thread->next_) visit(*thread, context);
  }
  static void set_current(Thread* thread) { Thread::t_current = thread; }
};

namespace {

constinit ThreadList threads;
constinit std::atomic<PEB*> process_block{nullptr};  // known since a guest thread has asked

// The host's stack of a guest thread: it only carries the frames below run_guest_thread().
constexpr size_t kHostStack = 64 * 1024;

int64_t ticks_of(const timeval& time) { return (time.tv_sec * 1'000'000LL + time.tv_usec) * 10; }

// Everything that ends with the thread, except its stacks.
void end_thread(Thread& thread, DWORD exit_code) {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  Apc* apcs;
  {
    DispatcherLock lock;
    thread.user_time = ticks_of(usage.ru_utime);
    thread.kernel_time = ticks_of(usage.ru_stime);
    thread.exited = system_time_now();
    thread.exit_code = exit_code;
    thread.ended = true;
    apcs = std::exchange(thread.first_apc, nullptr);
    thread.last_apc = nullptr;
    Mutant::abandon_all(thread);
    thread.wake();
  }
  while (apcs) delete std::exchange(apcs, apcs->next);
}

// A thread of the host that has waited: it may own mutants.
struct HostThread {
  Ref<Thread> thread;
  ~HostThread() {
    if (!thread) return;
    ThreadList::set_current(nullptr);
    end_thread(*thread, 0);
  }
};
thread_local HostThread t_host_thread;

uint32_t run_on_guest_stack(void* argument) {
  Thread& thread = *static_cast<Thread*>(argument);
  std::atomic<uint32_t>& suspended = thread.guest->control.suspend_count;
  while (const uint32_t count = suspended.load(std::memory_order_acquire))
    futex_wait_until(suspended, count, kNever);
  thread.end_if_terminated();
  if (!thread.hidden_from_detach) modules::thread_attach();
  thread.run_apcs();
  const auto routine = reinterpret_cast<DWORD(MS_ABI*)(PVOID)>(thread.start_routine);
  exit_thread(routine(thread.parameter));
}

void* run_on_host_stack(void* argument) {
  Thread* thread = static_cast<Thread*>(argument);
  thread->host_id.store(static_cast<int>(::syscall(SYS_gettid)), std::memory_order_release);
  ThreadList::set_current(thread);
  GuestThread* guest = thread->guest;
  const DWORD exit_code = run_guest_thread(guest, run_on_guest_stack, thread);
  ThreadList::set_current(nullptr);
  threads.remove(*thread);
  {
    DispatcherLock lock;
    thread->guest = nullptr;
  }
  destroy_guest_thread(guest);
  end_thread(*thread, exit_code);
  thread->release();
  return nullptr;
}

}  // namespace

Thread* Thread::adopt() {
  Thread* thread = new Thread;
  thread->host_thread = ::pthread_self();
  thread->host_id = static_cast<int>(::syscall(SYS_gettid));
  thread->created = system_time_now();
  if (GuestThread* guest = current_guest_thread()) {
    thread->guest = guest;
    process_block = guest->teb->ProcessEnvironmentBlock;
    thread->first = true;
    thread->retain();  // for as long as the thread lives
    guest->object = thread;
    threads.add(*thread);
  } else {
    t_host_thread.thread = Ref<Thread>(thread);
  }
  t_current = thread;
  return thread;
}

DWORD Thread::id() const {
  if (const int id = host_id.load(std::memory_order_acquire)) return static_cast<DWORD>(id);
  // The thread has not got as far as to say it. The clock id of a thread's processor time has the
  // thread id in it: bits 3 and up, inverted (Linux, posix-timers.h).
  clockid_t clock;
  if (::pthread_getcpuclockid(host_thread, &clock) == 0) return static_cast<DWORD>(~(clock >> 3));
  return static_cast<DWORD>(host_id.load(std::memory_order_acquire));
}

bool Thread::queue_apc(Apc* apc) {
  apc->next = nullptr;
  {
    DispatcherLock lock;
    if (!ended) {
      (last_apc ? last_apc->next : first_apc) = apc;
      last_apc = apc;
      if (waiter && waiter->alertable) waiter->finish(STATUS_USER_APC);
      return true;
    }
  }
  delete apc;
  return false;
}

void Thread::remove_apcs(const void* owner) {
  Apc* removed = nullptr;
  {
    DispatcherLock lock;
    last_apc = nullptr;
    for (Apc** link = &first_apc; Apc* apc = *link;) {
      if (apc->owner == owner) {
        *link = apc->next;
        apc->next = removed;
        removed = apc;
      } else {
        last_apc = apc;
        link = &apc->next;
      }
    }
  }
  while (removed) delete std::exchange(removed, removed->next);
}

bool Thread::run_apcs() {
  bool any = false;
  for (;; any = true) {
    Apc apc;
    {
      Apc* next;
      {
        DispatcherLock lock;
        next = first_apc;
        if (!next) return any;
        first_apc = next->next;
        if (!first_apc) last_apc = nullptr;
      }
      apc = *next;
      delete next;
    }
    apc.routine(apc.arguments[0], apc.arguments[1], apc.arguments[2]);
  }
}

namespace {

// The calling thread is no longer one of the live ones, and the process ends with the last.
void count_out(DWORD exit_code) {
  if (threads.live.fetch_sub(1) != 1) return;
  threads.live.store(1);
  exit_process(exit_code);
}

[[noreturn]] void leave(Thread& self, DWORD exit_code) {
  if (!self.first) leave_guest_thread(exit_code);
  // The first thread's stack belongs to the process. It stays, and never runs again.
  threads.remove(self);
  end_thread(self, exit_code);
  for (;;) ::pause();
}

}  // namespace

void Thread::end_terminated() {
  terminating = false;
  count_out(termination_code);
  leave(*this, termination_code);
}

Expected<Ref<Thread>> create_thread(const ThreadStart& start) {
  Thread::current();  // the first thread gets into the list before others do
  size_t reserve = start.stack_reserve;
  if (reserve == 0) {
    const Module* program = modules::program();
    reserve = program ? program->headers.stack_reserve : 1 << 20;
  }
  auto guest = create_guest_thread(reserve, process_block.load());
  if (!guest) return std::unexpected(guest.error());
  auto thread = make_object<Thread>();
  (*guest)->object = thread.get();
  (*guest)->control.suspend_count = start.suspended ? 1 : 0;
  thread->guest = *guest;
  thread->start_routine = start.routine;
  thread->parameter = start.parameter;
  thread->hidden_from_detach = start.skip_attach;
  thread->created = system_time_now();

  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, kHostStack);
  ::pthread_attr_setguardsize(&attributes, 0);
  threads.live.fetch_add(1);
  thread->retain();  // the running thread's
  threads.add(*thread);
  const int error =
      ::pthread_create(&thread->host_thread, &attributes, run_on_host_stack, thread.get());
  ::pthread_attr_destroy(&attributes);
  if (error != 0) {
    threads.remove(*thread);
    threads.live.fetch_sub(1);
    thread->release();
    thread->guest = nullptr;
    destroy_guest_thread(*guest);
    return nt_fail(STATUS_TOO_MANY_THREADS);
  }
  const int id = static_cast<int>(thread->id());
  int unknown = 0;
  thread->host_id.compare_exchange_strong(unknown, id);
  ::pthread_detach(thread->host_thread);
  return thread;
}

namespace {
using EndCallback = void (*)();
constinit thread_local EndCallback t_end_callback = nullptr;
}  // namespace

void call_at_thread_end(void (*callback)()) { t_end_callback = callback; }

void exit_thread(DWORD exit_code) {
  Thread* self = Thread::current();
  count_out(exit_code);
  if (t_end_callback) t_end_callback();
  if (!self->hidden_from_detach) {
    fls_thread_detach();
    modules::thread_detach();
    tls_thread_detach();
  }
  leave(*self, exit_code);
}

NTSTATUS terminate_thread(Thread& thread, DWORD exit_code) {
  {
    DispatcherLock lock;
    if (thread.ended || thread.terminating) return STATUS_SUCCESS;
    thread.termination_code = exit_code;
    thread.terminating = true;
    if (thread.waiter) thread.waiter->finish(STATUS_THREAD_IS_TERMINATING);
  }
  if (&thread == Thread::current()) thread.end_if_terminated();
  return STATUS_SUCCESS;
}

Ref<Thread> find_thread(DWORD id) {
  Thread::current();
  return threads.find(id);
}

size_t list_threads(DWORD* ids, size_t capacity) {
  Thread::current();
  return threads.list(ids, capacity);
}

void for_each_thread(void (*visit)(Thread& thread, void* context), void* context) {
  Thread::current();
  threads.for_each(visit, context);
}

uint32_t live_threads() { return threads.live.load(std::memory_order_relaxed); }

Ref<Object> current_thread_object() { return Ref<Object>(Thread::current()); }

}  // namespace mimic::win
