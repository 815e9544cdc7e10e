// Devices that are installed: none. A set of them can be asked for, and is empty.
#include "abi/windows/status.h"
#include "libs/windows/core/object.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::setupapi {

using kernel32::fail_with;

namespace {

constexpr DWORD ERROR_INVALID_CLASS = 0xE0000206, ERROR_NO_SUCH_DEVINST = 0xE000020B;

// A set is a handle that only these functions take, as it was an object.
struct DeviceSet final : Object {
  static constexpr bool is(ObjectType type) { return type == ObjectType::kDevice; }
  DeviceSet() : Object(ObjectType::kDevice) {}
};

HANDLE make_set() { return handles().insert(make_object<DeviceSet>(), 0); }

// The answer of a function that looks for a device in a set.
BOOL none_in(HANDLE set, DWORD error) {
  return fail_with(object_of<DeviceSet>(set) ? error : ERROR_INVALID_HANDLE);
}

}  // namespace

EXPORT(setupapi, HANDLE, SetupDiGetClassDevsW,
       (const GUID* ClassGuid, LPCWSTR Enumerator, HANDLE hwndParent, DWORD Flags)) {
  constexpr DWORD DIGCF_ALLCLASSES = 4;
  if (ClassGuid || Flags & DIGCF_ALLCLASSES) return make_set();
  fail_with(ERROR_INVALID_PARAMETER);
  return INVALID_HANDLE_VALUE;
}
ALSO(setupapi, SetupDiGetClassDevsA, "setupapi.SetupDiGetClassDevsW");
EXPORT(setupapi, HANDLE, SetupDiGetClassDevsExW,
       (const GUID* ClassGuid, LPCWSTR Enumerator, HANDLE hwndParent, DWORD Flags,
        HANDLE DeviceInfoSet, LPCWSTR MachineName, PVOID Reserved)) {
  if (DeviceInfoSet) return DeviceInfoSet;
  return SetupDiGetClassDevsW(ClassGuid, Enumerator, hwndParent, Flags);
}
ALSO(setupapi, SetupDiGetClassDevsExA, "setupapi.SetupDiGetClassDevsExW");
EXPORT(setupapi, HANDLE, SetupDiCreateDeviceInfoList, (const GUID* ClassGuid, HANDLE hwndParent)) {
  return make_set();
}
EXPORT(setupapi, BOOL, SetupDiDestroyDeviceInfoList, (HANDLE DeviceInfoSet)) {
  if (!object_of<DeviceSet>(DeviceInfoSet)) return fail_with(ERROR_INVALID_HANDLE);
  return kernel32::succeeded(handles().close(DeviceInfoSet));
}

EXPORT(setupapi, BOOL, SetupDiEnumDeviceInfo,
       (HANDLE DeviceInfoSet, DWORD MemberIndex, PVOID DeviceInfoData)) {
  return none_in(DeviceInfoSet, ERROR_NO_MORE_ITEMS);
}
EXPORT(setupapi, BOOL, SetupDiEnumDeviceInterfaces,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, const GUID* InterfaceClassGuid,
        DWORD MemberIndex, PVOID DeviceInterfaceData)) {
  return none_in(DeviceInfoSet, ERROR_NO_MORE_ITEMS);
}
EXPORT(setupapi, BOOL, SetupDiEnumDriverInfoW,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, DWORD DriverType, DWORD MemberIndex,
        PVOID DriverInfoData)) {
  return none_in(DeviceInfoSet, ERROR_NO_MORE_ITEMS);
}
ALSO(setupapi, SetupDiEnumDriverInfoA, "setupapi.SetupDiEnumDriverInfoW");

// What is asked of a device that is in no set.
EXPORT(setupapi, BOOL, SetupDiGetDeviceRegistryPropertyW,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, DWORD Property, LPDWORD PropertyRegDataType,
        BYTE* PropertyBuffer, DWORD PropertyBufferSize, LPDWORD RequiredSize)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
ALSO(setupapi, SetupDiGetDeviceRegistryPropertyA, "setupapi.SetupDiGetDeviceRegistryPropertyW");
EXPORT(setupapi, BOOL, SetupDiGetDevicePropertyW,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, const void* PropertyKey, DWORD* PropertyType,
        BYTE* PropertyBuffer, DWORD PropertyBufferSize, LPDWORD RequiredSize, DWORD Flags)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
EXPORT(setupapi, BOOL, SetupDiGetDeviceInterfaceDetailW,
       (HANDLE DeviceInfoSet, PVOID DeviceInterfaceData, PVOID DeviceInterfaceDetailData,
        DWORD DeviceInterfaceDetailDataSize, LPDWORD RequiredSize, PVOID DeviceInfoData)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
ALSO(setupapi, SetupDiGetDeviceInterfaceDetailA, "setupapi.SetupDiGetDeviceInterfaceDetailW");
EXPORT(setupapi, BOOL, SetupDiGetDeviceInstanceIdW,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, LPWSTR DeviceInstanceId,
        DWORD DeviceInstanceIdSize, LPDWORD RequiredSize)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
ALSO(setupapi, SetupDiGetDeviceInstanceIdA, "setupapi.SetupDiGetDeviceInstanceIdW");
EXPORT(setupapi, BOOL, SetupDiOpenDeviceInfoW,
       (HANDLE DeviceInfoSet, LPCWSTR DeviceInstanceId, HANDLE hwndParent, DWORD OpenFlags,
        PVOID DeviceInfoData)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
ALSO(setupapi, SetupDiOpenDeviceInfoA, "setupapi.SetupDiOpenDeviceInfoW");
EXPORT(setupapi, BOOL, SetupDiSetClassInstallParamsW,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, PVOID ClassInstallParams,
        DWORD ClassInstallParamsSize)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
ALSO(setupapi, SetupDiSetClassInstallParamsA, "setupapi.SetupDiSetClassInstallParamsW");
EXPORT(setupapi, BOOL, SetupDiCallClassInstaller,
       (UINT InstallFunction, HANDLE DeviceInfoSet, PVOID DeviceInfoData)) {
  return none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
}
EXPORT(setupapi, HANDLE, SetupDiOpenDevRegKey,
       (HANDLE DeviceInfoSet, PVOID DeviceInfoData, DWORD Scope, DWORD HwProfile, DWORD KeyType,
        DWORD samDesired)) {
  none_in(DeviceInfoSet, ERROR_NO_SUCH_DEVINST);
  return INVALID_HANDLE_VALUE;
}

// Classes of devices.
EXPORT(setupapi, BOOL, SetupDiClassGuidsFromNameW,
       (LPCWSTR ClassName, GUID* ClassGuidList, DWORD ClassGuidListSize, LPDWORD RequiredSize)) {
  if (!ClassName || !RequiredSize) return fail_with(ERROR_INVALID_PARAMETER);
  *RequiredSize = 0;
  return TRUE;
}
EXPORT(setupapi, BOOL, SetupDiClassGuidsFromNameA,
       (LPCSTR ClassName, GUID* ClassGuidList, DWORD ClassGuidListSize, LPDWORD RequiredSize)) {
  if (!ClassName || !RequiredSize) return fail_with(ERROR_INVALID_PARAMETER);
  *RequiredSize = 0;
  return TRUE;
}
EXPORT(setupapi, BOOL, SetupDiClassNameFromGuidW,
       (const GUID* ClassGuid, LPWSTR ClassName, DWORD ClassNameSize, LPDWORD RequiredSize)) {
  return fail_with(ERROR_INVALID_CLASS);
}
ALSO(setupapi, SetupDiClassNameFromGuidA, "setupapi.SetupDiClassNameFromGuidW");

}  // namespace mimic::win::setupapi
