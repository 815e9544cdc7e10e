// Sets of devices, which may be empty, are walked to their end: setupapi and cfgmgr32.
#include "check.h"

// A class of devices that nobody has.
static const GUID kNone = {0x12345678, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}};

int main(void) {
  HDEVINFO set = SetupDiGetClassDevsW(&kNone, NULL, NULL, DIGCF_PRESENT | DIGCF_DEVICEINTERFACE);
  CHECK(set != INVALID_HANDLE_VALUE);
  SP_DEVICE_INTERFACE_DATA interface_data = {sizeof interface_data};
  CHECK(!SetupDiEnumDeviceInterfaces(set, NULL, &kNone, 0, &interface_data));
  CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
  SP_DEVINFO_DATA data = {sizeof data};
  CHECK(!SetupDiEnumDeviceInfo(set, 0, &data));
  CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
  CHECK(SetupDiDestroyDeviceInfoList(set));
  CHECK(!SetupDiEnumDeviceInfo(set, 0, &data));
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(SetupDiGetClassDevsW(NULL, NULL, NULL, 0) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  DWORD needed = 77;
  CHECK(SetupDiClassGuidsFromNameA("NoSuchClass", NULL, 0, &needed) && needed == 0);

  ULONG length;
  CHECK(CM_Get_Device_Interface_List_SizeW(&length, (GUID*)&kNone, NULL,
                                           CM_GET_DEVICE_INTERFACE_LIST_PRESENT) == CR_SUCCESS);
  CHECK(length == 1);
  WCHAR list[8];
  CHECK(CM_Get_Device_Interface_ListW((GUID*)&kNone, NULL, list, 8,
                                      CM_GET_DEVICE_INTERFACE_LIST_PRESENT) == CR_SUCCESS);
  CHECK(list[0] == 0);
  DEVINST node;
  CHECK(CM_Locate_DevNodeW(&node, NULL, CM_LOCATE_DEVNODE_NORMAL) == CR_SUCCESS);
  CHECK(CM_Locate_DevNodeW(&node, (WCHAR*)L"NO\\SUCH\\DEVICE", CM_LOCATE_DEVNODE_NORMAL) ==
        CR_NO_SUCH_DEVNODE);
  return 0;
}
