// The images whose system calls were rewritten, for program counters between guest and trampolines.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "loader/rewrite/mapping.h"

namespace mimic::monitor {

struct Module {
  uint64_t begin, end;                // the code as the guest sees it
  uint64_t area, area_end;            // its trampolines
  const rewrite::PatchedSite* sites;  // ascending both ways; lasts as long as the process
  size_t site_count;
};

// Adds one; false where the table is full. Under the lock of the host's calls, or before the guest
// runs.
bool add_module(const Module& module);
// Forgets those that begin in the range, which is unmapped or mapped anew, and unmaps their
// trampolines.
void forget_modules(uint64_t begin, uint64_t end);

// The site in whose trampoline `pc` lies, or null.
const rewrite::PatchedSite* site_of_trampoline(uint64_t pc);
// Where a guest that is at `pc` shows itself: never in a trampoline.
uint64_t shown_to_guest(uint64_t pc);
// Where the guest goes on when it says `pc`: what was moved runs where it is now.
uint64_t taken_from_guest(uint64_t pc);
// Where a call is made again that would go on at `pc`.
uint64_t call_again(uint64_t pc);

}  // namespace mimic::monitor
