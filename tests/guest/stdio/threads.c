// Streams are locked: lines of several threads do not mix, and _lock_file holds others off.
#include <process.h>
#include <windows.h>

#include "check.h"

enum { kThreads = 4, kLines = 2000 };
static FILE* file;

static unsigned __stdcall write_lines(void* number) {
  for (int i = 0; i < kLines; ++i)
    fprintf(file, "%d:%s:%d\n", (int)(intptr_t)number, "some text", i);
  for (int i = 0; i < kLines; ++i) {
    _lock_file(file);
    putc('<', file);
    putc('>', file);
    putc('\n', file);
    _unlock_file(file);
  }
  return 0;
}

int main(void) {
  file = fopen("lines", "w");
  CHECK(file);
  HANDLE threads[kThreads];
  for (int i = 0; i < kThreads; ++i)
    threads[i] = (HANDLE)_beginthreadex(NULL, 0, write_lines, (void*)(intptr_t)i, 0, NULL);
  CHECK(WaitForMultipleObjects(kThreads, threads, TRUE, 30000) == WAIT_OBJECT_0);
  CHECK(fclose(file) == 0);
  file = fopen("lines", "r");
  int next[kThreads] = {0}, brackets = 0;
  char line[64];
  while (fgets(line, sizeof line, file)) {
    int thread, number;
    char end;
    if (!strcmp(line, "<>\n")) {
      ++brackets;
    } else {
      CHECK(sscanf(line, "%d:some text:%d%c", &thread, &number, &end) == 3 && end == '\n');
      CHECK(next[thread]++ == number);
    }
  }
  CHECK(brackets == kThreads * kLines);
  for (int i = 0; i < kThreads; ++i) CHECK(next[i] == kLines);
  return 0;
}
