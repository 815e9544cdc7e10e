// The version of Windows.
#include <algorithm>
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {
namespace {

template <class Char>
struct OSVERSIONINFOEX {
  DWORD dwOSVersionInfoSize;
  DWORD dwMajorVersion;
  DWORD dwMinorVersion;
  DWORD dwBuildNumber;
  DWORD dwPlatformId;
  Char szCSDVersion[128];
  // Only in the longer form:
  WORD wServicePackMajor;
  WORD wServicePackMinor;
  WORD wSuiteMask;
  BYTE wProductType;
  BYTE wReserved;
};
using OSVERSIONINFOEXW = OSVERSIONINFOEX<WCHAR>;
using OSVERSIONINFOEXA = OSVERSIONINFOEX<char>;
static_assert(sizeof(OSVERSIONINFOEXW) == 284 && sizeof(OSVERSIONINFOEXA) == 156);

constexpr WORD VER_SUITE_SINGLEUSERTS = 0x100;
constexpr BYTE VER_NT_WORKSTATION = 1;

template <class Char>
void fill(OSVERSIONINFOEX<Char>* info, const Version& version) {
  info->dwMajorVersion = version.major;
  info->dwMinorVersion = version.minor;
  info->dwBuildNumber = version.build;
  info->dwPlatformId = 2;  // VER_PLATFORM_WIN32_NT
  std::memset(info->szCSDVersion, 0, sizeof info->szCSDVersion);
  if (info->dwOSVersionInfoSize < sizeof *info) return;
  info->wServicePackMajor = info->wServicePackMinor = 0;
  info->wSuiteMask = VER_SUITE_SINGLEUSERTS;
  info->wProductType = VER_NT_WORKSTATION;
  info->wReserved = 0;
}

// The bits of a type mask, and where each one's condition lies in a condition mask.
enum TypeBit { kMinor, kMajor, kBuild, kPlatform, kPackMinor, kPackMajor, kSuite, kProduct };

bool compare(uint64_t actual, uint64_t wanted, unsigned condition) {
  switch (condition) {
    case 1:
      return actual == wanted;
    case 2:
      return actual > wanted;
    case 3:
      return actual >= wanted;
    case 4:
      return actual < wanted;
    case 5:
      return actual <= wanted;
    default:
      return false;
  }
}

// STATUS_SUCCESS, STATUS_REVISION_MISMATCH, or STATUS_INVALID_PARAMETER.
template <class Char>
NTSTATUS verify(const OSVERSIONINFOEX<Char>& wanted, DWORD types, ULONGLONG conditions,
                const Version& version) {
  constexpr NTSTATUS kMismatch = static_cast<NTSTATUS>(0xC0000059);
  if (!types || !conditions) return STATUS_INVALID_PARAMETER;
  const auto condition = [&](TypeBit bit) {
    return static_cast<unsigned>(conditions >> bit * 3 & 7);
  };
  if (types & 1u << kProduct &&
      !compare(VER_NT_WORKSTATION, wanted.wProductType, condition(kProduct)))
    return kMismatch;
  if (types & 1u << kSuite) {
    const WORD common = wanted.wSuiteMask & VER_SUITE_SINGLEUSERTS;
    const bool all = condition(kSuite) == 6;  // VER_AND, else VER_OR
    if (all ? common != wanted.wSuiteMask : !common && wanted.wSuiteMask) return kMismatch;
  }
  if (types & 1u << kPlatform && !compare(2, wanted.dwPlatformId, condition(kPlatform)))
    return kMismatch;
  if (types & 1u << kBuild && !compare(version.build, wanted.dwBuildNumber, condition(kBuild)))
    return kMismatch;
  // Major, minor and service pack are one number in which the first difference decides.
  const struct {
    TypeBit bit;
    uint64_t actual, wanted;
  } levels[] = {{kMajor, version.major, wanted.dwMajorVersion},
                {kMinor, version.minor, wanted.dwMinorVersion},
                {kPackMajor, 0, wanted.wServicePackMajor},
                {kPackMinor, 0, wanted.wServicePackMinor}};
  unsigned first = 0;  // the condition of the first level asked for counts for all
  bool good = true;
  for (const auto& level : levels) {
    if (!(types & 1u << level.bit)) continue;
    if (!first) first = condition(level.bit);
    good = compare(level.actual, level.wanted, first);
    if (level.actual != level.wanted) break;
  }
  return good ? STATUS_SUCCESS : kMismatch;
}

}  // namespace

namespace ntdll {

EXPORT(ntdll, NTSTATUS, RtlGetVersion, (OSVERSIONINFOEXW * VersionInformation)) {
  fill(VersionInformation, Version{});
  return STATUS_SUCCESS;
}
EXPORT(ntdll, void, RtlGetNtVersionNumbers, (DWORD * Major, DWORD* Minor, DWORD* Build)) {
  const Version version;
  if (Major) *Major = version.major;
  if (Minor) *Minor = version.minor;
  if (Build) *Build = 0xF0000000 | version.build;  // a release build
}
EXPORT(ntdll, NTSTATUS, RtlVerifyVersionInfo,
       (const OSVERSIONINFOEXW* VersionInfo, ULONG TypeMask, ULONGLONG ConditionMask)) {
  return verify(*VersionInfo, TypeMask, ConditionMask, Version{});
}
EXPORT(ntdll, ULONGLONG, VerSetConditionMask,
       (ULONGLONG ConditionMask, DWORD TypeMask, BYTE Condition)) {
  if (!TypeMask || !(Condition & 7)) return ConditionMask;
  const int bit = 31 - __builtin_clz(TypeMask);
  return bit <= kProduct ? ConditionMask | static_cast<ULONGLONG>(Condition & 7) << bit * 3
                         : ConditionMask;
}
EXPORT(ntdll, BOOLEAN, RtlGetProductInfo,
       (DWORD OSMajor, DWORD OSMinor, DWORD SpMajor, DWORD SpMinor, DWORD* ReturnedProductType)) {
  if (!ReturnedProductType) return FALSE;
  *ReturnedProductType = OSMajor < 6 ? 0 : 0x30;  // PRODUCT_PROFESSIONAL
  return OSMajor >= 6;
}
EXPORT(ntdll, BOOLEAN, RtlGetNtProductType, (DWORD * ProductType)) {
  *ProductType = VER_NT_WORKSTATION;
  return TRUE;
}
EXPORT(ntdll, ULONG, RtlGetSuiteMask, ()) { return VER_SUITE_SINGLEUSERTS; }

}  // namespace ntdll

namespace kernel32 {

FORWARD(kernel32, VerSetConditionMask, "ntdll.VerSetConditionMask");

EXPORT(kernel32, DWORD, GetVersion, ()) {
  const Version version = claimed_version();
  return version.major | version.minor << 8 | version.build << 16;
}
EXPORT(kernel32, BOOL, GetVersionExW, (OSVERSIONINFOEXW * lpVersionInformation)) {
  const DWORD size = lpVersionInformation->dwOSVersionInfoSize;
  if (size != sizeof(OSVERSIONINFOEXW) && size != sizeof(OSVERSIONINFOEXW) - 8) {
    set_last_error(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
  }
  fill(lpVersionInformation, claimed_version());
  return TRUE;
}
EXPORT(kernel32, BOOL, GetVersionExA, (OSVERSIONINFOEXA * lpVersionInformation)) {
  const DWORD size = lpVersionInformation->dwOSVersionInfoSize;
  if (size != sizeof(OSVERSIONINFOEXA) && size != sizeof(OSVERSIONINFOEXA) - 8) {
    set_last_error(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
  }
  fill(lpVersionInformation, claimed_version());
  return TRUE;
}
EXPORT(kernel32, BOOL, VerifyVersionInfoW,
       (const OSVERSIONINFOEXW* lpVersionInformation, DWORD dwTypeMask,
        ULONGLONG dwlConditionMask)) {
  const NTSTATUS status =
      verify(*lpVersionInformation, dwTypeMask, dwlConditionMask, claimed_version());
  if (nt_success(status)) return TRUE;
  set_last_error(status == STATUS_INVALID_PARAMETER ? ERROR_BAD_ARGUMENTS : ERROR_OLD_WIN_VERSION);
  return FALSE;
}
EXPORT(kernel32, BOOL, VerifyVersionInfoA,
       (const OSVERSIONINFOEXA* lpVersionInformation, DWORD dwTypeMask,
        ULONGLONG dwlConditionMask)) {
  const NTSTATUS status =
      verify(*lpVersionInformation, dwTypeMask, dwlConditionMask, claimed_version());
  if (nt_success(status)) return TRUE;
  set_last_error(status == STATUS_INVALID_PARAMETER ? ERROR_BAD_ARGUMENTS : ERROR_OLD_WIN_VERSION);
  return FALSE;
}
EXPORT(kernel32, BOOL, GetProductInfo,
       (DWORD dwOSMajorVersion, DWORD dwOSMinorVersion, DWORD dwSpMajorVersion,
        DWORD dwSpMinorVersion, DWORD* pdwReturnedProductType)) {
  return ntdll::RtlGetProductInfo(dwOSMajorVersion, dwOSMinorVersion, dwSpMajorVersion,
                                  dwSpMinorVersion, pdwReturnedProductType);
}

}  // namespace kernel32
}  // namespace mimic::win
