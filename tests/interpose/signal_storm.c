// A timer every 100 microseconds while the program reads, waits, forks and starts threads: no call
// is lost, none is made twice.
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/time.h>

#include "check.h"

static volatile int ticks;
static void tick(int signal, siginfo_t* info, void* context) { ++ticks; }

static void* writer(void* argument) {
  const int* pipe = argument;
  for (int i = 0; i < 2000; ++i) {
    ssize_t written;
    do written = write(pipe[1], &i, sizeof i);
    while (written < 0 && errno == EINTR);
    CHECK(written == sizeof i);
  }
  return NULL;
}

static void transfer(void) {
  int ends[2], value;
  pthread_t thread;
  CHECK(pipe(ends) == 0 && pthread_create(&thread, NULL, writer, ends) == 0);
  for (int i = 0; i < 2000; ++i) {
    ssize_t size;
    do size = read(ends[0], &value, sizeof value);
    while (size < 0 && errno == EINTR);
    CHECK(size == sizeof value && value == i);
  }
  CHECK(pthread_join(thread, NULL) == 0);
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  for (int restart = 0; restart < 2; ++restart) {
    handle(SIGALRM, tick, restart ? SA_RESTART : 0);
    const struct itimerval every = {{0, 100}, {0, 100}};
    CHECK(setitimer(ITIMER_REAL, &every, NULL) == 0);
    transfer();
    for (int i = 0; i < 60; ++i) {
      pid_t child = fork();
      CHECK(child >= 0);
      if (child == 0) {
        for (int j = 0; j < 100; ++j) getppid();
        _exit(i);
      }
      int status;
      pid_t ended;
      do ended = waitpid(child, &status, 0);
      while (ended < 0 && errno == EINTR);
      CHECK(ended == child && WIFEXITED(status) && WEXITSTATUS(status) == i);

      char* arguments[] = {"true", NULL};
      if (i % 10 == 0) {
        CHECK(posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) == 0);
        do ended = waitpid(child, &status, 0);
        while (ended < 0 && errno == EINTR);
        CHECK(ended == child && status == 0);
      }
    }
  }
  CHECK(ticks > 50);
  return 0;
}
