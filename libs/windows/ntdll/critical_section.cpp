// Critical sections. LockCount is as Windows has it since Vista: bit 0 is clear while the section
// is owned, bit 1 is clear while a waiter has been woken and has not come yet, and the bits above
// are the complement of the number of sleeping waiters; -1 is free. A thread that comes by may take
// a free section before the woken waiter does, so contention does not cost a switch for every turn.
#include "libs/windows/ntdll/critical_section.h"

#include <cstring>

#include "libs/windows/core/address_wait.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

constexpr ULONG kNoDebugInfo = 0x01000000, kDynamicSpin = 0x02000000, kStaticInit = 0x04000000,
                kForceDebugInfo = 0x10000000, kAllFlags = 0x1f000000;
constexpr ULONG_PTR kSpinMask = 0x00ffffff;

HANDLE own_id() { return reinterpret_cast<HANDLE>(current_teb()->ClientId.UniqueThread); }

constexpr int32_t kFree = 1, kNobodyWoken = 2, kWaiter = 4;

std::atomic<int32_t>& lock_count(RTL_CRITICAL_SECTION& section) {
  return *reinterpret_cast<std::atomic<int32_t>*>(&section.LockCount);
}
// LockSemaphore is no handle here but the word that waiters sleep on: wakes that nobody has taken.
std::atomic<uint32_t>& wakes(RTL_CRITICAL_SECTION& section) {
  return atomic_word(&section.LockSemaphore);
}
std::atomic<HANDLE>& owner(RTL_CRITICAL_SECTION& section) {
  return *reinterpret_cast<std::atomic<HANDLE>*>(&section.OwningThread);
}

void take(RTL_CRITICAL_SECTION& section) {
  owner(section).store(own_id(), std::memory_order_relaxed);
  section.RecursionCount = 1;
}

bool has_waiters(int32_t count) { return count < -kWaiter; }

bool try_take(RTL_CRITICAL_SECTION& section) {
  std::atomic<int32_t>& state = lock_count(section);
  int32_t count = state.load(std::memory_order_relaxed);
  while (count & kFree) {
    if (!state.compare_exchange_weak(count, count & ~kFree, std::memory_order_acquire)) continue;
    take(section);
    return true;
  }
  return false;
}

void take_waiting(RTL_CRITICAL_SECTION& section) {
  std::atomic<int32_t>& state = lock_count(section);
  std::atomic<uint32_t>& available = wakes(section);
  bool woken = false;  // this thread is the one that bit 1 tells of
  int32_t count = state.load(std::memory_order_relaxed);
  for (;;) {
    const int32_t settled = woken ? count | kNobodyWoken : count;
    if (count & kFree) {
      if (state.compare_exchange_weak(count, settled & ~kFree, std::memory_order_acquire)) break;
      continue;
    }
    if (!state.compare_exchange_weak(count, settled - kWaiter, std::memory_order_relaxed)) continue;
    uint32_t left;
    while ((left = available.load(std::memory_order_relaxed)) == 0 ||
           !available.compare_exchange_weak(left, left - 1, std::memory_order_acquire))
      if (left == 0) futex_wait_until(available, 0, kNever);
    woken = true;
    count = state.load(std::memory_order_relaxed);
  }
  take(section);
}

void initialise(RTL_CRITICAL_SECTION& section, ULONG spin_count, ULONG flags) {
  // Windows gives debug information only where it is asked for; -1 says there is none.
  section.DebugInfo = reinterpret_cast<PVOID>(-1);
  section.LockCount = -1;
  section.RecursionCount = 0;
  section.OwningThread = nullptr;
  section.LockSemaphore = nullptr;
  const bool spins = current_peb()->NumberOfProcessors > 1;
  section.SpinCount = (spins ? spin_count & kSpinMask : 0) | (flags & kDynamicSpin);
}

}  // namespace

EXPORT(ntdll, NTSTATUS, RtlInitializeCriticalSectionEx,
       (RTL_CRITICAL_SECTION * CriticalSection, ULONG SpinCount, ULONG Flags)) {
  if (Flags & ~kAllFlags) return STATUS_INVALID_PARAMETER_3;
  if (SpinCount & ~kSpinMask) return STATUS_INVALID_PARAMETER_2;
  initialise(*CriticalSection, SpinCount, Flags);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlInitializeCriticalSectionAndSpinCount,
       (RTL_CRITICAL_SECTION * CriticalSection, ULONG SpinCount)) {
  initialise(*CriticalSection, SpinCount, 0);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlInitializeCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection)) {
  initialise(*CriticalSection, 2000, kDynamicSpin);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlDeleteCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection)) {
  *CriticalSection = RTL_CRITICAL_SECTION{};
  return STATUS_SUCCESS;
}

EXPORT(ntdll, ULONG, RtlSetCriticalSectionSpinCount,
       (RTL_CRITICAL_SECTION * CriticalSection, ULONG SpinCount)) {
  const ULONG before = static_cast<ULONG>(CriticalSection->SpinCount & kSpinMask);
  CriticalSection->SpinCount = current_peb()->NumberOfProcessors > 1 ? SpinCount & kSpinMask : 0;
  return before;
}

EXPORT(ntdll, BOOL, RtlTryEnterCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection)) {
  RTL_CRITICAL_SECTION& section = *CriticalSection;
  if (try_take(section)) return TRUE;
  if (owner(section).load(std::memory_order_relaxed) != own_id()) return FALSE;
  ++section.RecursionCount;
  return TRUE;
}

EXPORT(ntdll, NTSTATUS, RtlEnterCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection)) {
  RTL_CRITICAL_SECTION& section = *CriticalSection;
  if (try_take(section)) return STATUS_SUCCESS;
  if (owner(section).load(std::memory_order_relaxed) == own_id()) {
    ++section.RecursionCount;
    return STATUS_SUCCESS;
  }
  for (ULONG_PTR spin = section.SpinCount & kSpinMask; spin != 0; --spin) {
    __builtin_ia32_pause();
    if (try_take(section)) return STATUS_SUCCESS;
    // With others asleep already, spinning would only be in their way.
    if (has_waiters(lock_count(section).load(std::memory_order_relaxed))) break;
  }
  take_waiting(section);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlLeaveCriticalSection, (RTL_CRITICAL_SECTION * CriticalSection)) {
  RTL_CRITICAL_SECTION& section = *CriticalSection;
  if (--section.RecursionCount > 0) return STATUS_SUCCESS;
  if (section.RecursionCount < 0) {
    // Left more often than entered: the section stays as it is.
    ++section.RecursionCount;
    return STATUS_UNSUCCESSFUL;
  }
  owner(section).store(nullptr, std::memory_order_relaxed);
  std::atomic<int32_t>& state = lock_count(section);
  int32_t count = state.load(std::memory_order_relaxed);
  for (;;) {
    const bool wakes_one = has_waiters(count) && (count & kNobodyWoken);
    const int32_t next = (wakes_one ? (count & ~kNobodyWoken) + kWaiter : count) | kFree;
    if (!state.compare_exchange_weak(count, next, std::memory_order_release)) continue;
    if (wakes_one) {
      wakes(section).fetch_add(1, std::memory_order_release);
      futex_wake(wakes(section), 1);
    }
    return STATUS_SUCCESS;
  }
}

EXPORT(ntdll, BOOL, RtlIsCriticalSectionLocked, (RTL_CRITICAL_SECTION * CriticalSection)) {
  return CriticalSection->RecursionCount != 0;
}

EXPORT(ntdll, BOOL, RtlIsCriticalSectionLockedByThread, (RTL_CRITICAL_SECTION * CriticalSection)) {
  return CriticalSection->OwningThread == own_id() && CriticalSection->RecursionCount != 0;
}

}  // namespace mimic::win::ntdll
