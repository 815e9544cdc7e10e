/* Static TLS as MSVC lays it out: a template per module, copied for each thread, and callbacks. */
#define MSVC_GUEST_MAIN
#include "msvc.h"

typedef struct {
  const void *start, *end;
  unsigned* index;
  const void* callbacks;
  unsigned zero_fill, characteristics;
} TlsDirectory;

unsigned _tls_index;
#pragma section(".tls", long, read, write)
#pragma section(".tls$ZZZ", long, read, write)
#pragma section(".CRT$XLC", long, read)
__declspec(allocate(".tls")) char _tls_start = 0;
__declspec(allocate(".tls$ZZZ")) char _tls_end = 0;

static int g_attached, g_detached;
static void __stdcall on_thread(void* module, unsigned reason, void* reserved) {
  if (reason == 2) ++g_attached;
  if (reason == 3) ++g_detached;
}
static void* const kCallbacks[] = {(void*)on_thread, 0};
const TlsDirectory _tls_used = {&_tls_start, &_tls_end, &_tls_index, kCallbacks, 16, 0};

static __declspec(thread) int t_value = 41;
static __declspec(thread) int t_zero;
static __declspec(thread) char t_text[8] = "abc";

static DWORD thread_main(PVOID argument) {
  t_text[0] = 'X';
  return (DWORD)(++t_value * 100 + ++t_zero);
}

int main(void) {
  t_value = 7;
  for (int i = 0; i < 2; ++i) {
    HANDLE thread = CreateThread(0, 0, thread_main, 0, 0, 0);
    DWORD code = 0;
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    printf("thread %lu\n", code);
  }
  printf("main %d %d %s, attached %d, detached %d\n", t_value, t_zero, t_text, g_attached,
         g_detached);
  return 0;
}
