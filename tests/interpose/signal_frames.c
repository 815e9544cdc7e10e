// What a handler sees: registers, stack, mask, information; and what returns from it.
#include <fenv.h>
#include <stdint.h>
#include <ucontext.h>

#include "check.h"

static volatile int calls;
static volatile uint64_t pc, stack;
extern char code_begin[], code_end[];

static void look(int signal, siginfo_t* info, void* context) {
  const ucontext_t* user = context;
  pc = user->uc_mcontext.gregs[REG_RIP];
  stack = user->uc_mcontext.gregs[REG_RSP];
  CHECK(info->si_signo == signal && info->si_pid == getpid() && info->si_code == SI_TKILL);
  CHECK(!sigismember(&user->uc_sigmask, SIGUSR2) && sigismember(&user->uc_sigmask, SIGUSR1));
  sigset_t now;
  CHECK(sigprocmask(SIG_SETMASK, NULL, &now) == 0 && sigismember(&now, signal));
  CHECK(sigismember(&now, SIGUSR1));
  ++calls;
}
static void change(int signal, siginfo_t* info, void* context) {
  ucontext_t* user = context;
  user->uc_mcontext.gregs[REG_RBX] = 42;
  sigaddset(&user->uc_sigmask, SIGWINCH);
  ++calls;
}

int main(void) {
  sigset_t set, now;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  handle(SIGUSR2, look, 0);
  double vector = 1.25;
  asm volatile("movsd %0, %%xmm7" ::"m"(vector) : "xmm7");
  CHECK(raise(SIGUSR2) == 0 && calls == 1);
  CHECK(stack <= (uint64_t)__builtin_frame_address(0) && pc != 0);

  // Registers that the handler changes are changed.
  handle(SIGUSR2, change, 0);
  uint64_t rbx = 7, result;
  asm volatile("syscall"
               : "=a"(result), "+b"(rbx)
               : "a"(200), "D"((long)getpid()), "S"((long)SIGUSR2)
               : "rcx", "r11", "memory");
  CHECK(result == 0 && rbx == 42 && calls == 2);
  CHECK(sigprocmask(SIG_SETMASK, NULL, &now) == 0 && sigismember(&now, SIGWINCH));

  // All registers but rax, rcx, r11 and all flags survive a call.
  uint64_t before[5] = {1, 2, 3, 4, 5}, after[5];
  uint64_t flags_before = 0, flags_after = 0;
  asm volatile(
      "mov 0(%2), %%r12; mov 8(%2), %%r13; mov 16(%2), %%r14; mov 24(%2), %%r15; mov 32(%2), %%r8\n"
      "mov $39, %%eax; xor %%edx, %%edx; sub $1, %%rdx; std\n"
      "pushfq; pop %0; syscall; pushfq; pop %1; cld\n"
      "mov %%r12, 0(%3); mov %%r13, 8(%3); mov %%r14, 16(%3); mov %%r15, 24(%3); mov %%r8, 32(%3)"
      : "=&r"(flags_before), "=&r"(flags_after)
      : "r"(before), "r"(after)
      : "rax", "rcx", "rdx", "r8", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
  CHECK(memcmp(before, after, sizeof before) == 0 && flags_before == flags_after);
  return 0;
}
