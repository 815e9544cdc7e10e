// The guest's view of the address space: reservations, commitment and protections, as VirtualAlloc
// and VirtualQuery define them. Everything guest-visible that is mapped (images, views, stacks) is
// registered here. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr DWORD MEM_COMMIT = 0x1000, MEM_RESERVE = 0x2000, MEM_DECOMMIT = 0x4000,
                       MEM_RELEASE = 0x8000, MEM_FREE = 0x10000, MEM_PRIVATE = 0x20000,
                       MEM_MAPPED = 0x40000, MEM_RESET = 0x80000, MEM_TOP_DOWN = 0x100000,
                       MEM_WRITE_WATCH = 0x200000, MEM_PHYSICAL = 0x400000,
                       MEM_RESET_UNDO = 0x1000000, MEM_LARGE_PAGES = 0x20000000,
                       MEM_IMAGE = 0x1000000;
inline constexpr DWORD PAGE_NOACCESS = 1, PAGE_READONLY = 2, PAGE_READWRITE = 4, PAGE_WRITECOPY = 8,
                       PAGE_EXECUTE = 0x10, PAGE_EXECUTE_READ = 0x20, PAGE_EXECUTE_READWRITE = 0x40,
                       PAGE_EXECUTE_WRITECOPY = 0x80, PAGE_GUARD = 0x100, PAGE_NOCACHE = 0x200,
                       PAGE_WRITECOMBINE = 0x400;

struct MEMORY_BASIC_INFORMATION {
  PVOID BaseAddress;
  PVOID AllocationBase;
  DWORD AllocationProtect;
  WORD PartitionId;
  SIZE_T RegionSize;
  DWORD State;
  DWORD Protect;
  DWORD Type;
};
static_assert(sizeof(MEMORY_BASIC_INFORMATION) == 48);

inline constexpr size_t kPage = 0x1000;
constexpr size_t page_up(size_t size) { return (size + kPage - 1) & ~(kPage - 1); }
inline constexpr size_t kAllocationGranularity = 0x10000;

// PROT_* for a PAGE_* value without modifiers; -1 where it is none.
int host_protection(DWORD protect);

namespace memory {

// NtAllocateVirtualMemory: `type` of MEM_RESERVE, MEM_COMMIT, MEM_RESET…; *base in and out, *size
// in bytes in and out (rounded).
NTSTATUS allocate(void** base, size_t* size, DWORD type, DWORD protect);
// NtFreeVirtualMemory with MEM_DECOMMIT or MEM_RELEASE.
NTSTATUS free(void** base, size_t* size, DWORD type);
// NtProtectVirtualMemory; the range must lie in one allocation and be committed.
NTSTATUS protect(void** base, size_t* size, DWORD protect, DWORD* old_protect);
// NtQueryVirtualMemory(MemoryBasicInformation). Memory that only the host knows shows as private.
NTSTATUS query(const void* address, MEMORY_BASIC_INFORMATION* information);

// Finds a free range of the host's address space whose start is a multiple of `alignment` (a power
// of two, at least a page) and maps it without access. Null where there is none.
void* reserve_aligned(size_t size, size_t alignment);

// Registers a mapping that somebody else made and will unmap: an image (MEM_IMAGE) or a view of a
// section (MEM_MAPPED). All of it starts out committed with `protect`.
void register_mapping(void* base, size_t size, DWORD type, DWORD protect);
// Records another protection for part of a registered mapping (does not call the host).
void note_protection(void* base, size_t size, DWORD protect);
void unregister_mapping(void* base);
// The base of the registered MEM_MAPPED or MEM_IMAGE mapping that contains `address`, or null.
void* mapping_base(const void* address, DWORD type);

// For the fault handler: if `address` lies in a PAGE_GUARD page, takes the guard away (the page
// gets its plain protection) and returns true: STATUS_GUARD_PAGE_VIOLATION is due. It is called for
// every access violation, and takes note where one meets reserved memory.
bool take_guard(const void* address);

}  // namespace memory
}  // namespace mimic::win
