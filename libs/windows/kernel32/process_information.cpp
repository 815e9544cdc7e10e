// What can be asked about processes: times, memory, priority, affinity, kind.
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "libs/windows/core/process.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

struct IO_COUNTERS {
  ULONGLONG ReadOperationCount, WriteOperationCount, OtherOperationCount, ReadTransferCount,
      WriteTransferCount, OtherTransferCount;
};

FILETIME file_time(int64_t ticks) {
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

// Windows' priority classes and the nice values that stand for them.
constexpr struct {
  DWORD priority_class;
  int nice;
} kPriorities[] = {{0x40, 19}, {0x4000, 10}, {0x20, 0}, {0x8000, -5}, {0x80, -10}, {0x100, -15}};

std::string read_file(const std::string& path) {
  std::string text;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return text;
  char part[4096];
  for (ssize_t count; (count = ::read(descriptor, part, sizeof part)) > 0;)
    text.append(part, count);
  ::close(descriptor);
  return text;
}

ULONGLONG number_after(const std::string& text, const char* name) {
  const size_t at = text.find(name);
  return at == text.npos ? 0 : std::strtoull(text.c_str() + at + std::strlen(name), nullptr, 10);
}

BOOL transfer_memory(HANDLE handle, const void* remote, void* local, SIZE_T size, SIZE_T* done,
                     bool write) {
  auto process = process_of(handle);
  if (!process) return fail(process.error());
  const iovec here = {local, size}, there = {const_cast<void*>(remote), size};
  const pid_t id = (*process)->id();
  const ssize_t count = write ? ::process_vm_writev(id, &here, 1, &there, 1, 0)
                              : ::process_vm_readv(id, &here, 1, &there, 1, 0);
  if (done) *done = count > 0 ? count : 0;
  if (count == static_cast<ssize_t>(size)) return TRUE;
  if (count < 0 && errno == EPERM) return fail_with(ERROR_ACCESS_DENIED);
  return fail(STATUS_PARTIAL_COPY);
}

std::u16string native_name(const std::u16string& dos) {
  // The volume's device, as QueryDosDevice gives it for the drive.
  if (dos.size() < 2) return dos;
  return (dos[0] == u'Z' ? u"\\Device\\HarddiskVolume26" : u"\\Device\\HarddiskVolume3") +
         dos.substr(2);
}

DWORD g_error_mode = 0;
DWORD g_shutdown_level = 0x280, g_shutdown_flags = 0;

}  // namespace

EXPORT(kernel32, BOOL, GetProcessTimes,
       (HANDLE hProcess, FILETIME* lpCreationTime, FILETIME* lpExitTime, FILETIME* lpKernelTime,
        FILETIME* lpUserTime)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  const ProcessTimes times = (*process)->times();
  *lpCreationTime = file_time(times.created);
  *lpExitTime = file_time(times.exited);
  *lpKernelTime = file_time(times.kernel);
  *lpUserTime = file_time(times.user);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetProcessIoCounters, (HANDLE hProcess, IO_COUNTERS* lpIoCounters)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  const std::string io = read_file("/proc/" + std::to_string((*process)->id()) + "/io");
  *lpIoCounters = {number_after(io, "syscr: "), number_after(io, "syscw: "), 0,
                   number_after(io, "rchar: "), number_after(io, "wchar: "), 0};
  return TRUE;
}

EXPORT(kernel32, DWORD, GetPriorityClass, (HANDLE hProcess)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  return (*process)->priority_class;
}

EXPORT(kernel32, BOOL, SetPriorityClass, (HANDLE hProcess, DWORD dwPriorityClass)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  // PROCESS_MODE_BACKGROUND_BEGIN and _END change the scheduling of I/O.
  if (dwPriorityClass == 0x100000 || dwPriorityClass == 0x200000) return TRUE;
  for (const auto& priority : kPriorities) {
    if (priority.priority_class != dwPriorityClass) continue;
    // Raising it needs a privilege; Windows then gives what it can, too.
    ::setpriority(PRIO_PROCESS, (*process)->id(), priority.nice);
    (*process)->priority_class = dwPriorityClass;
    return TRUE;
  }
  return fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT(kernel32, BOOL, GetProcessAffinityMask,
       (HANDLE hProcess, DWORD_PTR* lpProcessAffinityMask, DWORD_PTR* lpSystemAffinityMask)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity((*process)->id(), sizeof set, &set);
  DWORD_PTR mask = 0;
  // Windows numbers the processors it may use from 0.
  const int count = std::clamp(CPU_COUNT(&set), 1, 64);
  mask = count == 64 ? ~0ull : (1ull << count) - 1;
  *lpProcessAffinityMask = *lpSystemAffinityMask = mask;
  return TRUE;
}

EXPORT_PARTIAL("the mask is checked but binds nothing", kernel32, BOOL, SetProcessAffinityMask,
               (HANDLE hProcess, DWORD_PTR dwProcessAffinityMask)) {
  DWORD_PTR process_mask, system_mask;
  if (!GetProcessAffinityMask(hProcess, &process_mask, &system_mask)) return FALSE;
  if (!dwProcessAffinityMask || dwProcessAffinityMask & ~system_mask)
    return fail_with(ERROR_INVALID_PARAMETER);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetProcessHandleCount, (HANDLE hProcess, LPDWORD pdwHandleCount)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  DWORD count = 0;
  if ((*process)->is_current()) handles().for_each([&](HANDLE, HandleEntry&) { ++count; });
  *pdwHandleCount = count;
  return TRUE;
}

EXPORT(kernel32, BOOL, IsWow64Process, (HANDLE hProcess, BOOL* Wow64Process)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  *Wow64Process = FALSE;
  return TRUE;
}

EXPORT(kernel32, BOOL, IsWow64Process2,
       (HANDLE hProcess, USHORT* pProcessMachine, USHORT* pNativeMachine)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  *pProcessMachine = 0;  // IMAGE_FILE_MACHINE_UNKNOWN: not under WOW64
  if (pNativeMachine) *pNativeMachine = 0x8664;
  return TRUE;
}

EXPORT(kernel32, BOOL, QueryFullProcessImageNameW,
       (HANDLE hProcess, DWORD dwFlags, LPWSTR lpExeName, LPDWORD lpdwSize)) {
  constexpr DWORD PROCESS_NAME_NATIVE = 1;
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  std::u16string path = (*process)->image_path();
  if (path.empty()) return fail_with(ERROR_GEN_FAILURE);
  if (dwFlags & PROCESS_NAME_NATIVE) path = native_name(path);
  if (path.size() >= *lpdwSize) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(lpExeName, path.c_str(), (path.size() + 1) * sizeof(WCHAR));
  *lpdwSize = path.size();
  return TRUE;
}

EXPORT(kernel32, BOOL, QueryFullProcessImageNameA,
       (HANDLE hProcess, DWORD dwFlags, LPSTR lpExeName, LPDWORD lpdwSize)) {
  std::u16string buffer(32768, 0);
  DWORD size = buffer.size();
  if (!QueryFullProcessImageNameW(hProcess, dwFlags, buffer.data(), &size)) return FALSE;
  const std::string path = to_ansi({buffer.data(), size});
  if (path.size() >= *lpdwSize) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(lpExeName, path.c_str(), path.size() + 1);
  *lpdwSize = path.size();
  return TRUE;
}

EXPORT(kernel32, BOOL, ReadProcessMemory,
       (HANDLE hProcess, LPCVOID lpBaseAddress, LPVOID lpBuffer, SIZE_T nSize,
        SIZE_T* lpNumberOfBytesRead)) {
  return transfer_memory(hProcess, lpBaseAddress, lpBuffer, nSize, lpNumberOfBytesRead, false);
}

EXPORT(kernel32, BOOL, WriteProcessMemory,
       (HANDLE hProcess, LPVOID lpBaseAddress, LPCVOID lpBuffer, SIZE_T nSize,
        SIZE_T* lpNumberOfBytesWritten)) {
  return transfer_memory(hProcess, lpBaseAddress, const_cast<LPVOID>(lpBuffer), nSize,
                         lpNumberOfBytesWritten, true);
}

EXPORT(kernel32, BOOL, ProcessIdToSessionId, (DWORD dwProcessId, DWORD* pSessionId)) {
  *pSessionId = 1;
  return TRUE;
}

EXPORT(kernel32, DWORD, GetProcessVersion, (DWORD ProcessId)) {
  const PEB& peb = *current_peb();
  return peb.ImageSubsystemMajorVersion << 16 | peb.ImageSubsystemMinorVersion;
}

EXPORT(kernel32, BOOL, GetProcessWorkingSetSizeEx,
       (HANDLE hProcess, SIZE_T* lpMinimumWorkingSetSize, SIZE_T* lpMaximumWorkingSetSize,
        LPDWORD Flags)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  *lpMinimumWorkingSetSize = 50 * 4096;
  *lpMaximumWorkingSetSize = 345 * 4096;
  *Flags = 0xa;  // neither limit is hard
  return TRUE;
}

EXPORT(kernel32, BOOL, GetProcessWorkingSetSize,
       (HANDLE hProcess, SIZE_T* lpMinimumWorkingSetSize, SIZE_T* lpMaximumWorkingSetSize)) {
  DWORD flags;
  return GetProcessWorkingSetSizeEx(hProcess, lpMinimumWorkingSetSize, lpMaximumWorkingSetSize,
                                    &flags);
}

// The working set is the host's affair: the sizes are hints there.
EXPORT(kernel32, BOOL, SetProcessWorkingSetSizeEx,
       (HANDLE hProcess, SIZE_T dwMinimumWorkingSetSize, SIZE_T dwMaximumWorkingSetSize,
        DWORD Flags)) {
  auto process = process_of(hProcess);
  return process ? TRUE : fail(process.error());
}

EXPORT(kernel32, BOOL, SetProcessWorkingSetSize,
       (HANDLE hProcess, SIZE_T dwMinimumWorkingSetSize, SIZE_T dwMaximumWorkingSetSize)) {
  return SetProcessWorkingSetSizeEx(hProcess, dwMinimumWorkingSetSize, dwMaximumWorkingSetSize, 0);
}

EXPORT(kernel32, BOOL, GetProcessPriorityBoost, (HANDLE hProcess, BOOL* pDisablePriorityBoost)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  *pDisablePriorityBoost = FALSE;
  return TRUE;
}

EXPORT(kernel32, BOOL, SetProcessPriorityBoost, (HANDLE hProcess, BOOL bDisablePriorityBoost)) {
  auto process = process_of(hProcess);
  return process ? TRUE : fail(process.error());
}

EXPORT(kernel32, BOOL, GetProcessGroupAffinity,
       (HANDLE hProcess, USHORT* GroupCount, USHORT* GroupArray)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  const USHORT room = *GroupCount;
  *GroupCount = 1;
  if (room < 1) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  *GroupArray = 0;
  return TRUE;
}

EXPORT(kernel32, BOOL, SetProcessShutdownParameters, (DWORD dwLevel, DWORD dwFlags)) {
  g_shutdown_level = dwLevel;
  g_shutdown_flags = dwFlags;
  return TRUE;
}

EXPORT(kernel32, BOOL, GetProcessShutdownParameters, (LPDWORD lpdwLevel, LPDWORD lpdwFlags)) {
  *lpdwLevel = g_shutdown_level;
  *lpdwFlags = g_shutdown_flags;
  return TRUE;
}

EXPORT(kernel32, UINT, GetErrorMode, ()) { return g_error_mode; }

EXPORT(kernel32, UINT, SetErrorMode, (UINT uMode)) {
  constexpr UINT SEM_NOALIGNMENTFAULTEXCEPT = 4;
  // This one stays on once it is.
  return std::exchange(g_error_mode, uMode | (g_error_mode & SEM_NOALIGNMENTFAULTEXCEPT));
}

EXPORT(kernel32, DWORD, GetThreadErrorMode, ()) { return current_teb()->HardErrorMode; }

EXPORT(kernel32, BOOL, SetThreadErrorMode, (DWORD dwNewMode, LPDWORD lpOldMode)) {
  constexpr DWORD kAllowed = 0x8003;
  if (dwNewMode & ~kAllowed) return fail_with(ERROR_INVALID_PARAMETER);
  if (lpOldMode) *lpOldMode = current_teb()->HardErrorMode;
  current_teb()->HardErrorMode = dwNewMode;
  return TRUE;
}

// There is no error reporting service: nothing is sent, and settings are kept nowhere.
EXPORT(kernel32, HRESULT, WerSetFlags, (DWORD dwFlags)) { return 0; }
EXPORT(kernel32, HRESULT, WerGetFlags, (HANDLE hProcess, DWORD* pdwFlags)) {
  *pdwFlags = 0;
  return 0;
}
EXPORT(kernel32, HRESULT, WerRegisterFile, (LPCWSTR pwzFile, int regFileType, DWORD dwFlags)) {
  return 0;
}
EXPORT(kernel32, HRESULT, WerUnregisterFile, (LPCWSTR pwzFilePath)) { return 0; }
EXPORT(kernel32, HRESULT, WerRegisterMemoryBlock, (PVOID pvAddress, DWORD dwSize)) { return 0; }
EXPORT(kernel32, HRESULT, WerUnregisterMemoryBlock, (PVOID pvAddress)) { return 0; }
EXPORT(kernel32, HRESULT, WerRegisterRuntimeExceptionModule,
       (LPCWSTR pwszOutOfProcessCallbackDll, PVOID pContext)) {
  return 0;
}
EXPORT(kernel32, HRESULT, WerUnregisterRuntimeExceptionModule,
       (LPCWSTR pwszOutOfProcessCallbackDll, PVOID pContext)) {
  return 0;
}
EXPORT(kernel32, HRESULT, RegisterApplicationRestart, (LPCWSTR pwzCommandline, DWORD dwFlags)) {
  return 0;
}
EXPORT(kernel32, HRESULT, UnregisterApplicationRestart, ()) { return 0; }

EXPORT(kernel32, BOOL, GetProcessDEPPolicy, (HANDLE hProcess, LPDWORD lpFlags, BOOL* lpPermanent)) {
  *lpFlags = 1;  // PROCESS_DEP_ENABLE, as for all 64-bit programs
  *lpPermanent = TRUE;
  return TRUE;
}
EXPORT(kernel32, BOOL, SetProcessDEPPolicy, (DWORD dwFlags)) {
  return fail_with(ERROR_NOT_SUPPORTED);  // 32-bit programs only
}
EXPORT(kernel32, int, GetSystemDEPPolicy, ()) { return 3; }  // OptOut

EXPORT_PARTIAL("accepted, enforces nothing", kernel32, BOOL, SetProcessMitigationPolicy,
               (int MitigationPolicy, PVOID lpBuffer, SIZE_T dwLength)) {
  return TRUE;
}
EXPORT(kernel32, BOOL, GetProcessMitigationPolicy,
       (HANDLE hProcess, int MitigationPolicy, PVOID lpBuffer, SIZE_T dwLength)) {
  std::memset(lpBuffer, 0, dwLength);
  return TRUE;
}

EXPORT_PARTIAL("hints that are accepted and change nothing", kernel32, BOOL, SetProcessInformation,
               (HANDLE hProcess, int ProcessInformationClass, LPVOID ProcessInformation,
                DWORD ProcessInformationSize)) {
  auto process = process_of(hProcess);
  return process ? TRUE : fail(process.error());
}

EXPORT(kernel32, BOOL, IsProcessCritical, (HANDLE hProcess, BOOL* Critical)) {
  auto process = process_of(hProcess);
  if (!process) return fail(process.error());
  *Critical = FALSE;
  return TRUE;
}

}  // namespace mimic::win::kernel32
