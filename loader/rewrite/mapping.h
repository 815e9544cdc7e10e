// From program counters in trampolines to the guest's, and back: a guest never sees that its code
// was moved.
//
// Freestanding, like adjacent.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mimic::rewrite {

inline constexpr size_t kMaxSteps = 12;

// One patched system call. All addresses are those of this run.
struct PatchedSite {
  uint64_t site;                        // of the `syscall`
  uint64_t begin, end;                  // the guest's bytes that were replaced
  uint64_t trampoline, trampoline_end;  // its code in the trampoline area
  uint64_t call;    // in the trampoline: the call's registers are set from here on, rcx aside
  uint64_t resume;  // where the gateway goes on, as it finds it in rcx
  // What each instruction of the trampoline stands for, ascending in the trampoline: when it is
  // about to run, the guest is `guest` bytes after `begin`, or before it, where that is negative.
  struct Step {
    uint8_t trampoline;
    int8_t guest;
  };
  uint8_t step_count;
  bool keeps_syscall;  // its two bytes are as they were
  Step steps[kMaxSteps];

  uint64_t after() const { return site + 2; }
};

// Where the guest would be when `pc`, in the site's trampoline, is about to run.
inline uint64_t guest_address(const PatchedSite& site, uint64_t pc) {
  int8_t guest = site.steps[0].guest;
  for (size_t i = 0; i < site.step_count; ++i) {
    if (site.trampoline + site.steps[i].trampoline > pc) break;
    guest = site.steps[i].guest;
  }
  return site.begin + static_cast<uint64_t>(int64_t{guest});
}

// Where to go on for a guest that is to go on at `pc`: `pc` itself, unless the instruction there
// was replaced. 0 for the inside of a replaced instruction, where the guest never was.
inline uint64_t host_address(const PatchedSite& site, uint64_t pc) {
  if (pc <= site.begin || pc >= site.end) return pc;
  // The last one that stands for it, which may come after the call: a guest before the call is at
  // its `syscall`, one after it is past that.
  for (size_t i = site.step_count; i-- > 0;) {
    if (site.begin + static_cast<uint64_t>(int64_t{site.steps[i].guest}) != pc) continue;
    // Of several for the same place, the first: it sets all that the later ones rely on.
    while (i > 0 && site.steps[i - 1].guest == site.steps[i].guest) --i;
    return site.trampoline + site.steps[i].trampoline;
  }
  return 0;
}

// The site whose [begin, end) holds `pc`, or null. `sites` is ascending by both.
inline const PatchedSite* find_between(const PatchedSite* sites, size_t count, uint64_t pc,
                                       uint64_t PatchedSite::* begin, uint64_t PatchedSite::* end) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (sites[middle].*end <= pc) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && pc >= sites[low].*begin ? &sites[low] : nullptr;
}

// The site whose trampoline holds `pc`, or null. `sites` is a plan's, ascending in the area.
inline const PatchedSite* find_by_trampoline(const PatchedSite* sites, size_t count, uint64_t pc) {
  return find_between(sites, count, pc, &PatchedSite::trampoline, &PatchedSite::trampoline_end);
}

// The site whose replaced bytes hold `pc`, or null. `sites` is a plan's, ascending by `begin`.
inline const PatchedSite* find_by_guest(const PatchedSite* sites, size_t count, uint64_t pc) {
  return find_between(sites, count, pc, &PatchedSite::begin, &PatchedSite::end);
}

}  // namespace mimic::rewrite
