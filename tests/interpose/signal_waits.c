// Waiting for signals: sigsuspend, sigwaitinfo, signalfd, ppoll, pause; queued signals keep order
// and value.
#include <poll.h>
#include <sys/signalfd.h>
#include <time.h>

#include "check.h"

static volatile int got, last;
static void count(int signal, siginfo_t* info, void* context) {
  ++got;
  last = info->si_value.sival_int;
}

int main(void) {
  sigset_t set, empty, old;
  sigemptyset(&empty);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
  handle(SIGUSR1, count, 0);
  handle(SIGRTMIN, count, 0);

  kill(getpid(), SIGUSR1);
  CHECK(got == 0);
  CHECK(sigsuspend(&empty) < 0 && errno == EINTR && got == 1);
  sigset_t now;
  sigprocmask(SIG_SETMASK, NULL, &now);
  CHECK(sigismember(&now, SIGUSR1));

  for (int i = 1; i <= 3; ++i) CHECK(sigqueue(getpid(), SIGRTMIN, (union sigval){i}) == 0);
  siginfo_t info;
  CHECK(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_value.sival_int == 1 &&
        info.si_code == SI_QUEUE);
  const struct timespec soon = {0, 1000000};
  struct pollfd none = {-1, 0, 0};
  CHECK(ppoll(&none, 1, NULL, &empty) < 0 && errno == EINTR && got == 2 && last == 2);
  CHECK(sigtimedwait(&set, &info, &soon) == SIGRTMIN && info.si_value.sival_int == 3);
  CHECK(sigtimedwait(&set, &info, &soon) < 0 && errno == EAGAIN);

  const int descriptor = signalfd(-1, &set, 0);
  CHECK(descriptor >= 0);
  kill(getpid(), SIGUSR1);
  struct signalfd_siginfo read_info;
  CHECK(read(descriptor, &read_info, sizeof read_info) == sizeof read_info &&
        read_info.ssi_signo == SIGUSR1);
  CHECK(got == 2);

  // A handler that came during a blocking call with SA_RESTART is not seen by the caller.
  sigprocmask(SIG_SETMASK, &old, NULL);
  handle(SIGALRM, count, SA_RESTART);
  int ends[2];
  CHECK(pipe(ends) == 0);
  if (fork() == 0) {
    usleep(30000);
    kill(getppid(), SIGALRM);
    usleep(30000);
    CHECK(write(ends[1], "x", 1) == 1);
    _exit(0);
  }
  char byte;
  CHECK(read(ends[0], &byte, 1) == 1 && got == 3);
  CHECK(wait(NULL) > 0);
  handle(SIGALRM, count, 0);
  if (fork() == 0) {
    usleep(30000);
    kill(getppid(), SIGALRM);
    _exit(0);
  }
  CHECK(read(ends[0], &byte, 1) < 0 && errno == EINTR && got == 4);
  return 0;
}
