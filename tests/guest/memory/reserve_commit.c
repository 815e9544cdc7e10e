// Reserving, committing, decommitting and asking, page by page.
#include "../sync/check.h"

static MEMORY_BASIC_INFORMATION query(void* address) {
  MEMORY_BASIC_INFORMATION information;
  CHECK(VirtualQuery(address, &information, sizeof information) == sizeof information);
  return information;
}

int main(void) {
  char* base = VirtualAlloc(NULL, 0x40000, MEM_RESERVE, PAGE_READWRITE);
  CHECK(base && (ULONG_PTR)base % 0x10000 == 0);
  MEMORY_BASIC_INFORMATION information = query(base);
  CHECK(information.State == MEM_RESERVE && information.RegionSize == 0x40000 &&
        information.Protect == 0 && information.AllocationProtect == PAGE_READWRITE &&
        information.Type == MEM_PRIVATE);

  CHECK(VirtualAlloc(base + 0x1801, 0x1000, MEM_COMMIT, PAGE_READWRITE) == base + 0x1000);
  information = query(base + 0x1234);
  CHECK(information.BaseAddress == base + 0x1000 && information.AllocationBase == base &&
        information.State == MEM_COMMIT && information.RegionSize == 0x2000);
  memset(base + 0x1000, 7, 0x2000);
  // Committing again changes no contents, but the protection.
  CHECK(VirtualAlloc(base + 0x1000, 0x1000, MEM_COMMIT, PAGE_READONLY));
  CHECK(base[0x1000] == 7 && query(base + 0x1000).Protect == PAGE_READONLY);
  CHECK(query(base + 0x2000).Protect == PAGE_READWRITE);
  DWORD old = 0;
  CHECK(VirtualProtect(base + 0x1000, 0x2000, PAGE_READWRITE, &old) && old == PAGE_READONLY);
  CHECK(!VirtualProtect(base, 0x2000, PAGE_READWRITE, &old));  // the first page is not committed

  CHECK(VirtualFree(base + 0x2000, 0x1000, MEM_DECOMMIT));
  CHECK(query(base + 0x2000).State == MEM_RESERVE && query(base + 0x2000).RegionSize == 0x3e000);
  CHECK(VirtualAlloc(base + 0x2000, 0x1000, MEM_COMMIT, PAGE_READWRITE));
  CHECK(base[0x2000] == 0 && base[0x1fff] == 7);

  CHECK(!VirtualFree(base + 0x1000, 0, MEM_RELEASE));
  CHECK(VirtualFree(base, 0, MEM_RELEASE));
  CHECK(query(base).State == MEM_FREE);
  CHECK(!VirtualAlloc(base, 0x1000, MEM_COMMIT, PAGE_READWRITE) &&
        GetLastError() == ERROR_INVALID_ADDRESS);
  return 0;
}
