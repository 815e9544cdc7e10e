// Allocation as the C runtimes do it: blocks of the process heap, errno, the new handler.
#pragma once

#include <cstddef>

namespace mimic::win::crt {

// malloc, calloc and realloc of the guest. They call the new handler where _set_new_mode(1) asks
// for it; null with ENOMEM.
void* allocate(size_t size, bool zero = false);
void* reallocate(void* block, size_t size, bool zero = false);

}  // namespace mimic::win::crt
