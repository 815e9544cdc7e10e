// Processes by the native interface.
#include "libs/windows/core/process.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "abi/windows/teb.h"
#include "libs/windows/core/process_exit.h"
#include "libs/windows/core/process_list.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

// PROCESSINFOCLASS.
enum : ULONG {
  kProcessBasicInformation = 0,
  kProcessQuotaLimits = 1,
  kProcessIoCounters = 2,
  kProcessVmCounters = 3,
  kProcessTimes = 4,
  kProcessDebugPort = 7,
  kProcessDefaultHardErrorMode = 12,
  kProcessPriorityClass = 18,
  kProcessHandleCount = 20,
  kProcessAffinityMask = 21,
  kProcessPriorityBoost = 22,
  kProcessSessionInformation = 24,
  kProcessWow64Information = 26,
  kProcessImageFileName = 27,
  kProcessBreakOnTermination = 29,
  kProcessDebugObjectHandle = 30,
  kProcessDebugFlags = 31,
  kProcessExecuteFlags = 34,
  kProcessCookie = 36,
  kProcessImageFileNameWin32 = 43,
  kProcessMitigationPolicy = 52,
  kProcessCommandLineInformation = 60,
};

struct PROCESS_BASIC_INFORMATION {
  NTSTATUS ExitStatus;
  PEB* PebBaseAddress;
  ULONG_PTR AffinityMask;
  LONG BasePriority;
  ULONG_PTR UniqueProcessId, InheritedFromUniqueProcessId;
};
struct KERNEL_USER_TIMES {
  int64_t CreateTime, ExitTime, KernelTime, UserTime;
};
struct VM_COUNTERS_EX {
  SIZE_T PeakVirtualSize, VirtualSize;
  ULONG PageFaultCount;
  SIZE_T PeakWorkingSetSize, WorkingSetSize, QuotaPeakPagedPoolUsage, QuotaPagedPoolUsage,
      QuotaPeakNonPagedPoolUsage, QuotaNonPagedPoolUsage, PagefileUsage, PeakPagefileUsage,
      PrivateUsage;
};
static_assert(sizeof(VM_COUNTERS_EX) == 96);

template <class T>
NTSTATUS answer(const T& value, PVOID buffer, ULONG length, ULONG* returned,
                size_t size = sizeof(T)) {
  if (returned) *returned = size;
  if (length < size) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(buffer, &value, size);
  return STATUS_SUCCESS;
}

NTSTATUS answer_text(std::u16string_view text, PVOID buffer, ULONG length, ULONG* returned) {
  const USHORT bytes = text.size() * sizeof(WCHAR);
  const ULONG needed = sizeof(UNICODE_STRING) + bytes + sizeof(WCHAR);
  if (returned) *returned = needed;
  if (length < needed) return STATUS_INFO_LENGTH_MISMATCH;
  auto* string = static_cast<UNICODE_STRING*>(buffer);
  auto* units = reinterpret_cast<WCHAR*>(string + 1);
  std::memcpy(units, text.data(), bytes);
  units[text.size()] = 0;
  *string = {bytes, static_cast<USHORT>(bytes + 2), units};
  return STATUS_SUCCESS;
}

DWORD parent_of(DWORD id) {
  if (id == Process::current()->id()) return parent_process_id();
  for (const auto& process : list_processes())
    if (process.id == id) return process.parent;
  return 0;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtQueryInformationProcess,
       (HANDLE ProcessHandle, ULONG ProcessInformationClass, PVOID ProcessInformation,
        ULONG ProcessInformationLength, ULONG* ReturnLength)) {
  auto found = process_of(ProcessHandle);
  if (!found) return found.error();
  Process& process = **found;
  const auto give = [&](const auto& value) {
    return answer(value, ProcessInformation, ProcessInformationLength, ReturnLength);
  };
  switch (ProcessInformationClass) {
    case kProcessBasicInformation: {
      PROCESS_BASIC_INFORMATION basic = {};
      const DWORD code = process.exit_code();
      basic.ExitStatus = code;
      basic.PebBaseAddress = process.is_current() ? current_peb() : nullptr;
      basic.AffinityMask = current_peb()->ActiveProcessAffinityMask;
      basic.BasePriority = 8;
      basic.UniqueProcessId = process.id();
      basic.InheritedFromUniqueProcessId = parent_of(process.id());
      return give(basic);
    }
    case kProcessTimes: {
      const ProcessTimes times = process.times();
      return give(KERNEL_USER_TIMES{times.created, times.exited, times.kernel, times.user});
    }
    case kProcessVmCounters: {
      const ProcessMemory memory = memory_of(process.id());
      VM_COUNTERS_EX counters = {};
      counters.PeakVirtualSize = memory.peak_virtual_size;
      counters.VirtualSize = memory.virtual_size;
      counters.PageFaultCount = memory.page_faults;
      counters.PeakWorkingSetSize = memory.peak_working_set;
      counters.WorkingSetSize = memory.working_set;
      counters.PagefileUsage = counters.PeakPagefileUsage = counters.PrivateUsage =
          memory.private_bytes;
      constexpr size_t kPlain = offsetof(VM_COUNTERS_EX, PrivateUsage);
      return answer(counters, ProcessInformation, ProcessInformationLength, ReturnLength,
                    ProcessInformationLength >= sizeof counters ? sizeof counters : kPlain);
    }
    case kProcessDebugPort:
      return give(HANDLE{nullptr});
    case kProcessDebugObjectHandle:
      return STATUS_NOT_FOUND;
    case kProcessDebugFlags:
      return give(ULONG{1});  // no inheritance of a debugger: none there
    case kProcessDefaultHardErrorMode:
      return give(ULONG{1});
    case kProcessPriorityClass: {
      const UCHAR normal[2] = {0, 2};
      return give(normal);
    }
    case kProcessHandleCount: {
      ULONG count = 0;
      if (process.is_current()) handles().for_each([&](HANDLE, HandleEntry&) { ++count; });
      return give(count);
    }
    case kProcessAffinityMask:
      return give(current_peb()->ActiveProcessAffinityMask);
    case kProcessPriorityBoost:
      return give(ULONG{0});
    case kProcessSessionInformation:
      return give(ULONG{1});
    case kProcessWow64Information:
      return give(ULONG_PTR{0});
    case kProcessBreakOnTermination:
      return give(ULONG{0});
    case kProcessExecuteFlags:
      return give(ULONG{0xd});  // NX on, permanently
    case kProcessCookie:
      return give(ULONG{0x5eed} ^ process.id() * 2654435761u);
    case kProcessImageFileName:
    case kProcessImageFileNameWin32: {
      std::u16string path = process.image_path();
      if (ProcessInformationClass == kProcessImageFileName && path.size() > 2)
        path = (path[0] == u'Z' ? u"\\Device\\HarddiskVolume26" : u"\\Device\\HarddiskVolume3") +
               path.substr(2);
      return answer_text(path, ProcessInformation, ProcessInformationLength, ReturnLength);
    }
    case kProcessCommandLineInformation:
      if (!process.is_current()) return STATUS_ACCESS_DENIED;
      return answer_text(view_of(current_peb()->ProcessParameters->CommandLine), ProcessInformation,
                         ProcessInformationLength, ReturnLength);
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
}

EXPORT_PARTIAL("hints are accepted and change nothing", ntdll, NTSTATUS, NtSetInformationProcess,
               (HANDLE ProcessHandle, ULONG ProcessInformationClass, PVOID ProcessInformation,
                ULONG ProcessInformationLength)) {
  auto process = process_of(ProcessHandle);
  return process ? STATUS_SUCCESS : process.error();
}

EXPORT(ntdll, NTSTATUS, NtTerminateProcess, (HANDLE ProcessHandle, NTSTATUS ExitStatus)) {
  // No handle means the other threads of this process, which ends with it soon after.
  if (!ProcessHandle) return STATUS_SUCCESS;
  auto process = process_of(ProcessHandle);
  return process ? (*process)->terminate(ExitStatus) : process.error();
}

EXPORT(ntdll, void, RtlExitUserProcess, (NTSTATUS ExitStatus)) { exit_process(ExitStatus); }

EXPORT(ntdll, NTSTATUS, NtOpenProcess,
       (HANDLE * ProcessHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, const CLIENT_ID* ClientId)) {
  constexpr ULONG OBJ_INHERIT = 2;
  if (!ClientId) return STATUS_INVALID_PARAMETER;
  auto process = open_process(ClientId->UniqueProcess);
  if (!process) return process.error();
  const bool inherit = ObjectAttributes && ObjectAttributes->Attributes & OBJ_INHERIT;
  *ProcessHandle = handles().insert(*process, DesiredAccess, inherit);
  return STATUS_SUCCESS;
}

namespace {

NTSTATUS transfer(HANDLE handle, const void* remote, void* local, SIZE_T size, SIZE_T* done,
                  bool write) {
  auto process = process_of(handle);
  if (!process) return process.error();
  const iovec here = {local, size}, there = {const_cast<void*>(remote), size};
  const pid_t id = (*process)->id();
  const ssize_t count = write ? ::process_vm_writev(id, &here, 1, &there, 1, 0)
                              : ::process_vm_readv(id, &here, 1, &there, 1, 0);
  if (done) *done = count > 0 ? count : 0;
  if (count == static_cast<ssize_t>(size)) return STATUS_SUCCESS;
  return count < 0 && errno == EPERM ? STATUS_ACCESS_DENIED : STATUS_PARTIAL_COPY;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtReadVirtualMemory,
       (HANDLE ProcessHandle, PVOID BaseAddress, PVOID Buffer, SIZE_T NumberOfBytesToRead,
        SIZE_T* NumberOfBytesRead)) {
  return transfer(ProcessHandle, BaseAddress, Buffer, NumberOfBytesToRead, NumberOfBytesRead,
                  false);
}

EXPORT(ntdll, NTSTATUS, NtWriteVirtualMemory,
       (HANDLE ProcessHandle, PVOID BaseAddress, PVOID Buffer, SIZE_T NumberOfBytesToWrite,
        SIZE_T* NumberOfBytesWritten)) {
  return transfer(ProcessHandle, BaseAddress, Buffer, NumberOfBytesToWrite, NumberOfBytesWritten,
                  true);
}

}  // namespace mimic::win::ntdll
