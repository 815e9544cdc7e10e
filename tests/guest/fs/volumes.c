// What is said of drives and volumes agrees with itself.
#include "check.h"

int main(void) {
  WCHAR root[MAX_PATH], name[MAX_PATH], system[MAX_PATH], list[256];
  CHECK(GetVolumePathNameW(L".", root, MAX_PATH) && root[1] == L':' && wcslen(root) == 3);
  CHECK(GetLogicalDrives() & 1u << ((root[0] | 32) - 'a'));
  CHECK(GetDriveTypeW(root) > DRIVE_NO_ROOT_DIR && GetDriveTypeW(NULL) > DRIVE_NO_ROOT_DIR);
  CHECK(GetDriveTypeW(L"1:\\") == DRIVE_NO_ROOT_DIR);
  DWORD length = GetLogicalDriveStringsW(256, list);
  CHECK(length >= 4 && length % 4 == 0 && list[1] == L':' && !list[3] && !list[length]);
  CHECK(GetLogicalDriveStringsW(0, NULL) == length + 1);

  DWORD serial, longest, flags;
  CHECK(GetVolumeInformationW(root, name, MAX_PATH, &serial, &longest, &flags, system, MAX_PATH));
  CHECK(longest == 255 && flags & FILE_CASE_PRESERVED_NAMES && flags & FILE_UNICODE_ON_DISK);
  CHECK(system[0]);
  FAILS(GetVolumeInformationW(L"C:", name, MAX_PATH, NULL, NULL, NULL, NULL, 0),
        ERROR_INVALID_NAME);

  ULARGE_INTEGER available, total, free;
  CHECK(GetDiskFreeSpaceExW(NULL, &available, &total, &free));
  CHECK(total.QuadPart >= free.QuadPart && free.QuadPart >= available.QuadPart);
  DWORD sectors, bytes, free_clusters, clusters;
  CHECK(GetDiskFreeSpaceW(root, &sectors, &bytes, &free_clusters, &clusters));
  CHECK(sectors && bytes >= 512 && clusters);
  FAILS(GetDiskFreeSpaceExW(L"none", &available, NULL, NULL), ERROR_FILE_NOT_FOUND);

  CHECK(GetVolumeNameForVolumeMountPointW(root, name, MAX_PATH));
  CHECK(!wcsncmp(name, L"\\\\?\\Volume{", 11) && wcslen(name) == 49 && name[48] == L'\\');
  DWORD needed;
  CHECK(GetVolumePathNamesForVolumeNameW(name, list, 256, &needed) && !wcsicmp(list, root));
  HANDLE find = FindFirstVolumeW(name, MAX_PATH);
  CHECK(find != INVALID_HANDLE_VALUE && name[48] == L'\\');
  while (FindNextVolumeW(find, name, MAX_PATH)) CHECK(name[48] == L'\\');
  CHECK(GetLastError() == ERROR_NO_MORE_FILES && FindVolumeClose(find));

  root[2] = 0;
  CHECK(QueryDosDeviceW(root, name, MAX_PATH) && !wcsncmp(name, L"\\Device\\", 8));
  FAILS(QueryDosDeviceW(L"1:", name, MAX_PATH), ERROR_FILE_NOT_FOUND);
  return 0;
}
