#include "abi/windows/return_hijack.h"

#include <atomic>

#include "abi/windows/types.h"

namespace mimic::win {
namespace {

// A hash table with open addressing, keyed by slot address. It is not per thread: a fiber may
// return on another thread than the one that was hijacked. An entry keeps its key after use, since
// the same slots come up again and again; it is given away only when its probe run is full.
struct Entry {
  std::atomic<uint64_t> slot{0};
  std::atomic<bool> active{false};
  uint64_t real = 0;
  OnHostReturn on_return[2] = {};
  void* data[2] = {};
};
constexpr size_t kEntries = 16384;  // .bss: pages are touched only where entries lie
constexpr size_t kProbes = 64;
Entry g_entries[kEntries];

Entry& probe(uint64_t slot, size_t step) {
  const size_t hash = (slot >> 3) * 0x9e3779b97f4a7c15u >> 50;
  return g_entries[(hash + step) % kEntries];
}

Entry* find(uint64_t slot) {
  for (size_t i = 0; i < kProbes; ++i) {
    Entry& entry = probe(slot, i);
    const uint64_t key = entry.slot.load(std::memory_order_acquire);
    if (key == slot) return &entry;
    if (key == 0) return nullptr;
  }
  return nullptr;
}

Entry* claim(uint64_t slot) {
  for (const bool reuse : {false, true}) {
    for (size_t i = 0; i < kProbes; ++i) {
      Entry& entry = probe(slot, i);
      uint64_t key = entry.slot.load(std::memory_order_relaxed);
      if ((key == 0 || (reuse && !entry.active.load(std::memory_order_relaxed))) &&
          entry.slot.compare_exchange_strong(key, slot, std::memory_order_acq_rel))
        return &entry;
    }
  }
  return nullptr;
}

}  // namespace

bool hijack_return(uint64_t* slot, HijackUser user, OnHostReturn on_return, void* data) {
  const auto key = reinterpret_cast<uint64_t>(slot);
  const auto trampoline = reinterpret_cast<uint64_t>(mimic_return_trampoline);
  const auto index = static_cast<size_t>(user);
  Entry* entry = find(key);
  const bool active = *slot == trampoline;
  if (!entry) entry = claim(key);
  if (!entry) return false;
  if (!active) {
    // New, or left over from a frame that never returned. A signal between these stores and the
    // last one finds an inactive entry and completes it itself with the same address.
    entry->real = *slot;
    entry->on_return[0] = entry->on_return[1] = nullptr;
  }
  entry->data[index] = data;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  entry->on_return[index] = on_return;
  entry->active.store(true, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  *slot = trampoline;
  return true;
}

uint64_t real_return_address(const uint64_t* slot) {
  if (*slot != reinterpret_cast<uint64_t>(mimic_return_trampoline)) return *slot;
  const Entry* entry = find(reinterpret_cast<uint64_t>(slot));
  return entry ? entry->real : *slot;
}

// For context.S.
extern "C" MS_ABI uint64_t mimic_real_return_address(const uint64_t* slot) {
  return real_return_address(slot);
}

// Called by the trampoline (seh/context.S) with the slot holding its own address again. Leaves the
// real address in the slot. ms_abi: the guest expects rsi, rdi and xmm6 to xmm15 to survive.
extern "C" MS_ABI void mimic_host_return(HostReturn* result) {
  auto* slot = reinterpret_cast<uint64_t*>(result->slot);
  Entry* entry = find(result->slot);
  if (!entry) __builtin_trap();  // the slot's word was copied elsewhere: nothing sane to go back to
  result->real = entry->real;
  // From the first store into the slot to the trampoline's `ret`, which reads it, a signal may
  // hijack it once more: what it has asked for is done here or by another round through the
  // trampoline.
  for (bool again = true; again;) {
    again = false;
    // Trace first: a suspended thread's last call is then already printed.
    for (size_t i = 0; i < 2; ++i) {
      if (OnHostReturn on_return = entry->on_return[i]) {
        entry->on_return[i] = nullptr;
        on_return(entry->data[i], *result);
      }
    }
    *slot = result->real;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    for (const OnHostReturn& on_return : entry->on_return)
      if (__atomic_load_n(&on_return, __ATOMIC_RELAXED)) again = true;
  }
  entry->active.store(*slot != result->real, std::memory_order_release);
}

}  // namespace mimic::win
