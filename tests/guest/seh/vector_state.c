// A handler that continues gives the interrupted code all of its registers back: AVX as well.
#include <stdio.h>
#include <string.h>
#include <windows.h>

static LONG WINAPI handler(EXCEPTION_POINTERS* p) {
  __asm__ volatile("vzeroall" ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5");
  p->ContextRecord->Rip += 2;
  return EXCEPTION_CONTINUE_EXECUTION;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (!__builtin_cpu_supports("avx")) {
    printf("kept\n");
    return 0;
  }
  AddVectoredExceptionHandler(1, handler);
  double in[4] = {1, 2, 3, 4}, out[4];
  __asm__ volatile(
      "vmovupd %1, %%ymm9\n\t"
      "ud2\n\t"
      "vmovupd %%ymm9, %0\n\t"
      "vzeroupper"
      : "=m"(out)
      : "m"(in)
      : "xmm9", "memory");
  printf("%s\n", memcmp(in, out, sizeof in) == 0 ? "kept" : "lost");
  return 0;
}
