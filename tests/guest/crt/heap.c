// The heap functions.
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

int main(void) {
  char* block = malloc(100);
  printf("%d %d\n", (int)_msize(block), ((uintptr_t)block & 15) == 0);
  memset(block, 'x', 100);
  block = realloc(block, 150);
  printf("%d %c\n", (int)_msize(block), block[99]);
  printf("%d\n", realloc(block, 0) == NULL);
  errno = 0;
  volatile size_t big = (size_t)-1 / 2;
  block = calloc(big, 4);
  printf("%d %d\n", block == NULL, errno);
  char* aligned = _aligned_offset_malloc(100, 64, 8);
  printf("%d\n", (int)(((uintptr_t)aligned + 8) & 63));
  aligned = _aligned_offset_realloc(aligned, 5000, 64, 8);
  printf("%d\n", (int)(((uintptr_t)aligned + 8) & 63));
  _aligned_free(aligned);
  // malloc's blocks are HeapAlloc's.
  void* other = malloc(7);
  printf("%d", (int)HeapSize(GetProcessHeap(), 0, other));
  printf(" %d\n", HeapFree(GetProcessHeap(), 0, other));
  printf("%d %d\n", _heapchk(), (HANDLE)_get_heap_handle() == GetProcessHeap());
  return 0;
}
