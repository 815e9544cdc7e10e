// _aligned_malloc and its kind. An aligned block lies within an ordinary one, whose address stands
// in the word before it.
#include <cstring>

#include "libs/windows/core/heap.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"

namespace mimic::win::crt {
namespace {

void*& base_of(void* block) {
  return reinterpret_cast<void**>(reinterpret_cast<uintptr_t>(block) & ~uintptr_t{7})[-1];
}

size_t overhead(size_t alignment) {
  return (alignment < sizeof(void*) ? sizeof(void*) : alignment) + 2 * sizeof(void*);
}

void* aligned_allocate(size_t size, size_t alignment, size_t offset) {
  if (!alignment || alignment & (alignment - 1) || (offset && offset >= size)) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  if (alignment < sizeof(void*)) alignment = sizeof(void*);
  const size_t extra = overhead(alignment);
  if (size > ~extra) {
    crt_errno = kENOMEM;
    return nullptr;
  }
  void* base = allocate(size + extra);
  if (!base) return nullptr;
  const uintptr_t first = reinterpret_cast<uintptr_t>(base) + 2 * sizeof(void*);
  const uintptr_t aligned = ((first + offset + alignment - 1) & ~(alignment - 1)) - offset;
  auto* block = reinterpret_cast<void*>(aligned);
  base_of(block) = base;
  return block;
}

// What the block has room for, at least the size asked for.
size_t aligned_room(void* block) {
  void* base = base_of(block);
  return heap_size(base) - (static_cast<char*>(block) - static_cast<char*>(base));
}

void* aligned_reallocate(void* block, size_t size, size_t alignment, size_t offset, bool zero) {
  if (!block) {
    block = aligned_allocate(size, alignment, offset);
    if (block && zero) ::memset(block, 0, size);
    return block;
  }
  if (!size) {
    heap_free(base_of(block));
    return nullptr;
  }
  void* moved = aligned_allocate(size, alignment, offset);
  if (!moved) return nullptr;
  const size_t old = aligned_room(block);
  ::memcpy(moved, block, old < size ? old : size);
  if (zero && size > old) ::memset(static_cast<char*>(moved) + old, 0, size - old);
  heap_free(base_of(block));
  return moved;
}

void* aligned_reallocate_array(void* block, size_t count, size_t size, size_t alignment,
                               size_t offset) {
  size_t total;
  if (!__builtin_mul_overflow(count, size, &total))
    return aligned_reallocate(block, total, alignment, offset, true);
  crt_errno = kENOMEM;
  return nullptr;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT_O(void*, _aligned_malloc, (size_t size, size_t alignment)) {
  return crt::aligned_allocate(size, alignment, 0);
}
CRT_EXPORT_O(void*, _aligned_offset_malloc, (size_t size, size_t alignment, size_t offset)) {
  return crt::aligned_allocate(size, alignment, offset);
}
CRT_EXPORT_O(void*, _aligned_realloc, (void* block, size_t size, size_t alignment)) {
  return crt::aligned_reallocate(block, size, alignment, 0, false);
}
CRT_EXPORT_O(void*, _aligned_offset_realloc,
             (void* block, size_t size, size_t alignment, size_t offset)) {
  return crt::aligned_reallocate(block, size, alignment, offset, false);
}
CRT_EXPORT_O(void, _aligned_free, (void* block)) {
  if (block) heap_free(crt::base_of(block));
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(void*, _aligned_recalloc,
              (void* block, size_t count, size_t size, size_t alignment)) {
  return crt::aligned_reallocate_array(block, count, size, alignment, 0);
}
UCRT_EXPORT_O(void*, _aligned_offset_recalloc,
              (void* block, size_t count, size_t size, size_t alignment, size_t offset)) {
  return crt::aligned_reallocate_array(block, count, size, alignment, offset);
}
UCRT_EXPORT_O(size_t, _aligned_msize, (void* block, size_t alignment, size_t offset)) {
  if (block) return heap_size(crt::base_of(block)) - crt::overhead(alignment);
  crt::fail_invalid(crt::kEINVAL);
  return crt::kTruncate;
}

}  // namespace mimic::win::ucrtbase
