// setjmp and longjmp, also out of a callback of a host function.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf g_buffer;

static int compare(const void* a, const void* b) {
  if (*(const int*)a == 3 || *(const int*)b == 3) longjmp(g_buffer, 5);
  return *(const int*)a - *(const int*)b;
}

__attribute__((noinline)) static void level(int n) {
  if (n == 0) longjmp(g_buffer, 0);
  level(n - 1);
  printf("not reached\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  volatile int round = 0;
  int value = setjmp(g_buffer);
  printf("setjmp %d round %d\n", value, round);
  if (round++ == 0) level(4);
  int numbers[] = {5, 4, 3, 2, 1};
  if ((value = setjmp(g_buffer)) == 0) qsort(numbers, 5, sizeof *numbers, compare);
  printf("after qsort %d\n", value);
  return 0;
}
