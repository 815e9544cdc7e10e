// Walking the stack by hand, through a callback of a host function, and RtlCaptureStackBackTrace.
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static int g_done;

__attribute__((noinline)) static int walk(void) {
  CONTEXT context;
  RtlCaptureContext(&context);
  int found_main = 0, frames = 0;
  extern int main(void);
  while (context.Rip && frames < 64) {
    DWORD64 base;
    RUNTIME_FUNCTION* function = RtlLookupFunctionEntry(context.Rip, &base, NULL);
    DWORD64 begin = function ? base + function->BeginAddress : 0;
    if (begin == (DWORD64)&main) found_main = 1;
    void* data;
    DWORD64 frame;
    if (!function) {
      context.Rip = *(DWORD64*)context.Rsp;
      context.Rsp += 8;
    } else {
      RtlVirtualUnwind(0, base, context.Rip, function, &context, &data, &frame, NULL);
    }
    ++frames;
    if (found_main) break;
  }
  return found_main;
}

static int compare(const void* a, const void* b) {
  if (!g_done) {
    g_done = 1;
    printf("in callback: main found %d\n", walk());
    void* trace[32];
    USHORT count = RtlCaptureStackBackTrace(0, 32, trace, NULL);
    printf("back trace %s\n", count >= 3 ? "ok" : "short");
  }
  return *(const int*)a - *(const int*)b;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  printf("direct: main found %d\n", walk());
  int numbers[] = {2, 1};
  qsort(numbers, 2, sizeof *numbers, compare);
  printf("sorted %d %d\n", numbers[0], numbers[1]);
  void* base;
  printf("image %d\n", RtlPcToFileHeader((void*)&compare, &base) == GetModuleHandleA(NULL));
  return 0;
}
