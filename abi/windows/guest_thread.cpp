#include "abi/windows/guest_thread.h"

#include <asm/prctl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/context/detail/fcontext.hpp>
#include <new>

namespace mimic::win {

namespace ctx = boost::context::detail;

thread_local GuestThread* t_guest_thread = nullptr;

namespace {

constexpr size_t kTebSize = 0x2000;  // as Windows reserves for a 64-bit TEB

size_t page_align(size_t size) { return (size + 0xfff) & ~size_t{0xfff}; }

struct Start {
  GuestThread* thread;
  uint32_t (*entry)(void*);
  void* argument;
};

void start_on_guest_stack(ctx::transfer_t transfer) {
  const Start start = *static_cast<Start*>(transfer.data);
  start.thread->host_context = transfer.fctx;
  // Windows runs the x87 with 53-bit precision; MXCSR is the same on both systems.
  const uint16_t control_word = 0x27f;
  asm volatile("fldcw %0" ::"m"(control_word));
  leave_guest_thread(start.entry(start.argument));
}

}  // namespace

Expected<GuestThread*> create_guest_thread(size_t stack_reserve, PEB* peb) {
  const size_t stack = page_align(stack_reserve < kMinimumStack ? kMinimumStack : stack_reserve);
  const size_t size = kStackGuard + stack + kTebSize + kSignalStack;
  void* mapping = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED) return nt_fail(STATUS_NO_MEMORY);
  auto* thread = new (std::nothrow) GuestThread;
  if (!thread || mprotect(mapping, kStackGuard, PROT_NONE) != 0) {
    delete thread;
    munmap(mapping, size);
    return nt_fail(STATUS_NO_MEMORY);
  }
  thread->mapping = static_cast<uint8_t*>(mapping);
  thread->mapping_size = size;
  thread->stack_low = thread->mapping + kStackGuard;
  thread->stack_high = thread->stack_low + stack;
  thread->teb = reinterpret_cast<TEB*>(thread->stack_high);
  thread->signal_stack = thread->stack_high + kTebSize;

  TEB* teb = thread->teb;
  teb->NtTib.StackBase = thread->stack_high;
  // The whole reserve is committed as far as __chkstk can see; the guard catches what goes below.
  teb->NtTib.StackLimit = thread->stack_low;
  teb->NtTib.Self = &teb->NtTib;
  teb->NtTib.Version = 0x1e00;
  teb->DeallocationStack = thread->mapping;
  teb->ProcessEnvironmentBlock = peb;
  teb->ClientId.UniqueProcess = getpid();
  teb->CurrentLocale = 0x409;
  teb->StaticUnicodeString = {0, sizeof teb->StaticUnicodeBuffer, teb->StaticUnicodeBuffer};
  return thread;
}

void destroy_guest_thread(GuestThread* thread) {
  munmap(thread->mapping, thread->mapping_size);
  delete thread;
}

uint32_t run_guest_thread(GuestThread* thread, uint32_t (*entry)(void*), void* argument) {
  thread->tid = static_cast<int>(syscall(SYS_gettid));
  thread->teb->ClientId.UniqueThread = thread->tid;
  t_guest_thread = thread;
  stack_t stack{};
  stack.ss_sp = thread->signal_stack;
  stack.ss_size = kSignalStack;
  sigaltstack(&stack, nullptr);
  syscall(SYS_arch_prctl, ARCH_SET_GS, thread->teb);

  Start start{thread, entry, argument};
  void* context = ctx::make_fcontext(thread->stack_high, thread->stack_high - thread->stack_low,
                                     start_on_guest_stack);
  ctx::jump_fcontext(context, &start);

  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
  t_guest_thread = nullptr;
  return thread->exit_code;
}

void leave_guest_thread(uint32_t exit_code) {
  GuestThread* thread = t_guest_thread;
  thread->exit_code = exit_code;
  ctx::jump_fcontext(thread->host_context, nullptr);
  __builtin_unreachable();
}

}  // namespace mimic::win
