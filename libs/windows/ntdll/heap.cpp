// Heaps: RtlAllocateHeap and its family; kernel32 forwards to these where Windows does.
#include "libs/windows/core/heap.h"

#include <errno.h>
#include <string.h>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/heap_objects.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ntdll/raise.h"

namespace mimic::win::ntdll {
namespace {

bool is_process_heap(HANDLE heap) { return heap == process_heap(); }
Heap* private_heap(HANDLE heap) { return static_cast<Heap*>(heap); }

void* out_of_memory(ULONG flags) {
  if (flags & HEAP_GENERATE_EXCEPTIONS) RtlRaiseStatus(STATUS_NO_MEMORY);
  set_last_error(ERROR_NOT_ENOUGH_MEMORY);
  return nullptr;
}

}  // namespace

EXPORT(ntdll, PVOID, RtlAllocateHeap, (HANDLE HeapHandle, ULONG Flags, SIZE_T Size)) {
  const bool zero = Flags & HEAP_ZERO_MEMORY;
  void* block = is_process_heap(HeapHandle) ? heap_allocate(Size, zero)
                                            : heap_allocate(private_heap(HeapHandle), Size, zero);
  return block ? block : out_of_memory(Flags);
}

EXPORT(ntdll, PVOID, RtlReAllocateHeap,
       (HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress, SIZE_T Size)) {
  if (!BaseAddress) return nullptr;
  if (Flags & HEAP_REALLOC_IN_PLACE_ONLY) {
    if (Size <= heap_size(BaseAddress)) return BaseAddress;
    return out_of_memory(Flags);
  }
  const bool zero = Flags & HEAP_ZERO_MEMORY;
  void* block = is_process_heap(HeapHandle)
                    ? heap_reallocate(BaseAddress, Size, zero)
                    : heap_reallocate(private_heap(HeapHandle), BaseAddress, Size, zero);
  return block ? block : out_of_memory(Flags);
}

EXPORT(ntdll, BOOLEAN, RtlFreeHeap, (HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress)) {
  if (is_process_heap(HeapHandle))
    heap_free(BaseAddress);
  else
    heap_free(private_heap(HeapHandle), BaseAddress);
  return TRUE;
}

EXPORT(ntdll, SIZE_T, RtlSizeHeap, (HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress)) {
  const bool owned = is_process_heap(HeapHandle) ? heap_owns(BaseAddress)
                                                 : heap_owns(private_heap(HeapHandle), BaseAddress);
  return owned ? heap_size(BaseAddress) : ~SIZE_T{0};
}

EXPORT(ntdll, BOOLEAN, RtlValidateHeap, (HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress)) {
  if (!BaseAddress) return TRUE;
  return is_process_heap(HeapHandle) ? heap_owns(BaseAddress)
                                     : heap_owns(private_heap(HeapHandle), BaseAddress);
}

EXPORT(ntdll, HANDLE, RtlCreateHeap,
       (ULONG Flags, PVOID HeapBase, SIZE_T ReserveSize, SIZE_T CommitSize, PVOID Lock,
        void* Parameters)) {
  constexpr ULONG HEAP_GROWABLE = 2;
  return create_heap(Flags, Flags & HEAP_GROWABLE ? 0 : ReserveSize);
}

EXPORT(ntdll, PVOID, RtlDestroyHeap, (HANDLE HeapHandle)) {
  if (is_process_heap(HeapHandle)) return HeapHandle;
  destroy_heap(private_heap(HeapHandle));
  return nullptr;
}

EXPORT(ntdll, BOOLEAN, RtlLockHeap, (HANDLE HeapHandle)) { return TRUE; }
EXPORT(ntdll, BOOLEAN, RtlUnlockHeap, (HANDLE HeapHandle)) { return TRUE; }
EXPORT(ntdll, SIZE_T, RtlCompactHeap, (HANDLE HeapHandle, ULONG Flags)) { return 0x100000; }

EXPORT(ntdll, ULONG, RtlGetProcessHeaps, (ULONG NumberOfHeaps, HANDLE* ProcessHeaps)) {
  if (NumberOfHeaps >= 1) *ProcessHeaps = process_heap();
  return 1;
}

}  // namespace mimic::win::ntdll
