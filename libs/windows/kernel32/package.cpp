// Application packages: no program here is in one.
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {
namespace {

constexpr LONG APPMODEL_ERROR_NO_PACKAGE = 15700, APPMODEL_ERROR_NO_APPLICATION = 15703;

}  // namespace

EXPORT(kernel32, LONG, GetCurrentPackageId, (DWORD * bufferLength, BYTE* buffer)) {
  return APPMODEL_ERROR_NO_PACKAGE;
}
EXPORT(kernel32, LONG, GetCurrentPackageFullName,
       (DWORD * packageFullNameLength, WCHAR* packageFullName)) {
  return APPMODEL_ERROR_NO_PACKAGE;
}
EXPORT(kernel32, LONG, GetCurrentPackageFamilyName,
       (DWORD * packageFamilyNameLength, WCHAR* packageFamilyName)) {
  return APPMODEL_ERROR_NO_PACKAGE;
}
EXPORT(kernel32, LONG, GetCurrentPackagePath, (DWORD * pathLength, WCHAR* path)) {
  return APPMODEL_ERROR_NO_PACKAGE;
}
EXPORT(kernel32, LONG, GetCurrentPackageInfo,
       (DWORD flags, DWORD* bufferLength, BYTE* buffer, DWORD* count)) {
  return APPMODEL_ERROR_NO_PACKAGE;
}
EXPORT(kernel32, LONG, GetCurrentApplicationUserModelId,
       (DWORD * applicationUserModelIdLength, WCHAR* applicationUserModelId)) {
  return APPMODEL_ERROR_NO_APPLICATION;
}
EXPORT(kernel32, LONG, GetPackageFullName,
       (HANDLE hProcess, DWORD* packageFullNameLength, WCHAR* packageFullName)) {
  return APPMODEL_ERROR_NO_PACKAGE;
}

// What the C runtime of Microsoft asks before it ends a process or starts a thread: 0 is how
// programs outside packages do it.
EXPORT(kernelbase, LONG, AppPolicyGetProcessTerminationMethod,
       (HANDLE processToken, DWORD* policy)) {
  *policy = 0;  // ExitProcess
  return 0;
}
EXPORT(kernelbase, LONG, AppPolicyGetThreadInitializationType,
       (HANDLE processToken, DWORD* policy)) {
  *policy = 0;
  return 0;
}
EXPORT(kernelbase, LONG, AppPolicyGetShowDeveloperDiagnostic,
       (HANDLE processToken, DWORD* policy)) {
  *policy = 1;  // show
  return 0;
}
EXPORT(kernelbase, LONG, AppPolicyGetWindowingModel, (HANDLE processToken, DWORD* policy)) {
  *policy = 2;  // classic desktop
  return 0;
}

}  // namespace mimic::win::kernel32
