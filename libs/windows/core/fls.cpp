#include "libs/windows/core/fls.h"

#include <new>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/lock.h"

namespace mimic::win {

namespace {

// The values of one fiber or thread, as TEB.FlsData points to them. Chunks of 2^(4+n) values, the
// n-th starting at index 2^(4+n) - 16, so that small indices need little memory.
struct FlsData {
  static constexpr unsigned kChunks = 8;
  FlsData* next = nullptr;
  FlsData* previous = nullptr;
  PVOID* chunks[kChunks] = {};

  static unsigned chunk_of(ULONG index) { return 27 - __builtin_clz(index + 16); }
  PVOID* find(ULONG index) {
    const unsigned chunk = chunk_of(index);
    return chunks[chunk] ? &chunks[chunk][index + 16 - (16u << chunk)] : nullptr;
  }
  PVOID* make(ULONG index) {
    const unsigned chunk = chunk_of(index);
    if (!chunks[chunk]) chunks[chunk] = new (std::nothrow) PVOID[16u << chunk]();
    return find(index);
  }
  ~FlsData() {
    for (PVOID* chunk : chunks) delete[] chunk;
  }
};

const auto kNoCallback = reinterpret_cast<FlsCallback>(-1);  // the slot is in use without one

constinit Lock fls_lock;
constinit FlsData* sets = nullptr;
constinit FlsCallback callbacks[kFlsSlots] = {};
constinit ULONG top = 1;  // no slot at or above is in use; slot 0 is never given out

// Takes a value out of a set; returns the callback to run for it.
FlsCallback take(FlsData& set, ULONG index, PVOID& value) {
  PVOID* slot = set.find(index);
  if (!slot || !*slot) return nullptr;
  value = std::exchange(*slot, nullptr);
  const FlsCallback callback = callbacks[index];
  return callback == kNoCallback ? nullptr : callback;
}

}  // namespace

Expected<ULONG> fls_allocate(FlsCallback callback) {
  LockGuard guard(fls_lock);
  for (ULONG index = 1; index < kFlsSlots; ++index) {
    if (callbacks[index]) continue;
    callbacks[index] = callback ? callback : kNoCallback;
    if (top <= index) top = index + 1;
    return index;
  }
  return nt_fail(STATUS_NO_MEMORY);
}

NTSTATUS fls_free(ULONG index) {
  if (index == 0 || index >= kFlsSlots) return STATUS_INVALID_PARAMETER;
  for (;;) {
    FlsCallback callback = nullptr;
    PVOID value = nullptr;
    {
      LockGuard guard(fls_lock);
      if (!callbacks[index]) return STATUS_INVALID_PARAMETER;
      for (FlsData* set = sets; set && !callback; set = set->next)
        callback = take(*set, index, value);
      if (!callback) {
        callbacks[index] = nullptr;
        return STATUS_SUCCESS;
      }
    }
    callback(value);
  }
}

NTSTATUS fls_set(ULONG index, PVOID value) {
  if (index == 0 || index >= kFlsSlots) return STATUS_INVALID_PARAMETER;
  TEB* teb = current_teb();
  auto* set = static_cast<FlsData*>(teb->FlsData);
  if (!set) {
    set = new (std::nothrow) FlsData;
    if (!set) return STATUS_NO_MEMORY;
    teb->FlsData = set;
    LockGuard guard(fls_lock);
    set->next = sets;
    if (sets) sets->previous = set;
    sets = set;
  }
  PVOID* slot = set->make(index);
  if (!slot) return STATUS_NO_MEMORY;
  *slot = value;
  return STATUS_SUCCESS;
}

Expected<PVOID> fls_get(ULONG index) {
  if (index == 0 || index >= kFlsSlots) return nt_fail(STATUS_INVALID_PARAMETER);
  auto* set = static_cast<FlsData*>(current_teb()->FlsData);
  PVOID* slot = set ? set->find(index) : nullptr;
  return slot ? *slot : nullptr;
}

void fls_destroy(PVOID data) {
  auto* set = static_cast<FlsData*>(data);
  if (!set) return;
  for (ULONG index = 1;; ++index) {
    FlsCallback callback;
    PVOID value = nullptr;
    {
      LockGuard guard(fls_lock);
      if (index >= top) break;
      callback = take(*set, index, value);
    }
    if (callback) callback(value);
  }
  {
    LockGuard guard(fls_lock);
    (set->previous ? set->previous->next : sets) = set->next;
    if (set->next) set->next->previous = set->previous;
  }
  delete set;
}

void fls_thread_detach() {
  // Callbacks see the other values of the set until it is gone.
  TEB* teb = current_teb();
  fls_destroy(teb->FlsData);
  teb->FlsData = nullptr;
}

}  // namespace mimic::win
