// Heaps. A block is malloc's with a header in front: HeapSize is exact, and a pointer that is no
// block is recognised before it can damage anything.
#pragma once

#include <cstddef>
#include <cstdint>

#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr DWORD HEAP_NO_SERIALIZE = 1, HEAP_GENERATE_EXCEPTIONS = 4, HEAP_ZERO_MEMORY = 8,
                       HEAP_REALLOC_IN_PLACE_ONLY = 0x10;

HANDLE process_heap();

// The process heap, for the host's own adapters (C runtimes, LocalAlloc, …). 16-byte aligned.
// Null when out of memory. heap_free(null) does nothing; heap_free of what is no block ends the
// program with STATUS_HEAP_CORRUPTION. heap_size gives the size asked for.
void* heap_allocate(size_t size, bool zero = false);
void* heap_reallocate(void* block, size_t size, bool zero = false);
void heap_free(void* block);
size_t heap_size(const void* block);
bool heap_owns(const void* block);

}  // namespace mimic::win
