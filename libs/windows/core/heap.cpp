#include "libs/windows/core/heap.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <mutex>

#include "abi/windows/status.h"
#include "libs/windows/core/heap_objects.h"
#include "libs/windows/core/termination.h"

namespace mimic::win {
namespace {

// In front of every block. `heap` is null for the process heap.
struct Header {
  uint64_t size;      // bytes asked for
  uint32_t magic;     // kLive, or kFreed
  uint32_t heap_low;  // unused by the process heap; a private heap's block has Links in front
};
static_assert(sizeof(Header) == 16);
constexpr uint32_t kLive = 0x4d484250, kFreed = 0x44454144, kPrivate = 0x4d485056;

Header* header_of(const void* block) {
  return reinterpret_cast<Header*>(const_cast<void*>(block)) - 1;
}
[[noreturn]] void corrupted(const void* block) {
  end_program(STATUS_HEAP_CORRUPTION, "heap corruption: %p is no allocated block", block);
}
constexpr size_t kMost = size_t{1} << 46;

}  // namespace

struct Links {  // in front of the header of a private heap's block
  Links* next;
  Links* previous;
};

struct Heap {
  std::mutex mutex;
  Links blocks{&blocks, &blocks};
  DWORD options = 0;
  size_t maximum = 0;  // bytes, or 0 for a heap that grows
  size_t used = 0;
};

HANDLE process_heap() {
  // The handle is only ever compared and passed back.
  static char process_heap_identity[64] alignas(16);
  return process_heap_identity;
}

void* heap_allocate(size_t size, bool zero) {
  if (size > kMost) return nullptr;
  void* raw = zero ? calloc(1, size + sizeof(Header)) : malloc(size + sizeof(Header));
  if (!raw) return nullptr;
  auto* header = static_cast<Header*>(raw);
  header->size = size;
  header->magic = kLive;
  return header + 1;
}

void* heap_reallocate(void* block, size_t size, bool zero) {
  if (!block) return heap_allocate(size, zero);
  Header* header = header_of(block);
  if (header->magic != kLive) corrupted(block);
  if (size > kMost) return nullptr;
  const size_t old = header->size;
  auto* moved = static_cast<Header*>(realloc(header, size + sizeof(Header)));
  if (!moved) return nullptr;
  moved->size = size;
  if (zero && size > old) memset(reinterpret_cast<char*>(moved + 1) + old, 0, size - old);
  return moved + 1;
}

void heap_free(void* block) {
  if (!block) return;
  Header* header = header_of(block);
  if (header->magic != kLive) corrupted(block);
  header->magic = kFreed;
  free(header);
}

size_t heap_size(const void* block) { return header_of(block)->size; }

bool heap_owns(const void* block) {
  return block && (reinterpret_cast<uintptr_t>(block) & 15) == 0 &&
         header_of(block)->magic == kLive;
}

Heap* create_heap(DWORD options, size_t maximum) {
  auto* heap = new (std::nothrow) Heap;
  if (heap) {
    heap->options = options;
    heap->maximum = maximum;
  }
  return heap;
}

void destroy_heap(Heap* heap) {
  for (Links* at = heap->blocks.next; at != &heap->blocks;) {
    Links* next = at->next;
    free(at);
    at = next;
  }
  delete heap;
}

void* heap_allocate(Heap* heap, size_t size, bool zero) {
  if (size > kMost) return nullptr;
  if (heap->maximum && heap->used + size > heap->maximum) return nullptr;
  constexpr size_t kOverhead = sizeof(Links) + sizeof(Header);
  void* raw = zero ? calloc(1, size + kOverhead) : malloc(size + kOverhead);
  if (!raw) return nullptr;
  auto* links = static_cast<Links*>(raw);
  auto* header = reinterpret_cast<Header*>(links + 1);
  header->size = size;
  header->magic = kPrivate;
  const std::lock_guard lock(heap->mutex);
  links->next = heap->blocks.next;
  links->previous = &heap->blocks;
  links->next->previous = heap->blocks.next = links;
  heap->used += size;
  return header + 1;
}

bool heap_owns(Heap*, const void* block) {
  return block && (reinterpret_cast<uintptr_t>(block) & 15) == 0 &&
         header_of(block)->magic == kPrivate;
}

void heap_free(Heap* heap, void* block) {
  if (!block) return;
  Header* header = header_of(block);
  if (header->magic != kPrivate) corrupted(block);
  header->magic = kFreed;
  Links* links = reinterpret_cast<Links*>(header) - 1;
  {
    const std::lock_guard lock(heap->mutex);
    links->next->previous = links->previous;
    links->previous->next = links->next;
    heap->used -= header->size;
  }
  free(links);
}

void* heap_reallocate(Heap* heap, void* block, size_t size, bool zero) {
  if (!heap_owns(heap, block)) corrupted(block);
  const size_t old = header_of(block)->size;
  void* moved = heap_allocate(heap, size, zero);
  if (!moved) return nullptr;
  memcpy(moved, block, old < size ? old : size);
  heap_free(heap, block);
  return moved;
}

void for_each_block(Heap* heap, void (*visit)(void*, void* block, size_t size), void* context) {
  const std::lock_guard lock(heap->mutex);
  for (Links* at = heap->blocks.next; at != &heap->blocks; at = at->next) {
    auto* header = reinterpret_cast<Header*>(at + 1);
    visit(context, header + 1, header->size);
  }
}

}  // namespace mimic::win
