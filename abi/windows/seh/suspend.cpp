#include "abi/windows/seh/suspend.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "abi/windows/return_hijack.h"
#include "abi/windows/seh/function_table.h"
#include "abi/windows/seh/hardware.h"
#include "abi/windows/seh/host_frames.h"

namespace mimic::win::seh {
namespace {

std::atomic<uint32_t> g_progress{0};  // a futex, counts answers

void wait_on(std::atomic<uint32_t>& word, uint32_t value, const timespec* timeout) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, timeout, nullptr, 0);
}
void wake_all(std::atomic<uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr, nullptr, 0);
}

void acknowledge(ThreadControl& control) {
  control.acknowledged = control.requested.load();
  g_progress.fetch_add(1);
  wake_all(g_progress);
}

// Until nobody suspends the thread any more. Answers requests that come meanwhile.
void park(ThreadControl& control) {
  control.state = ThreadControl::kParked;
  for (;;) {
    acknowledge(control);
    const uint32_t count = control.suspend_count.load();
    if (count == 0) break;
    wait_on(control.suspend_count, count, nullptr);
  }
  control.state = ThreadControl::kRunning;
}

// The host function that the thread was in when it was suspended returns to the guest.
void stop_at_return(void* data, HostReturn& result) {
  auto& control = static_cast<GuestThread*>(data)->control;
  const int saved_errno = errno;
  const uint64_t rip = control.context.Rip;
  if (!control.context_set) control.context.Rax = result.rax;
  if (control.suspend_count != 0)
    park(control);
  else
    control.state = ThreadControl::kRunning;
  errno = saved_errno;
  if (!control.context_set.exchange(false)) return;
  CONTEXT context = control.context;
  // A result is not lost to a context that was read before there was one.
  if (context.Rip == rip) context.Rax = result.rax;
  mimic_restore_context(&context);
}

// Asynchronous: on the signal stack of the thread to be suspended, anywhere in its code.
void handle_suspend(int, siginfo_t*, void* argument) {
  GuestThread* thread = current_guest_thread();
  if (!thread) return;
  ThreadControl& control = thread->control;
  if (control.suspend_count == 0) return;
  const int saved_errno = errno;
  auto* signal = static_cast<ucontext_t*>(argument);
  CONTEXT context;
  context_of(*signal, &context);
  if (!is_host_code(context.Rip)) {
    if (control.state == ThreadControl::kRunning || !control.context_set) control.context = context;
    park(control);
    if (control.context_set.exchange(false))
      apply_context(control.context, control.context.ContextFlags, signal);
  } else if (find_guest_caller(context, true)) {
    // Unanswered if there is no return address to hijack (an exception is being dispatched) or none
    // to find; the suspender asks again.
    auto* slot = reinterpret_cast<uint64_t*>(context.Rsp - 8);
    if (real_return_address(slot) == context.Rip &&
        hijack_return(slot, HijackUser::kSuspend, stop_at_return, thread)) {
      context.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
      control.context = context;
      control.state = ThreadControl::kStopsAtReturn;
      acknowledge(control);
    }
  }
  errno = saved_errno;
}

void install_handler() {
  static std::atomic<bool> installed{false};
  if (installed) return;
  struct sigaction action{};
  action.sa_sigaction = handle_suspend;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(suspend_signal(), &action, nullptr);
  installed = true;
}

}  // namespace

bool try_suspend(GuestThread& thread, bool first) {
  ThreadControl& control = thread.control;
  if (first) {
    install_handler();
    control.requested.fetch_add(1);
  }
  if (control.acknowledged == control.requested) return true;
  wake_all(control.suspend_count);  // if it is parked and was about to go on, it answers by itself
  syscall(SYS_tgkill, getpid(), thread.tid, suspend_signal());
  return false;
}

void wait_for_progress() {
  const timespec most{0, 1000000};
  wait_on(g_progress, g_progress.load(), &most);
}

void suspend_self() {
  GuestThread* thread = current_guest_thread();
  CONTEXT context;
  mimic_capture_context(&context);
  find_guest_caller(context, false);
  thread->control.context = context;
  park(thread->control);
  if (!thread->control.context_set.exchange(false)) return;
  context = thread->control.context;
  mimic_restore_context(&context);
}

void stop_if_suspended(CONTEXT* context) {
  ThreadControl& control = current_guest_thread()->control;
  if (control.suspend_count == 0) [[likely]]
    return;
  control.context = *context;
  park(control);
  if (control.context_set.exchange(false)) *context = control.context;
}

void wake_suspended(GuestThread& thread) { wake_all(thread.control.suspend_count); }

void copy_context(CONTEXT& to, const CONTEXT& from, DWORD flags) {
  const auto has = [flags](DWORD part) { return (flags & part) == part; };
  if (has(CONTEXT_CONTROL)) {
    to.SegCs = from.SegCs;
    to.SegSs = from.SegSs;
    to.EFlags = from.EFlags;
    to.Rip = from.Rip;
    to.Rsp = from.Rsp;
  }
  if (has(CONTEXT_INTEGER)) {
    const uint64_t rsp = to.Rsp;
    std::memcpy(to.Integer, from.Integer, sizeof to.Integer);
    to.Rsp = rsp;
  }
  if (has(CONTEXT_SEGMENTS)) {
    to.SegDs = from.SegDs;
    to.SegEs = from.SegEs;
    to.SegFs = from.SegFs;
    to.SegGs = from.SegGs;
  }
  if (has(CONTEXT_FLOATING_POINT)) {
    to.MxCsr = from.MxCsr;
    to.FltSave = from.FltSave;
  }
  if (has(CONTEXT_DEBUG_REGISTERS)) to.Dr0 = to.Dr1 = to.Dr2 = to.Dr3 = to.Dr6 = to.Dr7 = 0;
}

void get_context(GuestThread& thread, CONTEXT* context) {
  copy_context(*context, thread.control.context, context->ContextFlags);
}

void get_own_context(CONTEXT* context) {
  CONTEXT here;
  mimic_capture_context(&here);
  find_guest_caller(here, false);
  copy_context(*context, here, context->ContextFlags);
}

void set_context(GuestThread& thread, const CONTEXT& context) {
  ThreadControl& control = thread.control;
  copy_context(control.context, context, context.ContextFlags);
  control.context.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
  control.context_set = true;
}

}  // namespace mimic::win::seh
