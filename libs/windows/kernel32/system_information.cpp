// Processors, memory, power: what GetSystemInfo and its kind tell.
#include "libs/windows/core/system_information.h"

#include <cstring>

#include "abi/windows/status.h"
#include "libs/windows/core/calendar.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

struct SYSTEM_INFO {
  WORD wProcessorArchitecture;
  WORD wReserved;
  DWORD dwPageSize;
  PVOID lpMinimumApplicationAddress;
  PVOID lpMaximumApplicationAddress;
  DWORD_PTR dwActiveProcessorMask;
  DWORD dwNumberOfProcessors;
  DWORD dwProcessorType;
  DWORD dwAllocationGranularity;
  WORD wProcessorLevel;
  WORD wProcessorRevision;
};
static_assert(sizeof(SYSTEM_INFO) == 48);

struct MEMORYSTATUSEX {
  DWORD dwLength;
  DWORD dwMemoryLoad;
  DWORDLONG ullTotalPhys, ullAvailPhys, ullTotalPageFile, ullAvailPageFile;
  DWORDLONG ullTotalVirtual, ullAvailVirtual, ullAvailExtendedVirtual;
};
struct MEMORYSTATUS {
  DWORD dwLength;
  DWORD dwMemoryLoad;
  SIZE_T dwTotalPhys, dwAvailPhys, dwTotalPageFile, dwAvailPageFile, dwTotalVirtual, dwAvailVirtual;
};

struct SYSTEM_POWER_STATUS {
  BYTE ACLineStatus, BatteryFlag, BatteryLifePercent, SystemStatusFlag;
  DWORD BatteryLifeTime, BatteryFullLifeTime;
};

struct PERFORMANCE_INFORMATION {
  DWORD cb;
  SIZE_T CommitTotal, CommitLimit, CommitPeak, PhysicalTotal, PhysicalAvailable, SystemCache,
      KernelTotal, KernelPaged, KernelNonpaged, PageSize;
  DWORD HandleCount, ProcessCount, ThreadCount;
};

constexpr uint64_t kVirtualBytes = 0x7FFFFFFE0000;

}  // namespace

EXPORT(kernel32, void, GetSystemInfo, (SYSTEM_INFO * lpSystemInfo)) {
  *lpSystemInfo = {
      9,  // PROCESSOR_ARCHITECTURE_AMD64
      0,
      static_cast<DWORD>(kPage),
      reinterpret_cast<PVOID>(0x10000),
      reinterpret_cast<PVOID>(0x7FFFFFFEFFFF),
      processor_mask(),
      processor_count(),
      8664,
      static_cast<DWORD>(kAllocationGranularity),
      processor_level(),
      processor_revision(),
  };
}
ALSO(kernel32, GetNativeSystemInfo, "kernel32.GetSystemInfo");

EXPORT(kernel32, BOOL, IsProcessorFeaturePresent, (DWORD ProcessorFeature)) {
  return processor_feature(ProcessorFeature);
}

EXPORT(kernel32, BOOL, GlobalMemoryStatusEx, (MEMORYSTATUSEX * lpBuffer)) {
  if (lpBuffer->dwLength != sizeof *lpBuffer) return fail_with(ERROR_INVALID_PARAMETER);
  const MemoryInformation m = memory_information();
  lpBuffer->dwMemoryLoad =
      m.total ? static_cast<DWORD>((m.total - m.available) * 100 / m.total) : 0;
  lpBuffer->ullTotalPhys = m.total;
  lpBuffer->ullAvailPhys = m.available;
  lpBuffer->ullTotalPageFile = m.commit_limit;
  lpBuffer->ullAvailPageFile = m.available + m.swap_free;
  lpBuffer->ullTotalVirtual = kVirtualBytes;
  lpBuffer->ullAvailVirtual = kVirtualBytes - m.committed;
  lpBuffer->ullAvailExtendedVirtual = 0;
  return TRUE;
}
EXPORT(kernel32, void, GlobalMemoryStatus, (MEMORYSTATUS * lpBuffer)) {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  GlobalMemoryStatusEx(&status);
  *lpBuffer = {sizeof *lpBuffer,       status.dwMemoryLoad,     status.ullTotalPhys,
               status.ullAvailPhys,    status.ullTotalPageFile, status.ullAvailPageFile,
               status.ullTotalVirtual, status.ullAvailVirtual};
}
EXPORT(kernel32, BOOL, GetPhysicallyInstalledSystemMemory, (ULONGLONG * TotalMemoryInKilobytes)) {
  if (!TotalMemoryInKilobytes) return fail_with(ERROR_INVALID_PARAMETER);
  *TotalMemoryInKilobytes = memory_information().total / 1024;
  return TRUE;
}

EXPORT(kernel32, BOOL, K32GetPerformanceInfo,
       (PERFORMANCE_INFORMATION * pPerformanceInformation, DWORD cb)) {
  if (cb < sizeof *pPerformanceInformation) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  const MemoryInformation m = memory_information();
  PERFORMANCE_INFORMATION p{};
  p.cb = sizeof p;
  p.CommitTotal = m.committed / kPage;
  p.CommitPeak = p.CommitTotal;
  p.CommitLimit = m.commit_limit / kPage;
  p.PhysicalTotal = m.total / kPage;
  p.PhysicalAvailable = m.available / kPage;
  p.SystemCache = m.cached / kPage;
  p.PageSize = kPage;
  p.ProcessCount = p.ThreadCount = 1;
  *pPerformanceInformation = p;
  return TRUE;
}
ALSO(psapi, GetPerformanceInfo, "kernel32.K32GetPerformanceInfo");

EXPORT(kernel32, SIZE_T, GetLargePageMinimum, ()) { return 0x200000; }
EXPORT(kernel32, BOOL, GetSystemFileCacheSize,
       (SIZE_T * lpMinimumFileCacheSize, SIZE_T* lpMaximumFileCacheSize, DWORD* lpFlags)) {
  *lpMinimumFileCacheSize = 0x100000;
  *lpMaximumFileCacheSize = 0x10000000000;
  *lpFlags = 0;
  return TRUE;
}

EXPORT(kernel32, BOOL, GetSystemPowerStatus, (SYSTEM_POWER_STATUS * lpSystemPowerStatus)) {
  // Mains, no battery.
  *lpSystemPowerStatus = {1, 128, 255, 0, 0xffffffff, 0xffffffff};
  return TRUE;
}
EXPORT(kernel32, BOOL, GetSystemTimes,
       (FILETIME * lpIdleTime, FILETIME* lpKernelTime, FILETIME* lpUserTime)) {
  const ProcessorTimes times = processor_times().front();
  if (lpIdleTime) *lpIdleTime = file_time_of(static_cast<int64_t>(times.idle));
  if (lpKernelTime) *lpKernelTime = file_time_of(static_cast<int64_t>(times.kernel));
  if (lpUserTime) *lpUserTime = file_time_of(static_cast<int64_t>(times.user));
  return TRUE;
}

EXPORT(kernel32, BOOL, GetFirmwareType, (DWORD * FirmwareType)) {
  *FirmwareType = 2;  // UEFI
  return TRUE;
}
EXPORT(kernel32, UINT, GetSystemFirmwareTable,
       (DWORD FirmwareTableProviderSignature, DWORD FirmwareTableID, PVOID pFirmwareTableBuffer,
        DWORD BufferSize)) {
  return fail_with(ERROR_NOT_FOUND);
}
EXPORT(kernel32, DWORD, GetFirmwareEnvironmentVariableW,
       (LPCWSTR lpName, LPCWSTR lpGuid, PVOID pBuffer, DWORD nSize)) {
  return fail_with(ERROR_INVALID_FUNCTION);
}
EXPORT(kernel32, BOOL, GetSystemRegistryQuota, (DWORD * pdwQuotaAllowed, DWORD* pdwQuotaUsed)) {
  if (pdwQuotaAllowed) *pdwQuotaAllowed = 0x7FFFFFFF;
  if (pdwQuotaUsed) *pdwQuotaUsed = 0;
  return TRUE;
}

}  // namespace mimic::win::kernel32
