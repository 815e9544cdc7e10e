// Vectored handlers: order, hardware faults, changing the context, breakpoints, RaiseException.
#include <stdio.h>
#include <windows.h>

static volatile int* g_pointer;
static int g_value = 7;

static LONG WINAPI first(EXCEPTION_POINTERS* p) {
  printf("first %08lx flags %lx params %lu\n", p->ExceptionRecord->ExceptionCode,
         p->ExceptionRecord->ExceptionFlags, p->ExceptionRecord->NumberParameters);
  return EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI second(EXCEPTION_POINTERS* p) {
  switch (p->ExceptionRecord->ExceptionCode) {
    case EXCEPTION_ACCESS_VIOLATION:
      printf("access %s %p\n", p->ExceptionRecord->ExceptionInformation[0] ? "write" : "read",
             (void*)p->ExceptionRecord->ExceptionInformation[1]);
      p->ContextRecord->Rax = (DWORD64)&g_value;
      return EXCEPTION_CONTINUE_EXECUTION;
    case EXCEPTION_BREAKPOINT:
      printf("breakpoint byte %02x\n", *(unsigned char*)p->ContextRecord->Rip);
      p->ContextRecord->Rip += 1;
      return EXCEPTION_CONTINUE_EXECUTION;
    case EXCEPTION_ILLEGAL_INSTRUCTION:
      p->ContextRecord->Rip += 2;
      return EXCEPTION_CONTINUE_EXECUTION;
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
    case EXCEPTION_INT_OVERFLOW:
      p->ContextRecord->Rip += 2;
      return EXCEPTION_CONTINUE_EXECUTION;
    case EXCEPTION_PRIV_INSTRUCTION:
      p->ContextRecord->Rip += 1;
      return EXCEPTION_CONTINUE_EXECUTION;
    case 0xe0001234:
      return EXCEPTION_CONTINUE_EXECUTION;
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

static LONG WINAPI continued(EXCEPTION_POINTERS* p) {
  printf("continue %08lx\n", p->ExceptionRecord->ExceptionCode);
  return EXCEPTION_CONTINUE_SEARCH;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  void* b = AddVectoredExceptionHandler(0, second);
  void* a = AddVectoredExceptionHandler(1, first);
  void* c = AddVectoredContinueHandler(1, continued);
  int value;
  __asm__ volatile("mov (%%rax), %0" : "=r"(value) : "a"(g_pointer));
  printf("read %d\n", value);
  __asm__ volatile("int3");
  __asm__ volatile("ud2");
  __asm__ volatile("xor %%edx, %%edx\n\txor %%ecx, %%ecx\n\tdiv %%ecx" ::: "rax", "rcx", "rdx");
  __asm__ volatile("mov $1, %%ecx\n\tmov $5, %%edx\n\tdiv %%ecx" ::: "rax", "rcx", "rdx");
  __asm__ volatile("hlt");
  ULONG_PTR parameters[2] = {1, 2};
  RaiseException(0xe0001234, 0, 2, parameters);
  ULONG first_removed = RemoveVectoredExceptionHandler(a);
  ULONG second_removed = RemoveVectoredExceptionHandler(b);
  printf("removed %lu %lu %lu\n", first_removed, second_removed, RemoveVectoredContinueHandler(c));
  printf("removed again %lu\n", RemoveVectoredExceptionHandler(a));
  return 0;
}
