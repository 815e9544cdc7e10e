// LoadLibraryEx as data and without resolving: nothing of the DLL runs.
#include "log.h"

DEFINE_LOG

#define CHECK(condition) \
  if (!(condition)) printf("line %d: %s (last error %lu)\n", __LINE__, #condition, GetLastError())

int main(void) {
  HMODULE data = LoadLibraryExA("high.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
  CHECK(data && ((ULONG_PTR)data & 3) == 1);
  CHECK(!GetModuleHandleA("high.dll"));
  CHECK(FreeLibrary(data));
  HMODULE image = LoadLibraryExA("high.dll", NULL, LOAD_LIBRARY_AS_IMAGE_RESOURCE);
  CHECK(image && ((ULONG_PTR)image & 3) == 2);
  CHECK(FreeLibrary(image));
  HMODULE raw = LoadLibraryExA("high.dll", NULL, DONT_RESOLVE_DLL_REFERENCES);
  CHECK(raw && !GetModuleHandleA("base.dll"));
  CHECK(GetProcAddress(raw, "high_value"));
  CHECK(FreeLibrary(raw));
  log_line("end");
  return 0;
}
