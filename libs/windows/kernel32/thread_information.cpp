// Properties of threads: times, priorities, processors, names, stacks.
#include <sched.h>

#include <cstring>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

struct PROCESSOR_NUMBER {
  WORD Group;
  BYTE Number;
  BYTE Reserved;
};
struct GROUP_AFFINITY {
  ULONG_PTR Mask;
  WORD Group;
  WORD Reserved[3];
};

FILETIME file_time(int64_t ticks) {
  return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

constexpr int THREAD_PRIORITY_ERROR_RETURN = 0x7fffffff;
constexpr int THREAD_PRIORITY_IDLE = -15, THREAD_PRIORITY_TIME_CRITICAL = 15;
constexpr int THREAD_MODE_BACKGROUND_BEGIN = 0x10000, THREAD_MODE_BACKGROUND_END = 0x20000;

}  // namespace

EXPORT(kernel32, BOOL, GetThreadTimes,
       (HANDLE hThread, FILETIME* lpCreationTime, FILETIME* lpExitTime, FILETIME* lpKernelTime,
        FILETIME* lpUserTime)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  const ThreadTimes times = times_of(**thread);
  *lpCreationTime = file_time(times.created);
  *lpExitTime = file_time(times.exited);
  *lpKernelTime = file_time(times.kernel);
  *lpUserTime = file_time(times.user);
  return TRUE;
}

EXPORT(kernel32, BOOL, QueryThreadCycleTime, (HANDLE ThreadHandle, ULONG64* CycleTime)) {
  auto thread = object_of<Thread>(ThreadHandle);
  if (!thread) return fail(thread.error());
  const ThreadTimes times = times_of(**thread);
  *CycleTime = static_cast<ULONG64>(times.user + times.kernel) * 250;  // as at 2.5 GHz
  return TRUE;
}

// The host schedules all threads alike (raising a priority takes a privilege); what was set is
// remembered.
EXPORT(kernel32, BOOL, SetThreadPriority, (HANDLE hThread, int nPriority)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  if (nPriority == THREAD_MODE_BACKGROUND_BEGIN || nPriority == THREAD_MODE_BACKGROUND_END)
    return TRUE;
  if ((nPriority < -2 || nPriority > 2) && nPriority != THREAD_PRIORITY_IDLE &&
      nPriority != THREAD_PRIORITY_TIME_CRITICAL)
    return fail_with(ERROR_INVALID_PARAMETER);
  (*thread)->priority = nPriority;
  return TRUE;
}

EXPORT(kernel32, int, GetThreadPriority, (HANDLE hThread)) {
  auto thread = object_of<Thread>(hThread);
  if (thread) return (*thread)->priority;
  fail(thread.error());
  return THREAD_PRIORITY_ERROR_RETURN;
}

EXPORT(kernel32, BOOL, SetThreadPriorityBoost, (HANDLE hThread, BOOL bDisablePriorityBoost)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  (*thread)->priority_boost_disabled = bDisablePriorityBoost != 0;
  return TRUE;
}

EXPORT(kernel32, BOOL, GetThreadPriorityBoost, (HANDLE hThread, BOOL* pDisablePriorityBoost)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  *pDisablePriorityBoost = (*thread)->priority_boost_disabled;
  return TRUE;
}

EXPORT(kernel32, DWORD_PTR, SetThreadAffinityMask,
       (HANDLE hThread, DWORD_PTR dwThreadAffinityMask)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return static_cast<DWORD_PTR>(fail(thread.error()));
  auto before = set_affinity(**thread, dwThreadAffinityMask);
  return before ? *before : static_cast<DWORD_PTR>(fail(before.error()));
}

EXPORT(kernel32, BOOL, SetThreadGroupAffinity,
       (HANDLE hThread, const GROUP_AFFINITY* GroupAffinity,
        GROUP_AFFINITY* PreviousGroupAffinity)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  const GROUP_AFFINITY wanted = *GroupAffinity;
  if (wanted.Group != 0) return fail_with(ERROR_INVALID_PARAMETER);
  auto before = set_affinity(**thread, wanted.Mask);
  if (!before) return fail(before.error());
  if (PreviousGroupAffinity) *PreviousGroupAffinity = {*before, 0, {}};
  return TRUE;
}

EXPORT(kernel32, BOOL, GetThreadGroupAffinity, (HANDLE hThread, GROUP_AFFINITY* GroupAffinity)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  auto mask = affinity_of(**thread);
  if (!mask) return fail(mask.error());
  *GroupAffinity = {*mask, 0, {}};
  return TRUE;
}

EXPORT(kernel32, DWORD, SetThreadIdealProcessor, (HANDLE hThread, DWORD dwIdealProcessor)) {
  constexpr DWORD MAXIMUM_PROCESSORS = 64;
  auto thread = object_of<Thread>(hThread);
  if (!thread) {
    fail(thread.error());
    return ~0u;
  }
  if (dwIdealProcessor > MAXIMUM_PROCESSORS) {
    fail_with(ERROR_INVALID_PARAMETER);
    return ~0u;
  }
  if (dwIdealProcessor == MAXIMUM_PROCESSORS) return (*thread)->ideal_processor;  // only asks
  return (*thread)->ideal_processor.exchange(dwIdealProcessor);
}

EXPORT(kernel32, BOOL, SetThreadIdealProcessorEx,
       (HANDLE hThread, const PROCESSOR_NUMBER* lpIdealProcessor,
        PROCESSOR_NUMBER* lpPreviousIdealProcessor)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  const PROCESSOR_NUMBER wanted = *lpIdealProcessor;
  if (wanted.Group != 0 || wanted.Number >= current_peb()->NumberOfProcessors)
    return fail_with(ERROR_INVALID_PARAMETER);
  const DWORD before = (*thread)->ideal_processor.exchange(wanted.Number);
  if (lpPreviousIdealProcessor) *lpPreviousIdealProcessor = {0, static_cast<BYTE>(before), 0};
  return TRUE;
}

EXPORT(kernel32, BOOL, GetThreadIdealProcessorEx,
       (HANDLE hThread, PROCESSOR_NUMBER* lpIdealProcessor)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  *lpIdealProcessor = {0, static_cast<BYTE>((*thread)->ideal_processor), 0};
  return TRUE;
}

EXPORT(kernel32, DWORD, GetCurrentProcessorNumber, ()) {
  return static_cast<DWORD>(::sched_getcpu());
}

EXPORT(kernel32, void, GetCurrentProcessorNumberEx, (PROCESSOR_NUMBER * ProcNumber)) {
  *ProcNumber = {0, static_cast<BYTE>(::sched_getcpu()), 0};
}

EXPORT(kernel32, HRESULT, SetThreadDescription, (HANDLE hThread, LPCWSTR lpThreadDescription)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return static_cast<HRESULT>(thread.error() | 0x10000000);  // HRESULT_FROM_NT
  set_description(**thread, view_of(lpThreadDescription));
  return 0;
}

EXPORT(kernel32, HRESULT, GetThreadDescription, (HANDLE hThread, LPWSTR* ppszThreadDescription)) {
  *ppszThreadDescription = nullptr;
  auto thread = object_of<Thread>(hThread);
  if (!thread) return static_cast<HRESULT>(thread.error() | 0x10000000);
  const std::u16string text = description_of(**thread);
  // To be freed by LocalFree: fixed local memory is a block of the process heap.
  auto* units = static_cast<WCHAR*>(heap_allocate((text.size() + 1) * 2));
  if (!units) return static_cast<HRESULT>(0x8007000e);  // E_OUTOFMEMORY
  std::memcpy(units, text.c_str(), (text.size() + 1) * 2);
  *ppszThreadDescription = units;
  return 0;
}

EXPORT_PARTIAL("accepts memory priority, CPU priority and power throttling, to no effect", kernel32,
               BOOL, SetThreadInformation,
               (HANDLE hThread, int ThreadInformationClass, LPVOID ThreadInformation,
                DWORD ThreadInformationSize)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  if (ThreadInformationClass < 0 || ThreadInformationClass > 3)
    return fail_with(ERROR_INVALID_PARAMETER);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetThreadInformation,
       (HANDLE hThread, int ThreadInformationClass, LPVOID ThreadInformation,
        DWORD ThreadInformationSize)) {
  constexpr int kMemoryPriority = 0, kAbsoluteCpuPriority = 1;
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  if (ThreadInformationClass < kMemoryPriority || ThreadInformationClass > kAbsoluteCpuPriority)
    return fail_with(ERROR_INVALID_PARAMETER);
  if (ThreadInformationSize < sizeof(ULONG)) return fail_with(ERROR_BAD_LENGTH);
  *static_cast<ULONG*>(ThreadInformation) = ThreadInformationClass == kMemoryPriority
                                                ? 5  // MEMORY_PRIORITY_NORMAL
                                                : static_cast<ULONG>(8 + (*thread)->priority);
  return TRUE;
}

EXPORT(kernel32, BOOL, GetThreadIOPendingFlag, (HANDLE hThread, BOOL* lpIOIsPending)) {
  auto thread = object_of<Thread>(hThread);
  if (!thread) return fail(thread.error());
  *lpIOIsPending = FALSE;
  return TRUE;
}

EXPORT(kernel32, BOOL, SetThreadStackGuarantee, (ULONG * StackSizeInBytes)) {
  TEB* teb = current_teb();
  const ULONG before = teb->GuaranteedStackBytes;
  const ULONG wanted = (*StackSizeInBytes + 0xfff) & ~0xfffu;
  const auto stack = static_cast<size_t>(static_cast<char*>(teb->NtTib.StackBase) -
                                         static_cast<char*>(teb->DeallocationStack));
  if (wanted >= stack) return fail_with(ERROR_INVALID_PARAMETER);
  if (wanted > before) teb->GuaranteedStackBytes = wanted;
  *StackSizeInBytes = before;
  return TRUE;
}

EXPORT(kernel32, void, GetCurrentThreadStackLimits, (ULONG_PTR * LowLimit, ULONG_PTR* HighLimit)) {
  const TEB* teb = current_teb();
  *LowLimit = reinterpret_cast<ULONG_PTR>(teb->DeallocationStack);
  *HighLimit = reinterpret_cast<ULONG_PTR>(teb->NtTib.StackBase);
}

}  // namespace mimic::win::kernel32
