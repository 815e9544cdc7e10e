// Functions registered for the end run in reverse, also those registered meanwhile, before streams
// are flushed.
#include <stdio.h>
#include <stdlib.h>

static void late(void) { printf("registered at the end\n"); }
static void first(void) { printf("first\n"); }
static void second(void) {
  printf("second\n");
  atexit(late);
}

int main(void) {
  atexit(first);
  atexit(second);
  printf("main\n");
  exit(0);
}
