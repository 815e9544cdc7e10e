// Nanoseconds per system call, medians of many rounds: through libc, and by an instruction in the
// program.
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { kRounds = 61, kCalls = 10000 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}
static int compare(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return x < y ? -1 : x > y;
}

int main(void) {
  double libc[kRounds], own[kRounds];
  for (int round = 0; round < kRounds; ++round) {
    double start = now();
    for (int i = 0; i < kCalls; ++i) getppid();
    libc[round] = (now() - start) / kCalls;
    start = now();
    for (int i = 0; i < kCalls; ++i) {
      long result = SYS_getppid;
      __asm__ volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
    }
    own[round] = (now() - start) / kCalls;
  }
  qsort(libc, kRounds, sizeof *libc, compare);
  qsort(own, kRounds, sizeof *own, compare);
  printf("%.1f %.1f\n", libc[kRounds / 2], own[kRounds / 2]);
  return 0;
}
