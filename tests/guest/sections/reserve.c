// SEC_RESERVE: the pages of a view come with VirtualAlloc.
#include "../sync/check.h"

int main(void) {
  HANDLE section =
      CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 4, 0, NULL);
  CHECK(section);
  char* view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
  CHECK(view);
  MEMORY_BASIC_INFORMATION info;
  CHECK(VirtualQuery(view, &info, sizeof info));
  CHECK(info.State == MEM_RESERVE && info.Type == MEM_MAPPED);
  CHECK(info.AllocationProtect == PAGE_READWRITE);
  CHECK(VirtualAlloc(view + 0x10000, 0x2000, MEM_COMMIT, PAGE_READWRITE) == view + 0x10000);
  view[0x11fff] = 1;
  CHECK(VirtualQuery(view + 0x10000, &info, sizeof info));
  CHECK(info.State == MEM_COMMIT && info.RegionSize == 0x2000);
  CHECK(!VirtualFree(view, 0, MEM_RELEASE));
  CHECK(UnmapViewOfFile(view));
  return 0;
}
