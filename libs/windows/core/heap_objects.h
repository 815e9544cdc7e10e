// Private heaps (HeapCreate): their blocks are linked, so that HeapDestroy can free them.
#pragma once

#include "libs/windows/core/heap.h"

namespace mimic::win {

struct Heap;

// `maximum` in bytes, 0 for a heap that grows. Null when out of memory.
Heap* create_heap(DWORD options, size_t maximum);
void destroy_heap(Heap* heap);
void* heap_allocate(Heap* heap, size_t size, bool zero);
void* heap_reallocate(Heap* heap, void* block, size_t size, bool zero);
void heap_free(Heap* heap, void* block);
bool heap_owns(Heap* heap, const void* block);
void for_each_block(Heap* heap, void (*visit)(void*, void* block, size_t size), void* context);

}  // namespace mimic::win
