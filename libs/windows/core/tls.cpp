#include "libs/windows/core/tls.h"

#include <new>
#include <utility>

#include "libs/windows/core/lock.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

namespace {

constexpr ULONG kSlots = kTlsSlots + kTlsExpansionSlots;

constinit Lock tls_lock;
constinit uint64_t used[kSlots / 64] = {};

}  // namespace

Expected<ULONG> tls_allocate() {
  LockGuard guard(tls_lock);
  for (ULONG word = 0; word < kSlots / 64; ++word) {
    if (used[word] == ~uint64_t{0}) continue;
    const auto bit = static_cast<ULONG>(__builtin_ctzll(~used[word]));
    used[word] |= uint64_t{1} << bit;
    return word * 64 + bit;
  }
  return nt_fail(STATUS_NO_MEMORY);
}

NTSTATUS tls_free(ULONG index) {
  if (index >= kSlots) return STATUS_INVALID_PARAMETER;
  const uint64_t bit = uint64_t{1} << (index % 64);
  {
    LockGuard guard(tls_lock);
    if (!(used[index / 64] & bit)) return STATUS_INVALID_PARAMETER;
  }
  // While the slot is still taken, so that no new owner's value is lost.
  tls_zero(index);
  LockGuard guard(tls_lock);
  used[index / 64] &= ~bit;
  return STATUS_SUCCESS;
}

NTSTATUS tls_set(ULONG index, PVOID value) {
  TEB* teb = current_teb();
  if (index < kTlsSlots) {
    teb->TlsSlots[index] = value;
    return STATUS_SUCCESS;
  }
  index -= kTlsSlots;
  if (index >= kTlsExpansionSlots) return STATUS_INVALID_PARAMETER;
  if (!teb->TlsExpansionSlots) {
    teb->TlsExpansionSlots = new (std::nothrow) PVOID[kTlsExpansionSlots]();
    if (!teb->TlsExpansionSlots) return STATUS_NO_MEMORY;
  }
  teb->TlsExpansionSlots[index] = value;
  return STATUS_SUCCESS;
}

Expected<PVOID> tls_get(ULONG index) {
  const TEB* teb = current_teb();
  if (index < kTlsSlots) return teb->TlsSlots[index];
  index -= kTlsSlots;
  if (index >= kTlsExpansionSlots) return nt_fail(STATUS_INVALID_PARAMETER);
  return teb->TlsExpansionSlots ? teb->TlsExpansionSlots[index] : nullptr;
}

NTSTATUS tls_zero(ULONG index) {
  if (index >= kSlots) return STATUS_INVALID_PARAMETER;
  for_each_thread(
      [](Thread& thread, void* context) {
        const ULONG slot = *static_cast<ULONG*>(context);
        TEB* teb = thread.guest ? thread.guest->teb : nullptr;
        if (!teb) return;
        if (slot < kTlsSlots) {
          teb->TlsSlots[slot] = nullptr;
        } else if (teb->TlsExpansionSlots) {
          teb->TlsExpansionSlots[slot - kTlsSlots] = nullptr;
        }
      },
      &index);
  return STATUS_SUCCESS;
}

void tls_thread_detach() { delete[] std::exchange(current_teb()->TlsExpansionSlots, nullptr); }

}  // namespace mimic::win
