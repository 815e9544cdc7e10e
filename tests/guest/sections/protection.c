// What a section's protection and a handle's rights allow its views to be.
#include "../sync/check.h"

int main(void) {
  HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READONLY, 0, 0x1000, NULL);
  CHECK(section);
  CHECK(!MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0) && GetLastError() == ERROR_ACCESS_DENIED);
  CHECK(MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0));
  CHECK(CloseHandle(section));

  section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, 0x1000, NULL);
  CHECK(section);
  unsigned char* code = MapViewOfFile(section, FILE_MAP_WRITE | FILE_MAP_EXECUTE, 0, 0, 0);
  CHECK(code);
  static const unsigned char kReturn42[] = {0xb8, 42, 0, 0, 0, 0xc3};
  memcpy(code, kReturn42, sizeof kReturn42);
  CHECK(((int (*)(void))code)() == 42);
  DWORD old;
  CHECK(VirtualProtect(code, 0x1000, PAGE_READONLY, &old) && old == PAGE_EXECUTE_READWRITE);
  CHECK(UnmapViewOfFile(code));
  return 0;
}
