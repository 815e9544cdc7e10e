// Alternate stacks, nested handlers, faults that a handler answers, longjmp out of it,
// SA_RESETHAND.
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "check.h"

static char* stack;
enum { kSize = 64 << 10 };
static volatile int depth, deepest, faults;
static sigjmp_buf again;

static int on_alternate(void) {
  char here;
  return &here > stack && &here < stack + kSize;
}
static void inner(int signal, siginfo_t* info, void* context) {
  CHECK(on_alternate());
  deepest = depth + 1;
}
static void outer(int signal, siginfo_t* info, void* context) {
  CHECK(on_alternate());
  stack_t now;
  CHECK(sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_ONSTACK && now.ss_sp == stack);
  stack_t other = {.ss_sp = stack, .ss_size = kSize};
  CHECK(sigaltstack(&other, NULL) < 0 && errno == EPERM);
  ++depth;
  raise(SIGUSR2);
  --depth;
}
static char* page;
static void mend(int signal, siginfo_t* info, void* context) {
  CHECK(info->si_code == SEGV_ACCERR && info->si_addr == page + 100);
  ++faults;
  CHECK(mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0);
}
static void leave(int signal, siginfo_t* info, void* context) { siglongjmp(again, signal); }
__attribute__((noinline)) static int overflow(volatile char* from) {
  char room[4096];
  memset(room, 1, sizeof room);
  asm volatile("" ::"r"(room) : "memory");
  return overflow(room) + room[100] + *from;
}

int main(void) {
  stack = mmap(NULL, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const stack_t wanted = {.ss_sp = stack, .ss_size = kSize};
  stack_t now;
  CHECK(sigaltstack(&wanted, NULL) == 0 && sigaltstack(NULL, &now) == 0);
  CHECK(now.ss_sp == stack && now.ss_size == kSize && now.ss_flags == 0);
  const stack_t tiny = {.ss_sp = stack, .ss_size = 100};
  CHECK(sigaltstack(&tiny, NULL) < 0 && errno == ENOMEM);

  handle(SIGUSR1, outer, SA_ONSTACK);
  handle(SIGUSR2, inner, SA_ONSTACK);
  CHECK(raise(SIGUSR1) == 0 && deepest == 2 && depth == 0);

  page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  handle(SIGSEGV, mend, 0);
  ((volatile char*)page)[100] = 7;
  CHECK(faults == 1 && page[100] == 7);

  handle(SIGSEGV, leave, SA_ONSTACK | SA_NODEFER);
  for (int round = 0; round < 3; ++round)
    if (sigsetjmp(again, 1) == 0) {
      overflow(page);
      CHECK(0);
    }
  handle(SIGFPE, leave, SA_RESETHAND);
  if (sigsetjmp(again, 1) == 0) {
    asm volatile("idivl %0" ::"r"(0), "a"(1), "d"(0) : "cc");
    CHECK(0);
  }
  struct sigaction action;
  CHECK(sigaction(SIGFPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL);

  // Bad pointers are errors, not faults.
  int ends[2];
  CHECK(pipe(ends) == 0 && write(ends[1], "x", 1) == 1);
  CHECK(read(ends[0], (void*)8, 1) < 0 && errno == EFAULT);
  CHECK(syscall(SYS_rt_sigaction, SIGUSR1, 8, 0, 8) < 0 && errno == EFAULT);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGSEGV, SIG_DFL);
    *(volatile char*)8 = 1;
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  return 0;
}
