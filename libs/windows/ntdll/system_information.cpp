// NtQuerySystemInformation.
#include "libs/windows/core/system_information.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/calendar.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/core/process_list.h"
#include "libs/windows/core/time_zone.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

struct SYSTEM_BASIC_INFORMATION {
  ULONG Reserved;
  ULONG TimerResolution;
  ULONG PageSize;
  ULONG NumberOfPhysicalPages;
  ULONG LowestPhysicalPageNumber;
  ULONG HighestPhysicalPageNumber;
  ULONG AllocationGranularity;
  ULONG_PTR MinimumUserModeAddress;
  ULONG_PTR MaximumUserModeAddress;
  ULONG_PTR ActiveProcessorsAffinityMask;
  CHAR NumberOfProcessors;
};
static_assert(sizeof(SYSTEM_BASIC_INFORMATION) == 64);

struct SYSTEM_PROCESSOR_INFORMATION {
  USHORT ProcessorArchitecture;
  USHORT ProcessorLevel;
  USHORT ProcessorRevision;
  USHORT MaximumProcessors;
  ULONG ProcessorFeatureBits;
};

struct SYSTEM_TIMEOFDAY_INFORMATION {
  LARGE_INTEGER BootTime;
  LARGE_INTEGER CurrentTime;
  LARGE_INTEGER TimeZoneBias;
  ULONG TimeZoneId;
  ULONG Reserved;
  ULONGLONG BootTimeBias;
  ULONGLONG SleepTimeBias;
};
static_assert(sizeof(SYSTEM_TIMEOFDAY_INFORMATION) == 48);

// The head of SYSTEM_PERFORMANCE_INFORMATION; the rest are counters of the kernel.
struct SYSTEM_PERFORMANCE_INFORMATION {
  LARGE_INTEGER IdleProcessTime;
  LARGE_INTEGER IoTransferCounts[3];
  ULONG IoOperationCounts[3];
  ULONG AvailablePages;
  ULONG CommittedPages;
  ULONG CommitLimit;
  ULONG PeakCommitment;
  UCHAR Counters[344 - 60];
};
static_assert(sizeof(SYSTEM_PERFORMANCE_INFORMATION) == 344);

struct SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION {
  LARGE_INTEGER IdleTime;
  LARGE_INTEGER KernelTime;
  LARGE_INTEGER UserTime;
  LARGE_INTEGER DpcTime;
  LARGE_INTEGER InterruptTime;
  ULONG InterruptCount;
};
static_assert(sizeof(SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION) == 48);

struct SYSTEM_PROCESS_INFORMATION {
  ULONG NextEntryOffset;
  ULONG NumberOfThreads;
  LARGE_INTEGER WorkingSetPrivateSize;
  ULONG HardFaultCount;
  ULONG NumberOfThreadsHighWatermark;
  ULONGLONG CycleTime;
  LARGE_INTEGER CreateTime;
  LARGE_INTEGER UserTime;
  LARGE_INTEGER KernelTime;
  UNICODE_STRING ImageName;
  LONG BasePriority;
  HANDLE UniqueProcessId;
  HANDLE InheritedFromUniqueProcessId;
  ULONG HandleCount;
  ULONG SessionId;
  ULONG_PTR UniqueProcessKey;
  SIZE_T PeakVirtualSize;
  SIZE_T VirtualSize;
  ULONG PageFaultCount;
  SIZE_T PeakWorkingSetSize;
  SIZE_T WorkingSetSize;
  SIZE_T QuotaPeakPagedPoolUsage;
  SIZE_T QuotaPagedPoolUsage;
  SIZE_T QuotaPeakNonPagedPoolUsage;
  SIZE_T QuotaNonPagedPoolUsage;
  SIZE_T PagefileUsage;
  SIZE_T PeakPagefileUsage;
  SIZE_T PrivatePageCount;
  LARGE_INTEGER IoCounts[6];
};
static_assert(sizeof(SYSTEM_PROCESS_INFORMATION) == 0x100);

struct SYSTEM_THREAD_INFORMATION {
  LARGE_INTEGER KernelTime;
  LARGE_INTEGER UserTime;
  LARGE_INTEGER CreateTime;
  ULONG WaitTime;
  PVOID StartAddress;
  CLIENT_ID ClientId;
  LONG Priority;
  LONG BasePriority;
  ULONG ContextSwitches;
  ULONG ThreadState;
  ULONG WaitReason;
};
static_assert(sizeof(SYSTEM_THREAD_INFORMATION) == 0x50);

enum Class : ULONG {
  kBasic = 0,
  kProcessor = 1,
  kPerformance = 2,
  kTimeOfDay = 3,
  kProcess = 5,
  kProcessorPerformance = 8,
  kTimeAdjustment = 28,
  kKernelDebugger = 35,
  kRegistryQuota = 37,
  kCurrentTimeZone = 44,
  kEmulationBasic = 62,
  kEmulationProcessor = 63,
  kCodeIntegrity = 103,
};

// A result of fixed size: the length must be just that, as Windows wants it for most classes.
template <class T>
NTSTATUS give(const T& value, void* out, ULONG length, ULONG* returned) {
  if (returned) *returned = sizeof value;
  if (length != sizeof value) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(out, &value, sizeof value);
  return STATUS_SUCCESS;
}

// One of variable size.
NTSTATUS give_bytes(const void* data, size_t size, void* out, ULONG length, ULONG* returned) {
  if (returned) *returned = static_cast<ULONG>(size);
  if (length < size) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(out, data, size);
  return STATUS_SUCCESS;
}

SYSTEM_BASIC_INFORMATION basic() {
  const auto pages = static_cast<ULONG>(memory_information().total / kPage);
  return {0,
          156'250,
          static_cast<ULONG>(kPage),
          pages,
          1,
          pages,
          static_cast<ULONG>(kAllocationGranularity),
          0x10000,
          0x7FFFFFFEFFFF,
          processor_mask(),
          static_cast<CHAR>(processor_count())};
}

SYSTEM_TIMEOFDAY_INFORMATION time_of_day() {
  SYSTEM_TIMEOFDAY_INFORMATION time{};
  time.CurrentTime.QuadPart = system_time_now();
  time.BootTime.QuadPart = time.CurrentTime.QuadPart - monotonic_now() / 100;
  time.TimeZoneBias.QuadPart = current_bias();
  return time;
}

std::vector<SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION> processor_performance() {
  std::vector<SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION> result(processor_count());
  const std::vector<ProcessorTimes> times = processor_times();
  for (size_t i = 0; i < result.size() && i + 1 < times.size(); ++i) {
    result[i].IdleTime.QuadPart = static_cast<int64_t>(times[i + 1].idle);
    result[i].KernelTime.QuadPart = static_cast<int64_t>(times[i + 1].kernel);
    result[i].UserTime.QuadPart = static_cast<int64_t>(times[i + 1].user);
  }
  return result;
}

// Each process with its threads after it and then its name, to which ImageName points in the
// caller's buffer.
NTSTATUS processes(void* out, ULONG length, ULONG* returned) {
  const auto round = [](size_t size) { return (size + 7) & ~size_t{7}; };
  const std::vector<ListedProcess> list = list_processes();
  size_t total = 0;
  std::vector<std::vector<DWORD>> threads;
  for (const ListedProcess& process : list) {
    threads.push_back(list_threads_of(process.id));
    total += sizeof(SYSTEM_PROCESS_INFORMATION) +
             threads.back().size() * sizeof(SYSTEM_THREAD_INFORMATION) +
             round((process.name.size() + 1) * sizeof(WCHAR));
  }
  if (returned) *returned = static_cast<ULONG>(total);
  if (length < total) return STATUS_INFO_LENGTH_MISMATCH;
  auto* at = static_cast<char*>(out);
  for (size_t i = 0; i < list.size(); ++i) {
    const ListedProcess& process = list[i];
    const ProcessMemory memory = memory_of(process.id);
    auto* entry = reinterpret_cast<SYSTEM_PROCESS_INFORMATION*>(at);
    auto* thread = reinterpret_cast<SYSTEM_THREAD_INFORMATION*>(entry + 1);
    auto* name = reinterpret_cast<WCHAR*>(thread + threads[i].size());
    const size_t bytes = process.name.size() * sizeof(WCHAR);
    std::memset(at, 0, static_cast<size_t>(reinterpret_cast<char*>(name) - at));
    std::memcpy(name, process.name.c_str(), bytes + sizeof(WCHAR));
    entry->NumberOfThreads = static_cast<ULONG>(threads[i].size());
    entry->ImageName = {static_cast<USHORT>(bytes), static_cast<USHORT>(bytes + sizeof(WCHAR)),
                        name};
    entry->BasePriority = process.base_priority;
    entry->UniqueProcessId = reinterpret_cast<HANDLE>(uintptr_t{process.id});
    entry->InheritedFromUniqueProcessId = reinterpret_cast<HANDLE>(uintptr_t{process.parent});
    entry->VirtualSize = memory.virtual_size;
    entry->PeakVirtualSize = memory.peak_virtual_size;
    entry->WorkingSetSize = memory.working_set;
    entry->PeakWorkingSetSize = memory.peak_working_set;
    entry->PagefileUsage = entry->PrivatePageCount = memory.private_bytes;
    entry->PageFaultCount = memory.page_faults;
    for (const DWORD id : threads[i]) {
      thread->ClientId = {process.id, id};
      thread->Priority = thread->BasePriority = process.base_priority;
      thread->ThreadState = 5;  // waiting
      ++thread;
    }
    char* const end = reinterpret_cast<char*>(name) + round(bytes + sizeof(WCHAR));
    if (i + 1 < list.size()) entry->NextEntryOffset = static_cast<ULONG>(end - at);
    at = end;
  }
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT_PARTIAL("the classes that programs use", ntdll, NTSTATUS, NtQuerySystemInformation,
               (ULONG SystemInformationClass, PVOID SystemInformation,
                ULONG SystemInformationLength, ULONG* ReturnLength)) {
  void* const out = SystemInformation;
  const ULONG length = SystemInformationLength;
  switch (SystemInformationClass) {
    case kBasic:
    case kEmulationBasic:
      return give(basic(), out, length, ReturnLength);
    case kProcessor:
    case kEmulationProcessor:
      return give(SYSTEM_PROCESSOR_INFORMATION{9, processor_level(), processor_revision(),
                                               static_cast<USHORT>(processor_count()), 0},
                  out, length, ReturnLength);
    case kPerformance: {
      const MemoryInformation memory = memory_information();
      SYSTEM_PERFORMANCE_INFORMATION performance{};
      performance.IdleProcessTime.QuadPart = static_cast<int64_t>(processor_times().front().idle);
      performance.AvailablePages = static_cast<ULONG>(memory.available / kPage);
      performance.CommittedPages = static_cast<ULONG>(memory.committed / kPage);
      performance.CommitLimit = static_cast<ULONG>(memory.commit_limit / kPage);
      performance.PeakCommitment = performance.CommittedPages;
      // Older programs know a shorter structure.
      const size_t size = length < sizeof performance && length >= 312 ? 312 : sizeof performance;
      return give_bytes(&performance, size, out, length, ReturnLength);
    }
    case kTimeOfDay: {
      const SYSTEM_TIMEOFDAY_INFORMATION time = time_of_day();
      if (length > sizeof time) return STATUS_INFO_LENGTH_MISMATCH;
      return give_bytes(&time, length, out, length, ReturnLength);  // as much as is asked for
    }
    case kProcess:
      return processes(out, length, ReturnLength);
    case kProcessorPerformance: {
      const auto performance = processor_performance();
      const size_t whole = performance.size() * sizeof performance[0];
      const size_t size =
          std::min<size_t>(whole, length / sizeof performance[0] * sizeof performance[0]);
      if (!size) return give_bytes(nullptr, whole, out, 0, ReturnLength);
      return give_bytes(performance.data(), size, out, length, ReturnLength);
    }
    case kTimeAdjustment: {
      struct {
        ULONG TimeAdjustment, TimeIncrement;
        BOOLEAN Enable;
      } adjustment{156'250, 156'250, FALSE};
      return give(adjustment, out, length, ReturnLength);
    }
    case kKernelDebugger: {
      const BOOLEAN state[2] = {FALSE, TRUE};  // not enabled, not present
      return give(state, out, length, ReturnLength);
    }
    case kRegistryQuota: {
      struct {
        ULONG Allowed, Used;
        SIZE_T PagedPoolSize;
      } quota{0x7FFFFFFF, 0, 0x1000000};
      return give(quota, out, length, ReturnLength);
    }
    case kCurrentTimeZone: {
      DYNAMIC_TIME_ZONE_INFORMATION zone;
      host_time_zone(system_time_of(system_time_now()).wYear, &zone);
      const TIME_ZONE_INFORMATION plain = zone;
      return give(plain, out, length, ReturnLength);
    }
    case kCodeIntegrity: {
      ULONG integrity[2];
      if (length != sizeof integrity) return STATUS_INFO_LENGTH_MISMATCH;
      std::memcpy(integrity, out, sizeof integrity);
      if (integrity[0] != sizeof integrity) return STATUS_INFO_LENGTH_MISMATCH;
      integrity[1] = 1;  // enabled
      return give(integrity, out, length, ReturnLength);
    }
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
}
ALSO(ntdll, ZwQuerySystemInformation, "ntdll.NtQuerySystemInformation");

EXPORT(ntdll, NTSTATUS, NtSetSystemInformation,
       (ULONG SystemInformationClass, PVOID SystemInformation, ULONG SystemInformationLength)) {
  return STATUS_PRIVILEGE_NOT_HELD;
}

}  // namespace mimic::win::ntdll
