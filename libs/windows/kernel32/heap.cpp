// HeapAlloc and its family; GlobalAlloc and LocalAlloc.
#include "libs/windows/core/heap.h"

#include <string.h>

#include "libs/windows/core/heap_objects.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

FORWARD(kernel32, HeapAlloc, "ntdll.RtlAllocateHeap");
FORWARD(kernel32, HeapReAlloc, "ntdll.RtlReAllocateHeap");
FORWARD(kernel32, HeapSize, "ntdll.RtlSizeHeap");

EXPORT(kernel32, HANDLE, GetProcessHeap, ()) { return process_heap(); }

EXPORT(kernel32, DWORD, GetProcessHeaps, (DWORD NumberOfHeaps, HANDLE* ProcessHeaps)) {
  if (NumberOfHeaps >= 1) *ProcessHeaps = process_heap();
  return 1;
}

EXPORT(kernel32, BOOL, HeapFree, (HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)) {
  if (hHeap == process_heap())
    heap_free(lpMem);
  else
    heap_free(static_cast<Heap*>(hHeap), lpMem);
  return TRUE;
}

EXPORT(kernel32, HANDLE, HeapCreate,
       (DWORD flOptions, SIZE_T dwInitialSize, SIZE_T dwMaximumSize)) {
  if (dwMaximumSize && dwInitialSize > dwMaximumSize) {
    set_last_error(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  Heap* heap = create_heap(flOptions, dwMaximumSize);
  if (!heap) set_last_error(ERROR_NOT_ENOUGH_MEMORY);
  return heap;
}

EXPORT(kernel32, BOOL, HeapDestroy, (HANDLE hHeap)) {
  if (!hHeap || hHeap == process_heap()) return fail(STATUS_INVALID_HANDLE);
  destroy_heap(static_cast<Heap*>(hHeap));
  return TRUE;
}

EXPORT(kernel32, BOOL, HeapValidate, (HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)) {
  if (!lpMem) return TRUE;
  return hHeap == process_heap() ? heap_owns(lpMem) : heap_owns(static_cast<Heap*>(hHeap), lpMem);
}

EXPORT(kernel32, SIZE_T, HeapCompact, (HANDLE hHeap, DWORD dwFlags)) { return 0x100000; }
EXPORT(kernel32, BOOL, HeapLock, (HANDLE hHeap)) { return TRUE; }
EXPORT(kernel32, BOOL, HeapUnlock, (HANDLE hHeap)) { return TRUE; }

EXPORT(kernel32, BOOL, HeapSetInformation,
       (HANDLE HeapHandle, DWORD HeapInformationClass, PVOID HeapInformation,
        SIZE_T HeapInformationLength)) {
  return TRUE;  // the low-fragmentation heap and termination on corruption are always on
}

EXPORT(kernel32, BOOL, HeapQueryInformation,
       (HANDLE HeapHandle, DWORD HeapInformationClass, PVOID HeapInformation,
        SIZE_T HeapInformationLength, SIZE_T* ReturnLength)) {
  constexpr DWORD HeapCompatibilityInformation = 0;
  if (HeapInformationClass != HeapCompatibilityInformation) return fail(STATUS_INVALID_PARAMETER);
  if (ReturnLength) *ReturnLength = sizeof(ULONG);
  if (HeapInformationLength < sizeof(ULONG)) return fail(STATUS_BUFFER_TOO_SMALL);
  const ULONG low_fragmentation = 2;
  memcpy(HeapInformation, &low_fragmentation, sizeof low_fragmentation);
  return TRUE;
}

struct PROCESS_HEAP_ENTRY {
  PVOID lpData;
  DWORD cbData;
  BYTE cbOverhead;
  BYTE iRegionIndex;
  WORD wFlags;
  UCHAR reserved[24];
};

EXPORT_PARTIAL("blocks of private heaps only", kernel32, BOOL, HeapWalk,
               (HANDLE hHeap, PROCESS_HEAP_ENTRY* lpEntry)) {
  if (hHeap == process_heap()) return fail(STATUS_NO_MORE_ENTRIES);
  struct Walk {
    void* after;
    bool take;
    void* found;
    size_t size;
  } walk{lpEntry->lpData, lpEntry->lpData == nullptr, nullptr, 0};
  for_each_block(
      static_cast<Heap*>(hHeap),
      [](void* context, void* block, size_t size) {
        auto& w = *static_cast<Walk*>(context);
        if (w.found) return;
        if (w.take)
          w.found = block, w.size = size;
        else if (block == w.after)
          w.take = true;
      },
      &walk);
  if (!walk.found) return fail(STATUS_NO_MORE_ENTRIES);
  constexpr WORD PROCESS_HEAP_ENTRY_BUSY = 4;
  *lpEntry = {walk.found, static_cast<DWORD>(walk.size), 48, 0, PROCESS_HEAP_ENTRY_BUSY, {}};
  return TRUE;
}

// --- Global and local memory ---------------------------------------------------------------------
//
// Fixed memory is a heap block. Movable memory is a small record that owns the block; its handle is
// the record's address plus 8, so that the two can be told apart as on Windows: blocks are aligned
// to 16 bytes.
namespace {

constexpr UINT GMEM_MOVEABLE = 2, GMEM_ZEROINIT = 0x40, GMEM_MODIFY = 0x80,
               GMEM_INVALID_HANDLE = 0x8000;

struct Movable {
  void* block;
  uint32_t magic;
  uint16_t locks;
  uint16_t reserved;
};
constexpr uint32_t kMovable = 0x4d4f5645;

Movable* movable(HANDLE memory) {
  const auto value = reinterpret_cast<uintptr_t>(memory);
  if ((value & 15) != 8) return nullptr;
  auto* record = reinterpret_cast<Movable*>(value - 8);
  return record->magic == kMovable ? record : nullptr;
}

HANDLE no_memory() {
  set_last_error(ERROR_NOT_ENOUGH_MEMORY);
  return nullptr;
}

HANDLE allocate(UINT flags, SIZE_T size) {
  const bool zero = flags & GMEM_ZEROINIT;
  if (!(flags & GMEM_MOVEABLE)) {
    void* block = heap_allocate(size, zero);
    return block ? block : no_memory();
  }
  auto* record = static_cast<Movable*>(heap_allocate(sizeof(Movable)));
  if (!record) return no_memory();
  *record = {size ? heap_allocate(size, zero) : nullptr, kMovable, 0, 0};
  if (size && !record->block) {
    heap_free(record);
    return no_memory();
  }
  return reinterpret_cast<char*>(record) + 8;
}

HANDLE reallocate(HANDLE memory, SIZE_T size, UINT flags) {
  if (flags & GMEM_MODIFY) return memory;
  const bool zero = flags & GMEM_ZEROINIT;
  if (Movable* record = movable(memory)) {
    void* block = heap_reallocate(record->block, size, zero);
    if (!block) return no_memory();
    record->block = block;
    return memory;
  }
  void* block = heap_reallocate(memory, size, zero);
  return block ? block : no_memory();
}

HANDLE release(HANDLE memory) {
  if (Movable* record = movable(memory)) {
    heap_free(record->block);
    record->magic = 0;
    heap_free(record);
  } else {
    heap_free(memory);
  }
  return nullptr;
}

void* lock(HANDLE memory) {
  Movable* record = movable(memory);
  if (!record) return memory;
  ++record->locks;
  return record->block;
}

BOOL unlock(HANDLE memory) {
  Movable* record = movable(memory);
  if (!record) return TRUE;
  if (record->locks == 0) return fail(STATUS_NOT_LOCKED);
  if (--record->locks == 0) set_last_error(ERROR_SUCCESS);
  return record->locks != 0;
}

SIZE_T size_of(HANDLE memory) {
  if (!memory) return fail(STATUS_INVALID_HANDLE);
  if (Movable* record = movable(memory)) return record->block ? heap_size(record->block) : 0;
  return heap_owns(memory) ? heap_size(memory) : fail(STATUS_INVALID_HANDLE);
}

UINT flags_of(HANDLE memory) {
  if (Movable* record = movable(memory)) return record->locks & 0xff;
  return heap_owns(memory) ? 0 : GMEM_INVALID_HANDLE;
}

// The handle of movable memory knows its block, but not the other way round; fixed memory is its
// own handle.
HANDLE handle_of(LPCVOID block) { return const_cast<LPVOID>(block); }

}  // namespace

EXPORT(kernel32, HANDLE, GlobalAlloc, (UINT uFlags, SIZE_T dwBytes)) {
  return allocate(uFlags, dwBytes);
}
EXPORT(kernel32, HANDLE, LocalAlloc, (UINT uFlags, SIZE_T uBytes)) {
  return allocate(uFlags, uBytes);
}
EXPORT(kernel32, HANDLE, GlobalReAlloc, (HANDLE hMem, SIZE_T dwBytes, UINT uFlags)) {
  return reallocate(hMem, dwBytes, uFlags);
}
EXPORT(kernel32, HANDLE, LocalReAlloc, (HANDLE hMem, SIZE_T uBytes, UINT uFlags)) {
  return reallocate(hMem, uBytes, uFlags);
}
EXPORT(kernel32, HANDLE, GlobalFree, (HANDLE hMem)) { return release(hMem); }
EXPORT(kernel32, HANDLE, LocalFree, (HANDLE hMem)) { return release(hMem); }
EXPORT(kernel32, LPVOID, GlobalLock, (HANDLE hMem)) { return lock(hMem); }
EXPORT(kernel32, LPVOID, LocalLock, (HANDLE hMem)) { return lock(hMem); }
EXPORT(kernel32, BOOL, GlobalUnlock, (HANDLE hMem)) { return unlock(hMem); }
EXPORT(kernel32, BOOL, LocalUnlock, (HANDLE hMem)) { return unlock(hMem); }
EXPORT(kernel32, SIZE_T, GlobalSize, (HANDLE hMem)) { return size_of(hMem); }
EXPORT(kernel32, SIZE_T, LocalSize, (HANDLE hMem)) { return size_of(hMem); }
EXPORT(kernel32, UINT, GlobalFlags, (HANDLE hMem)) { return flags_of(hMem); }
EXPORT(kernel32, UINT, LocalFlags, (HANDLE hMem)) { return flags_of(hMem); }
EXPORT_PARTIAL("fixed memory only", kernel32, HANDLE, GlobalHandle, (LPCVOID pMem)) {
  return handle_of(pMem);
}
EXPORT_PARTIAL("fixed memory only", kernel32, HANDLE, LocalHandle, (LPCVOID pMem)) {
  return handle_of(pMem);
}

}  // namespace mimic::win::kernel32
