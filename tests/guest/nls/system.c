// What the system says of itself.
#include "check.h"

int main(void) {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  CHECK(info.dwPageSize == 4096 && info.dwAllocationGranularity == 65536);
  CHECK(info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64);
  CHECK(info.dwNumberOfProcessors >= 1);
  CHECK(GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) == info.dwNumberOfProcessors);

  // Without a manifest that names a later Windows.
  OSVERSIONINFOW version = {sizeof version};
  CHECK(GetVersionExW(&version) && version.dwMajorVersion == 6 && version.dwMinorVersion == 2);
  LONG(WINAPI * get_version)(OSVERSIONINFOW*) =
      (void*)GetProcAddress(GetModuleHandleW(L"ntdll"), "RtlGetVersion");
  CHECK(get_version && !get_version(&version));
  CHECK(version.dwMajorVersion == 10 && version.dwBuildNumber == 19045);

  MEMORYSTATUSEX memory = {sizeof memory};
  CHECK(GlobalMemoryStatusEx(&memory) && memory.ullTotalPhys > memory.ullAvailPhys);
  CHECK(IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE));

  DWORD length = 0;
  CHECK(!GetLogicalProcessorInformation(NULL, &length));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER && length >= 32 && length % 32 == 0);

  WCHAR name[64];
  DWORD size = 64;
  CHECK(GetComputerNameW(name, &size) && size == wcslen(name) && size);
  size = 1;
  CHECK(!GetComputerNameW(name, &size) && GetLastError() == ERROR_BUFFER_OVERFLOW && size > 1);
  size = 64;
  CHECK(GetUserNameW(name, &size) && size == wcslen(name) + 1);
  CHECK(GetSystemDirectoryW(name, 64) == 19 && !wcsicmp(name, L"C:\\Windows\\system32"));
  CHECK(GetWindowsDirectoryW(NULL, 0) == 11);
  return finish();
}
