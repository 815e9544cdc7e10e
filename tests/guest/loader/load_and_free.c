// LoadLibrary, GetProcAddress by name, ordinal and through forwarders, reference counts,
// FreeLibrary.
#include "log.h"

DEFINE_LOG

#define CHECK(condition) \
  if (!(condition)) printf("line %d: %s (last error %lu)\n", __LINE__, #condition, GetLastError())

typedef int (*IntFunction)(void);

int main(void) {
  CHECK(!GetModuleHandleA("high.dll"));
  HMODULE high = LoadLibraryA("high.dll");
  CHECK(high);
  HMODULE base = GetModuleHandleA("BASE");
  CHECK(base);
  IntFunction value = (IntFunction)(void*)GetProcAddress(high, "high_value");
  CHECK(value && value() == 22);
  int (*by_ordinal)(int) = (int (*)(int))(void*)GetProcAddress(high, MAKEINTRESOURCEA(77));
  CHECK(by_ordinal && by_ordinal(1) == 1001);
  CHECK(!GetProcAddress(high, "hidden_by_ordinal") && GetLastError() == ERROR_PROC_NOT_FOUND);
  CHECK(!GetProcAddress(high, MAKEINTRESOURCEA(9999)));
  CHECK(GetProcAddress(high, "forwarded_value") == GetProcAddress(base, "base_value"));
  CHECK(GetProcAddress(high, "forwarded_tick") ==
        GetProcAddress(GetModuleHandleA("kernel32"), "GetTickCount"));
  CHECK(LoadLibraryW(L"High") == high);
  IntFunction count = (IntFunction)(void*)GetProcAddress(high, "count_in_thread");
  CHECK(count() == 41 && count() == 42);

  HMODULE found = NULL;
  CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCSTR)(void*)value, &found) &&
        found == high);
  CHECK(FreeLibrary(found));
  char path[MAX_PATH];
  CHECK(GetModuleFileNameA(high, path, sizeof path) && !strcmp(strrchr(path, '\\'), "\\high.dll"));
  CHECK(GetModuleFileNameA(high, path, 5) == 5 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);

  log_line("first free");
  CHECK(FreeLibrary(high));
  CHECK(GetModuleHandleA("high.dll") == high);
  log_line("last free");
  CHECK(FreeLibrary(high));
  CHECK(!GetModuleHandleA("high.dll") && !GetModuleHandleA("base.dll"));
  CHECK(!FreeLibrary(high));

  CHECK(!LoadLibraryA("refusing.dll") && GetLastError() == ERROR_DLL_INIT_FAILED);
  CHECK(!LoadLibraryA("no such.dll") && GetLastError() == ERROR_MOD_NOT_FOUND);
  CHECK(GetModuleHandleA(NULL) == GetModuleHandleA("load_and_free.exe"));
  log_line("end");
  return 0;
}
