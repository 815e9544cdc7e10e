// Job objects.
#include "libs/windows/core/job.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {
namespace {

constexpr ACCESS_MASK kJobAllAccess = 0x1f003f;

// JOBOBJECTINFOCLASS.
enum : int {
  kBasicAccounting = 1,
  kBasicLimit = 2,
  kBasicProcessIdList = 3,
  kBasicUiRestrictions = 4,
  kEndOfJobTime = 6,
  kAssociateCompletionPort = 7,
  kBasicAndIoAccounting = 8,
  kExtendedLimit = 9,
  kCpuRateControl = 15,
};

struct JOBOBJECT_BASIC_ACCOUNTING_INFORMATION {
  int64_t TotalUserTime, TotalKernelTime, ThisPeriodTotalUserTime, ThisPeriodTotalKernelTime;
  DWORD TotalPageFaultCount, TotalProcesses, ActiveProcesses, TotalTerminatedProcesses;
};
struct JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION {
  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION Basic;
  ULONGLONG Io[6];
};
struct JOBOBJECT_BASIC_LIMIT_INFORMATION {
  int64_t PerProcessUserTimeLimit, PerJobUserTimeLimit;
  DWORD LimitFlags;
  SIZE_T MinimumWorkingSetSize, MaximumWorkingSetSize;
  DWORD ActiveProcessLimit;
  ULONG_PTR Affinity;
  DWORD PriorityClass, SchedulingClass;
};
static_assert(sizeof(JOBOBJECT_BASIC_LIMIT_INFORMATION) == 64);
struct JOBOBJECT_EXTENDED_LIMIT_INFORMATION {
  JOBOBJECT_BASIC_LIMIT_INFORMATION Basic;
  ULONGLONG Io[6];
  SIZE_T ProcessMemoryLimit, JobMemoryLimit, PeakProcessMemoryUsed, PeakJobMemoryUsed;
};
static_assert(sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION) == 144);
struct JOBOBJECT_BASIC_PROCESS_ID_LIST {
  DWORD NumberOfAssignedProcesses, NumberOfProcessIdsInList;
  ULONG_PTR ProcessIdList[];
};
struct JOBOBJECT_ASSOCIATE_COMPLETION_PORT {
  PVOID CompletionKey;
  HANDLE CompletionPort;
};

JOBOBJECT_EXTENDED_LIMIT_INFORMATION extended_of(const JobLimits& limits) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION information = {};
  information.Basic = {limits.process_time,
                       limits.job_time,
                       limits.flags,
                       limits.minimum_working_set,
                       limits.maximum_working_set,
                       limits.active_processes,
                       limits.affinity,
                       limits.priority_class,
                       limits.scheduling_class};
  information.ProcessMemoryLimit = limits.process_memory;
  information.JobMemoryLimit = limits.job_memory;
  return information;
}

JobLimits limits_of(const JOBOBJECT_EXTENDED_LIMIT_INFORMATION& information) {
  const auto& basic = information.Basic;
  return {basic.PerProcessUserTimeLimit,
          basic.PerJobUserTimeLimit,
          basic.LimitFlags,
          basic.MinimumWorkingSetSize,
          basic.MaximumWorkingSetSize,
          basic.ActiveProcessLimit,
          basic.Affinity,
          basic.PriorityClass,
          basic.SchedulingClass,
          information.ProcessMemoryLimit,
          information.JobMemoryLimit};
}

template <class T>
BOOL give(const T& information, size_t size, void* buffer, DWORD length, DWORD* returned) {
  if (length < size) return fail_with(ERROR_BAD_LENGTH);
  std::memcpy(buffer, &information, size);
  if (returned) *returned = size;
  return TRUE;
}

// The job behind a handle; for none, that of this process.
Expected<Ref<Job>> job_or_own(HANDLE handle) {
  if (handle) return object_of<Job>(handle);
  const Ref<Object> own = Process::current()->job();
  if (!own) return nt_fail(STATUS_ACCESS_DENIED);
  return Ref<Job>(static_cast<Job*>(own.get()));
}

}  // namespace

EXPORT(kernel32, HANDLE, CreateJobObjectW,
       (const SECURITY_ATTRIBUTES* lpJobAttributes, LPCWSTR lpName)) {
  const auto name = full_name_of(view_of(lpName));
  if (!name) return fail(name.error()), nullptr;
  const auto make = [](const void*, std::u16string text) -> Ref<Object> {
    return make_object<Job>(std::move(text));
  };
  return created(make_named(*name, ObjectType::kJob, make, nullptr), kJobAllAccess, kJobAllAccess,
                 lpJobAttributes);
}

EXPORT(kernel32, HANDLE, CreateJobObjectA,
       (const SECURITY_ATTRIBUTES* lpJobAttributes, LPCSTR lpName)) {
  return CreateJobObjectW(lpJobAttributes, WideName(lpName));
}

EXPORT(kernel32, HANDLE, OpenJobObjectW,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)) {
  return opened(lpName, ObjectType::kJob, dwDesiredAccess, kJobAllAccess, bInheritHandle);
}

EXPORT(kernel32, HANDLE, OpenJobObjectA,
       (DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)) {
  return OpenJobObjectW(dwDesiredAccess, bInheritHandle, WideName(lpName));
}

EXPORT(kernel32, BOOL, AssignProcessToJobObject, (HANDLE hJob, HANDLE hProcess)) {
  auto job = object_of<Job>(hJob);
  if (!job) return fail(job.error());
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  const NTSTATUS status = (*job)->assign(*process);
  // The limit of active processes.
  return status == STATUS_NOT_SUPPORTED ? fail_with(1816)  // ERROR_NOT_ENOUGH_QUOTA
                                        : succeeded(status);
}

EXPORT(kernel32, BOOL, TerminateJobObject, (HANDLE hJob, UINT uExitCode)) {
  auto job = object_of<Job>(hJob);
  if (!job) return fail(job.error());
  (*job)->terminate(uExitCode);
  return TRUE;
}

EXPORT(kernel32, BOOL, IsProcessInJob, (HANDLE ProcessHandle, HANDLE JobHandle, BOOL* Result)) {
  auto process = process_of(ProcessHandle);
  if (!process) return fail(process.error());
  if (!JobHandle) {
    *Result = static_cast<bool>((*process)->job());
    return TRUE;
  }
  auto job = object_of<Job>(JobHandle);
  if (!job) return fail(job.error());
  *Result = (*job)->contains(**process);
  return TRUE;
}

EXPORT(kernel32, BOOL, QueryInformationJobObject,
       (HANDLE hJob, int JobObjectInformationClass, LPVOID lpJobObjectInformation,
        DWORD cbJobObjectInformationLength, LPDWORD lpReturnLength)) {
  auto job = job_or_own(hJob);
  if (!job) return fail(job.error());
  void* const buffer = lpJobObjectInformation;
  const DWORD length = cbJobObjectInformationLength;
  switch (JobObjectInformationClass) {
    case kBasicAccounting:
    case kBasicAndIoAccounting: {
      const Job::Accounting sum = (*job)->accounting();
      JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION information = {};
      information.Basic = {sum.user, sum.kernel, sum.user,   sum.kernel,
                           0,        sum.total,  sum.active, sum.terminated};
      return give(information,
                  JobObjectInformationClass == kBasicAccounting ? sizeof information.Basic
                                                                : sizeof information,
                  buffer, length, lpReturnLength);
    }
    case kBasicLimit:
      return give(extended_of((*job)->limits()), sizeof(JOBOBJECT_BASIC_LIMIT_INFORMATION), buffer,
                  length, lpReturnLength);
    case kExtendedLimit:
      return give(extended_of((*job)->limits()), sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION),
                  buffer, length, lpReturnLength);
    case kBasicUiRestrictions:
      return give((*job)->ui_restrictions(), sizeof(DWORD), buffer, length, lpReturnLength);
    case kCpuRateControl: {
      const ULONG none[2] = {};
      return give(none, sizeof none, buffer, length, lpReturnLength);
    }
    case kBasicProcessIdList: {
      const auto ids = (*job)->process_ids();
      auto* list = static_cast<JOBOBJECT_BASIC_PROCESS_ID_LIST*>(buffer);
      if (length < sizeof *list) return fail_with(ERROR_BAD_LENGTH);
      const size_t room = (length - sizeof *list) / sizeof(ULONG_PTR);
      const size_t count = std::min(room, ids.size());
      list->NumberOfAssignedProcesses = ids.size();
      list->NumberOfProcessIdsInList = count;
      std::copy_n(ids.begin(), count, list->ProcessIdList);
      if (lpReturnLength) *lpReturnLength = sizeof *list + count * sizeof(ULONG_PTR);
      return count < ids.size() ? fail_with(234) : TRUE;  // ERROR_MORE_DATA
    }
    default:
      return fail_with(ERROR_INVALID_PARAMETER);
  }
}

EXPORT_PARTIAL("time, priority, CPU rate and user interface limits are kept but bind nothing",
               kernel32, BOOL, SetInformationJobObject,
               (HANDLE hJob, int JobObjectInformationClass, LPVOID lpJobObjectInformation,
                DWORD cbJobObjectInformationLength)) {
  auto job = object_of<Job>(hJob);
  if (!job) return fail(job.error());
  const auto take = [&](auto& information, size_t size) {
    if (cbJobObjectInformationLength < size) return false;
    std::memcpy(&information, lpJobObjectInformation, size);
    return true;
  };
  switch (JobObjectInformationClass) {
    case kBasicLimit:
    case kExtendedLimit: {
      auto information = extended_of((*job)->limits());
      if (!take(information, JobObjectInformationClass == kBasicLimit ? sizeof information.Basic
                                                                      : sizeof information))
        return fail_with(ERROR_BAD_LENGTH);
      return succeeded((*job)->set_limits(limits_of(information)));
    }
    case kAssociateCompletionPort: {
      JOBOBJECT_ASSOCIATE_COMPLETION_PORT information;
      if (!take(information, sizeof information)) return fail_with(ERROR_BAD_LENGTH);
      Ref<CompletionPort> port;
      if (information.CompletionPort) {
        auto found = object_of<CompletionPort>(information.CompletionPort);
        if (!found) return fail(found.error());
        port = *found;
      }
      (*job)->set_port(std::move(port), information.CompletionKey);
      return TRUE;
    }
    case kBasicUiRestrictions: {
      DWORD flags;
      if (!take(flags, sizeof flags)) return fail_with(ERROR_BAD_LENGTH);
      (*job)->set_ui_restrictions(flags);
      return TRUE;
    }
    case kEndOfJobTime:
    case kCpuRateControl:
      return TRUE;
    default:
      return fail_with(ERROR_INVALID_PARAMETER);
  }
}

}  // namespace mimic::win::kernel32
