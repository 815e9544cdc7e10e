// The tree of devices, which has its root alone, and lists of them, which are empty.
#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::cfgmgr32 {

using CONFIGRET = DWORD;
using DEVINST = DWORD;

namespace {

constexpr CONFIGRET CR_SUCCESS = 0, CR_INVALID_POINTER = 3, CR_INVALID_DEVNODE = 5,
                    CR_NO_SUCH_DEVNODE = 13, CR_BUFFER_SMALL = 26, CR_NO_SUCH_VALUE = 37;

// An empty list of strings, which is one terminator.
template <class Char>
CONFIGRET give_empty(Char* buffer, ULONG size) {
  if (!buffer) return CR_INVALID_POINTER;
  if (!size) return CR_BUFFER_SMALL;
  *buffer = 0;
  return CR_SUCCESS;
}
CONFIGRET give_empty_size(ULONG* size) {
  if (!size) return CR_INVALID_POINTER;
  *size = 1;
  return CR_SUCCESS;
}

}  // namespace

EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_ID_List_SizeW,
       (ULONG * pulLen, LPCWSTR pszFilter, ULONG ulFlags)) {
  return give_empty_size(pulLen);
}
ALSO(cfgmgr32, CM_Get_Device_ID_List_SizeA, "cfgmgr32.CM_Get_Device_ID_List_SizeW");
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_ID_ListW,
       (LPCWSTR pszFilter, LPWSTR Buffer, ULONG BufferLen, ULONG ulFlags)) {
  return give_empty(Buffer, BufferLen);
}
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_ID_ListA,
       (LPCSTR pszFilter, LPSTR Buffer, ULONG BufferLen, ULONG ulFlags)) {
  return give_empty(Buffer, BufferLen);
}
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_Interface_List_SizeW,
       (ULONG * pulLen, const GUID* InterfaceClassGuid, LPCWSTR pDeviceID, ULONG ulFlags)) {
  return give_empty_size(pulLen);
}
ALSO(cfgmgr32, CM_Get_Device_Interface_List_SizeA, "cfgmgr32.CM_Get_Device_Interface_List_SizeW");
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_Interface_ListW,
       (const GUID* InterfaceClassGuid, LPCWSTR pDeviceID, LPWSTR Buffer, ULONG BufferLen,
        ULONG ulFlags)) {
  return give_empty(Buffer, BufferLen);
}
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_Interface_ListA,
       (const GUID* InterfaceClassGuid, LPCSTR pDeviceID, LPSTR Buffer, ULONG BufferLen,
        ULONG ulFlags)) {
  return give_empty(Buffer, BufferLen);
}

EXPORT(cfgmgr32, CONFIGRET, CM_Locate_DevNodeW,
       (DEVINST * pdnDevInst, LPCWSTR pDeviceID, ULONG ulFlags)) {
  constexpr DEVINST kRoot = 1;
  if (!pdnDevInst) return CR_INVALID_POINTER;
  if (pDeviceID && *pDeviceID) return CR_NO_SUCH_DEVNODE;
  *pdnDevInst = kRoot;
  return CR_SUCCESS;
}
EXPORT(cfgmgr32, CONFIGRET, CM_Locate_DevNodeA,
       (DEVINST * pdnDevInst, LPCSTR pDeviceID, ULONG ulFlags)) {
  if (pDeviceID && *pDeviceID) return pdnDevInst ? CR_NO_SUCH_DEVNODE : CR_INVALID_POINTER;
  return CM_Locate_DevNodeW(pdnDevInst, nullptr, ulFlags);
}
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Child,
       (DEVINST * pdnDevInst, DEVINST dnDevInst, ULONG ulFlags)) {
  return pdnDevInst ? CR_NO_SUCH_DEVNODE : CR_INVALID_POINTER;
}
ALSO(cfgmgr32, CM_Get_Sibling, "cfgmgr32.CM_Get_Child");
ALSO(cfgmgr32, CM_Get_Parent, "cfgmgr32.CM_Get_Child");
EXPORT(cfgmgr32, CONFIGRET, CM_Get_DevNode_Status,
       (ULONG * pulStatus, ULONG* pulProblemNumber, DEVINST dnDevInst, ULONG ulFlags)) {
  return CR_INVALID_DEVNODE;
}
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_IDW,
       (DEVINST dnDevInst, LPWSTR Buffer, ULONG BufferLen, ULONG ulFlags)) {
  return CR_INVALID_DEVNODE;
}
ALSO(cfgmgr32, CM_Get_Device_IDA, "cfgmgr32.CM_Get_Device_IDW");
EXPORT(cfgmgr32, CONFIGRET, CM_Get_Device_ID_Size,
       (ULONG * pulLen, DEVINST dnDevInst, ULONG ulFlags)) {
  return CR_INVALID_DEVNODE;
}
EXPORT(cfgmgr32, CONFIGRET, CM_Get_DevNode_Registry_PropertyW,
       (DEVINST dnDevInst, ULONG ulProperty, ULONG* pulRegDataType, PVOID Buffer, ULONG* pulLength,
        ULONG ulFlags)) {
  return CR_NO_SUCH_VALUE;
}
ALSO(cfgmgr32, CM_Get_DevNode_Registry_PropertyA, "cfgmgr32.CM_Get_DevNode_Registry_PropertyW");
EXPORT(cfgmgr32, CONFIGRET, CM_Get_DevNode_PropertyW,
       (DEVINST dnDevInst, const void* PropertyKey, ULONG* PropertyType, BYTE* PropertyBuffer,
        ULONG* PropertyBufferSize, ULONG ulFlags)) {
  return CR_NO_SUCH_VALUE;
}
EXPORT(cfgmgr32, DWORD, CM_MapCrToWin32Err, (CONFIGRET CmReturnCode, DWORD DefaultErr)) {
  struct Mapping {
    CONFIGRET from;
    DWORD to;
  };
  constexpr Mapping kMappings[] = {
      {CR_SUCCESS, ERROR_SUCCESS},
      {2, ERROR_NOT_ENOUGH_MEMORY},
      {CR_INVALID_POINTER, ERROR_INVALID_PARAMETER},
      {CR_INVALID_DEVNODE, ERROR_NOT_FOUND},
      {CR_NO_SUCH_DEVNODE, ERROR_NOT_FOUND},
      {CR_BUFFER_SMALL, ERROR_INSUFFICIENT_BUFFER},
      {CR_NO_SUCH_VALUE, ERROR_NOT_FOUND},
  };
  for (const Mapping& mapping : kMappings)
    if (mapping.from == CmReturnCode) return mapping.to;
  return DefaultErr;
}
// No device comes or goes.
EXPORT(cfgmgr32, CONFIGRET, CM_Register_Notification,
       (PVOID pFilter, PVOID pContext, PVOID pCallback, HANDLE* pNotifyContext)) {
  if (!pFilter || !pCallback || !pNotifyContext) return CR_INVALID_POINTER;
  *pNotifyContext = reinterpret_cast<HANDLE>(8);
  return CR_SUCCESS;
}
EXPORT(cfgmgr32, CONFIGRET, CM_Unregister_Notification, (HANDLE NotifyContext)) {
  return CR_SUCCESS;
}

}  // namespace mimic::win::cfgmgr32

// setupapi.dll is where programs look for these first.
MIRROR(setupapi, "cfgmgr32");
