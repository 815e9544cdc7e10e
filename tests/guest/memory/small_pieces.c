// A heap that commits a few pages at a time, as a garbage collector's does: what VirtualQuery says
// stays exact, decommitted pages come back as zeros, other protections hold.
#include "../sync/check.h"

enum { kSize = 8 << 20, kPiece = 0x2000 };

static SIZE_T committed(char* base) {
  SIZE_T sum = 0;
  for (char* at = base; at < base + kSize;) {
    MEMORY_BASIC_INFORMATION information;
    CHECK(VirtualQuery(at, &information, sizeof information));
    CHECK(information.AllocationBase == base);
    if (information.State == MEM_COMMIT) sum += information.RegionSize;
    at = (char*)information.BaseAddress + information.RegionSize;
  }
  return sum;
}

int main(void) {
  char* base = VirtualAlloc(NULL, kSize, MEM_RESERVE, PAGE_READWRITE);
  CHECK(base);
  // Two growing ends, as two processors with a heap of their own.
  for (SIZE_T offset = 0; offset < kSize / 4; offset += kPiece)
    for (SIZE_T half = 0; half <= kSize / 2; half += kSize / 2) {
      char* piece = base + half + offset;
      CHECK(VirtualAlloc(piece, kPiece, MEM_COMMIT, PAGE_READWRITE) == piece);
      for (int i = 0; i < kPiece; ++i) CHECK(piece[i] == 0);
      memset(piece, 1, kPiece);
    }
  CHECK(committed(base) == kSize / 2);
  MEMORY_BASIC_INFORMATION information;
  CHECK(VirtualQuery(base + kSize / 4, &information, sizeof information));
  CHECK(information.State == MEM_RESERVE && information.RegionSize == kSize / 4);

  CHECK(VirtualFree(base + 0x10000, 0x10000, MEM_DECOMMIT));
  CHECK(committed(base) == kSize / 2 - 0x10000);
  CHECK(IsBadReadPtr(base + 0x10000, 1) && IsBadReadPtr(base + 0x1ffff, 1));
  CHECK(base[0xffff] == 1 && base[0x20000] == 1);
  for (int page = 0; page < 16; ++page)
    CHECK(VirtualAlloc(base + 0x10000 + page * 0x1000, 0x1000, MEM_COMMIT, PAGE_READWRITE));
  for (int i = 0; i < 0x10000; ++i) CHECK(base[0x10000 + i] == 0);

  DWORD old = 0;
  CHECK(VirtualProtect(base + 0x30000, 0x1000, PAGE_NOACCESS, &old) && old == PAGE_READWRITE);
  CHECK(IsBadReadPtr(base + 0x30000, 1));
  CHECK(VirtualAlloc(base + kSize / 4, 0x1000, MEM_COMMIT, PAGE_READONLY));
  CHECK(!IsBadReadPtr(base + kSize / 4, 1) && IsBadWritePtr(base + kSize / 4, 1));
  CHECK(VirtualFree(base, 0, MEM_RELEASE));
  return 0;
}
