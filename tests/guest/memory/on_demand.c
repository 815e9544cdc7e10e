// Memory that is committed by the handler of the fault on it; and one that grows by 64 KB, as
// WebAssembly's does, whose end is the fault.
#include "../sync/check.h"

static char* base;
static int faults;
static int expected;  // a fault that ends the program well

static LONG CALLBACK commit(EXCEPTION_POINTERS* pointers) {
  const EXCEPTION_RECORD* record = pointers->ExceptionRecord;
  if (record->ExceptionCode != STATUS_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
  if (expected) ExitProcess(0);
  CHECK(record->ExceptionInformation[0] == 1);
  ++faults;
  char* page = (char*)(record->ExceptionInformation[1] & ~(ULONG_PTR)0xfff);
  CHECK(VirtualAlloc(page, 0x1000, MEM_COMMIT, PAGE_READWRITE));
  return EXCEPTION_CONTINUE_EXECUTION;
}

int main(void) {
  CHECK(AddVectoredExceptionHandler(1, commit));
  base = VirtualAlloc(NULL, 4 << 20, MEM_RESERVE, PAGE_READWRITE);
  CHECK(base);
  for (int page = 0; page < 200; ++page) ((volatile char*)base)[page * 0x1000 + 5] = 1;
  CHECK(faults == 200);
  CHECK(VirtualFree(base, 0, MEM_RELEASE));

  base = VirtualAlloc(NULL, 16 << 20, MEM_RESERVE, PAGE_NOACCESS);
  CHECK(base);
  for (int grown = 0; grown < 100; ++grown)
    CHECK(VirtualAlloc(base + grown * 0x10000, 0x10000, MEM_COMMIT, PAGE_READWRITE));
  ((volatile char*)base)[100 * 0x10000 - 1] = 1;
  expected = 1;
  ((volatile char*)base)[100 * 0x10000] = 1;
  CHECK(0);
}
