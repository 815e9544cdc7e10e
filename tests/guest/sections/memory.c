// A section of the page file: views show the same memory, copies do not, offsets count.
#include "../sync/check.h"

int main(void) {
  HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x30000, NULL);
  CHECK(section);
  char* first = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
  char* second = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
  CHECK(first && second && first != second);
  CHECK(((ULONG_PTR)first & 0xffff) == 0);
  first[0x10000] = 'x';
  CHECK(second[0x10000] == 'x');
  char* part = MapViewOfFile(section, FILE_MAP_READ, 0, 0x10000, 0x1000);
  CHECK(part && part[0] == 'x');
  char* copy = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
  CHECK(copy && copy[0x10000] == 'x');
  copy[0x10000] = 'y';
  CHECK(first[0x10000] == 'x');

  MEMORY_BASIC_INFORMATION info;
  CHECK(VirtualQuery(second + 0x1234, &info, sizeof info));
  CHECK(info.Type == MEM_MAPPED && info.State == MEM_COMMIT && info.Protect == PAGE_READONLY);
  CHECK(info.AllocationBase == second && info.BaseAddress == second + 0x1000);
  CHECK(info.RegionSize == 0x2f000);

  // Offsets are multiples of 64 KB and lie inside.
  CHECK(!MapViewOfFile(section, FILE_MAP_READ, 0, 0x1000, 0));
  CHECK(GetLastError() == ERROR_MAPPED_ALIGNMENT);
  CHECK(!MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0x40000));
  CHECK(GetLastError() == ERROR_ACCESS_DENIED);

  // Views outlive the handle.
  CHECK(CloseHandle(section));
  CHECK(first[0x10000] == 'x');
  CHECK(UnmapViewOfFile(first) && UnmapViewOfFile(second + 0x100) && UnmapViewOfFile(part));
  CHECK(UnmapViewOfFile(copy));
  CHECK(!UnmapViewOfFile(copy) && GetLastError() == ERROR_INVALID_ADDRESS);

  CHECK(!CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, NULL));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  return 0;
}
