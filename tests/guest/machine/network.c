// What the machine says of its network, its users and its name: netapi32 and mpr.
#include "check.h"

int main(void) {
  WCHAR computer[256], user[256];
  DWORD size = 256;
  CHECK(GetComputerNameW(computer, &size));
  size = 256;
  CHECK(GetUserNameW(user, &size));

  BYTE* buffer = NULL;
  CHECK(NetApiBufferAllocate(100, (void**)&buffer) == NERR_Success && buffer);
  CHECK(NetApiBufferSize(buffer, &size) == NERR_Success && size >= 100);
  CHECK(NetApiBufferReallocate(buffer, 1000, (void**)&buffer) == NERR_Success);
  CHECK(NetApiBufferFree(buffer) == NERR_Success);
  CHECK(NetApiBufferFree(NULL) == NERR_Success);

  CHECK(NetWkstaGetInfo(NULL, 100, &buffer) == NERR_Success);
  WKSTA_INFO_100* workstation = (WKSTA_INFO_100*)buffer;
  CHECK(workstation->wki100_platform_id == PLATFORM_ID_NT);
  CHECK(lstrcmpiW(workstation->wki100_computername, computer) == 0);
  CHECK(workstation->wki100_ver_major == 10);
  NetApiBufferFree(buffer);
  CHECK(NetWkstaGetInfo(NULL, 999, &buffer) == ERROR_INVALID_LEVEL);

  CHECK(NetServerGetInfo(NULL, 101, &buffer) == NERR_Success);
  CHECK(lstrcmpiW(((SERVER_INFO_101*)buffer)->sv101_name, computer) == 0);
  CHECK(((SERVER_INFO_101*)buffer)->sv101_type & SV_TYPE_NT);
  NetApiBufferFree(buffer);

  LPWSTR name = NULL;
  NETSETUP_JOIN_STATUS status;
  CHECK(NetGetJoinInformation(NULL, &name, &status) == NERR_Success && name[0]);
  NetApiBufferFree(name);

  CHECK(NetUserGetInfo(NULL, user, 1, &buffer) == NERR_Success);
  CHECK(lstrcmpiW(((USER_INFO_1*)buffer)->usri1_name, user) == 0);
  CHECK(((USER_INFO_1*)buffer)->usri1_password == NULL);
  NetApiBufferFree(buffer);
  CHECK(NetUserGetInfo(NULL, L"no such user here", 1, &buffer) == NERR_UserNotFound);
  DWORD read, total, found = 0;
  CHECK(NetUserEnum(NULL, 0, FILTER_NORMAL_ACCOUNT, &buffer, MAX_PREFERRED_LENGTH, &read, &total,
                    NULL) == NERR_Success);
  CHECK(read >= 1 && read == total);
  for (DWORD i = 0; i < read; i++)
    found += lstrcmpiW(((USER_INFO_0*)buffer)[i].usri0_name, user) == 0;
  CHECK(found == 1);
  NetApiBufferFree(buffer);
  CHECK(NetUserGetLocalGroups(NULL, user, 0, LG_INCLUDE_INDIRECT, &buffer, MAX_PREFERRED_LENGTH,
                              &read, &total) == NERR_Success);
  CHECK(read >= 1);
  NetApiBufferFree(buffer);

  // Drives that are connected to nothing.
  WCHAR remote[100];
  size = 100;
  CHECK(WNetGetConnectionW(L"Z:", remote, &size) == ERROR_NOT_CONNECTED);
  CHECK(WNetGetConnectionW(L"nonsense", remote, &size) == ERROR_BAD_DEVICE);
  CHECK(WNetCancelConnection2W(L"Y:", 0, FALSE) == ERROR_NOT_CONNECTED);
  size = 100;
  CHECK(WNetGetUserW(NULL, remote, &size) == NO_ERROR && remote[0]);
  size = 1;
  CHECK(WNetGetUserW(NULL, remote, &size) == ERROR_MORE_DATA && size > 1);
  HANDLE list;
  CHECK(WNetOpenEnumW(RESOURCE_CONNECTED, RESOURCETYPE_DISK, 0, NULL, &list) == NO_ERROR);
  DWORD count = 0xffffffff, bytes = 4096;
  BYTE entries[4096];
  CHECK(WNetEnumResourceW(list, &count, entries, &bytes) == ERROR_NO_MORE_ITEMS);
  CHECK(WNetCloseEnum(list) == NO_ERROR);
  return 0;
}
