// Threads, a thousand of them; vfork, posix_spawn and exec with their errors; what a child has.
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "check.h"

static _Atomic int count;
static __thread int own = 5;
static void* work(void* argument) {
  own += (int)(long)argument;
  CHECK(own == 5 + (int)(long)argument);
  ++count;
  return argument;
}
static int apart(void* argument) {
  ++count;
  return 17;
}

int main(int argument_count, char** arguments) {
  if (argument_count > 1) return atoi(arguments[1]);
  pthread_t threads[1000];
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 << 10);
  for (long i = 0; i < 1000; ++i)
    CHECK(pthread_create(&threads[i], &attributes, work, (void*)i) == 0);
  for (long i = 0; i < 1000; ++i) {
    void* result;
    CHECK(pthread_join(threads[i], &result) == 0 && result == (void*)i);
  }
  CHECK(count == 1000);

  char* missing[] = {"missing", NULL};
  pid_t child;
  CHECK(posix_spawn(&child, "/nonexistent/program", NULL, NULL, missing, environ) == ENOENT);
  CHECK(execv("/nonexistent/program", missing) < 0 && errno == ENOENT);
  CHECK(execv("/etc/passwd", missing) < 0 && errno == EACCES);
  CHECK(execv("/", missing) < 0 && errno == EACCES);
  CHECK(execve("/bin/true", (char**)8, environ) < 0 && errno == EFAULT);

  volatile int seen = 0;
  child = vfork();
  if (child == 0) {
    seen = 1;
    signal(SIGUSR1, SIG_IGN);
    char* self[] = {"self", "23", NULL};
    execv("/proc/self/exe", self);
    _exit(99);
  }
  int status;
  CHECK(seen == 1 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 23);
  struct sigaction action;
  CHECK(sigaction(SIGUSR1, NULL, &action) == 0 && action.sa_handler == SIG_DFL);

  static char stack[64 << 10] __attribute__((aligned(16)));
  child = clone(apart, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
  CHECK(child > 0 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 17 &&
        count == 1001);
  child = clone(apart, stack + sizeof stack, SIGCHLD, NULL);
  CHECK(child > 0 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 17 &&
        count == 1001);

  char name[16], link[4096] = {0}, resolved[4096];
  CHECK(prctl(PR_GET_NAME, name) == 0 && strncmp(name, strrchr(arguments[0], '/') + 1, 15) == 0);
  CHECK(readlink("/proc/self/exe", link, sizeof link) > 0 && realpath(arguments[0], resolved));
  CHECK(strcmp(link, resolved) == 0);
  void* old = sbrk(0);
  CHECK(sbrk(1 << 20) == old && (char*)sbrk(0) == (char*)old + (1 << 20));
  memset(old, 1, 1 << 20);
  CHECK(syscall(100000) < 0 && errno == ENOSYS);
  return 0;
}
