// Code made at run time, with unwind data added by RtlAddFunctionTable: an exception passes it.
#include <stdio.h>
#include <string.h>
#include <windows.h>

// push rbx; sub rsp, 32; call rcx; add rsp, 32; pop rbx; ret
static const unsigned char kCode[] = {0x53, 0x48, 0x83, 0xec, 0x20, 0xff, 0xd1,
                                      0x48, 0x83, 0xc4, 0x20, 0x5b, 0xc3};
// version 1, prologue of 5 bytes, 2 codes: alloc 32 at 5, push rbx at 1
static const unsigned char kUnwind[] = {0x01, 5, 2, 0, 5, 0x32, 1, 0x30};

static LONG g_count;
static void fault(void) {
  RaiseException(0xe0000001, 0, 0, NULL);
  ++g_count;
}

static RUNTIME_FUNCTION* callback(DWORD64 pc, PVOID context) { return context; }

static int found_in_walk(void* start) {
  DWORD64 base;
  RUNTIME_FUNCTION* f = RtlLookupFunctionEntry((DWORD64)start + 7, &base, NULL);
  return f && base + f->BeginAddress == (DWORD64)start;
}

static LONG WINAPI handler(EXCEPTION_POINTERS* p) {
  CONTEXT context = *p->ContextRecord;
  extern int main(void);
  for (int i = 0; i < 10; ++i) {
    DWORD64 base, frame;
    void* data;
    RUNTIME_FUNCTION* f = RtlLookupFunctionEntry(context.Rip, &base, NULL);
    if (!f) break;
    if (base + f->BeginAddress == (DWORD64)&main) {
      printf("main found at %d\n", i);
      break;
    }
    RtlVirtualUnwind(0, base, context.Rip, f, &context, &data, &frame, NULL);
  }
  return EXCEPTION_CONTINUE_EXECUTION;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  unsigned char* page = VirtualAlloc(NULL, 4096, MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE);
  memcpy(page, kCode, sizeof kCode);
  memcpy(page + 64, kUnwind, sizeof kUnwind);
  RUNTIME_FUNCTION* function = (RUNTIME_FUNCTION*)(page + 128);
  function->BeginAddress = 0;
  function->EndAddress = sizeof kCode;
  function->UnwindData = 64;
  printf("before %d\n", found_in_walk(page));
  printf("add %d\n", RtlAddFunctionTable(function, 1, (DWORD64)page));
  printf("found %d\n", found_in_walk(page));
  void* vectored = AddVectoredExceptionHandler(1, handler);
  ((void (*)(void (*)(void)))page)(fault);
  printf("count %ld\n", g_count);
  printf("delete %d\n", RtlDeleteFunctionTable(function));
  printf("again %d\n", RtlDeleteFunctionTable(function));
  printf("callback %d\n", RtlInstallFunctionTableCallback((DWORD64)page | 3, (DWORD64)page, 4096,
                                                          callback, function, NULL));
  printf("found %d\n", found_in_walk(page));
  ((void (*)(void (*)(void)))page)(fault);
  RemoveVectoredExceptionHandler(vectored);
  printf("delete %d\n", RtlDeleteFunctionTable((RUNTIME_FUNCTION*)((DWORD64)page | 3)));
  printf("after %d\n", found_in_walk(page));
  return 0;
}
