// Synchronization barriers.
#include <sched.h>

#include "libs/windows/core/address_wait.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

// SYNCHRONIZATION_BARRIER, 32 bytes of the guest's.
struct Barrier {
  uint32_t total;
  uint32_t spins;
  std::atomic<uint32_t> arrived;
  std::atomic<uint32_t> inside;  // who has not returned yet
  std::atomic<uint32_t> phase;   // the futex
  uint32_t reserved[3];
};
static_assert(sizeof(Barrier) == 32);

constexpr ULONG kSpinOnly = 1, kBlockOnly = 2;

}  // namespace

EXPORT(ntdll, NTSTATUS, RtlInitBarrier, (PVOID Barrier, ULONG TotalThreads, ULONG SpinCount)) {
  if (TotalThreads == 0 || static_cast<LONG>(TotalThreads) < 0) return STATUS_INVALID_PARAMETER;
  auto* barrier = static_cast<ntdll::Barrier*>(Barrier);
  barrier->total = TotalThreads;
  barrier->spins = static_cast<LONG>(SpinCount) < 0 ? 2000 : SpinCount;
  barrier->arrived = 0;
  barrier->inside = 0;
  barrier->phase = 0;
  return STATUS_SUCCESS;
}

// True for one of the threads.
EXPORT(ntdll, BOOLEAN, RtlBarrier, (PVOID Barrier, ULONG Flags)) {
  auto& barrier = *static_cast<ntdll::Barrier*>(Barrier);
  barrier.inside.fetch_add(1);
  const uint32_t phase = barrier.phase.load();
  const bool last = barrier.arrived.fetch_add(1) + 1 == barrier.total;
  if (last) {
    barrier.arrived.store(0);
    barrier.phase.fetch_add(1);
    futex_wake(barrier.phase, INT32_MAX);
  } else {
    uint32_t spins = Flags & kBlockOnly ? 0 : Flags & kSpinOnly ? ~0u : barrier.spins;
    while (barrier.phase.load(std::memory_order_acquire) == phase) {
      if (spins != 0) {
        if (spins != ~0u) --spins;
        __builtin_ia32_pause();
      } else {
        futex_wait_until(barrier.phase, phase, kNever);
      }
    }
  }
  barrier.inside.fetch_sub(1);
  return last;
}

EXPORT(ntdll, NTSTATUS, RtlDeleteBarrier, (PVOID Barrier)) {
  auto& barrier = *static_cast<ntdll::Barrier*>(Barrier);
  while (barrier.inside.load() != 0) ::sched_yield();
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::ntdll
