// signal and raise: a handler is called once, then the default is back.
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#define CHECK(condition)                        \
  do {                                          \
    if (!(condition)) {                         \
      printf("%d: %s\n", __LINE__, #condition); \
      return 1;                                 \
    }                                           \
  } while (0)

static int calls, last;
static void handler(int number) {
  ++calls;
  last = number;
}

int main(void) {
  CHECK(signal(SIGTERM, handler) == SIG_DFL);
  CHECK(raise(SIGTERM) == 0 && calls == 1 && last == SIGTERM);
  CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL);
  CHECK(raise(SIGTERM) == 0 && calls == 1);
  CHECK(signal(SIGFPE, handler) == SIG_DFL);
  CHECK(raise(SIGFPE) == 0 && calls == 2 && last == SIGFPE);
  errno = 0;
  CHECK(signal(1234, handler) == SIG_ERR && errno == EINVAL);
  return 0;
}
