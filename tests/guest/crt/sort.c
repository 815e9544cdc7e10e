// Sorting and searching, with the runtime's own sequence of random numbers.
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

static int by_value(const void* a, const void* b) { return *(const int*)a - *(const int*)b; }

int main(void) {
  int numbers[100];
  srand(42);
  for (int i = 0; i < 100; ++i) numbers[i] = rand();
  printf("%d %d %d\n", numbers[0], numbers[1], numbers[2]);
  int third = numbers[2];
  qsort(numbers, 100, sizeof *numbers, by_value);
  for (int i = 1; i < 100; ++i) {
    if (numbers[i - 1] > numbers[i]) return 1;
  }
  int* found = bsearch(&third, numbers, 100, sizeof *numbers, by_value);
  printf("%d\n", found && *found == third);
  unsigned count = 3;
  int few[4] = {5, 6, 7}, wanted = 8;
  printf("%d\n", _lfind(&wanted, few, &count, sizeof *few, by_value) == NULL);
  _lsearch(&wanted, few, &count, sizeof *few, by_value);
  printf("%u %d\n", count, few[3]);
  div_t division = div(-7, 2);
  printf("%d %d %u\n", division.quot, division.rem, _rotl(0x80000001u, 4));
  return 0;
}
