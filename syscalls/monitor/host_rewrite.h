// Rewrites the system calls of an image that is mapped and that no thread can run yet. Code of the
// host's: called before the guest runs, or by call_host().
#pragma once

#include <stdint.h>

namespace mimic::monitor {

// What the guest mapped, executable, from a file.
struct MappedCode {
  int descriptor;
  uint64_t address, size, offset;
};
// Takes a MappedCode*. What it cannot make sense of is left to Syscall User Dispatch.
void rewrite_mapped(void* mapped_code);

}  // namespace mimic::monitor

#if __STDC_HOSTED__
#include "loader/elf/image.h"

namespace mimic::monitor {

// All code of an image that is loaded `bias` above its own addresses: `file` is what its file
// holds, which `descriptor` is open on.
void rewrite_image(const elf::Headers& headers, Bytes file, int descriptor, uint64_t bias);

}  // namespace mimic::monitor
#endif
