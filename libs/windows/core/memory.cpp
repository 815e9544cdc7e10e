#include "libs/windows/core/memory.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

namespace mimic::win {

int host_protection(DWORD protect) {
  switch (protect & 0xff) {
    case PAGE_NOACCESS:
      return PROT_NONE;
    case PAGE_READONLY:
      return PROT_READ;
    case PAGE_READWRITE:
    case PAGE_WRITECOPY:
      return PROT_READ | PROT_WRITE;
    case PAGE_EXECUTE:
    case PAGE_EXECUTE_READ:
      return PROT_READ | PROT_EXEC;
    case PAGE_EXECUTE_READWRITE:
    case PAGE_EXECUTE_WRITECOPY:
      return PROT_READ | PROT_WRITE | PROT_EXEC;
    default:
      return -1;
  }
}

namespace memory {
namespace {

constexpr uintptr_t kHighest = 0x7fffffff0000;  // where user addresses end on Windows
constexpr size_t kHugePage = 2 << 20;
constexpr int kMadviseCollapse =
    25;  // MADV_COLLAPSE, from Linux 6.1 on; Debian 12's headers lack it

// Consecutive pages in one state: a protection where they are committed, else one of these.
constexpr DWORD kReserved = 0;
constexpr DWORD kOpened = 0x80000000;  // reserved, but the host lets the guest read and write there

struct Run {
  uint32_t first_page;
  DWORD protect;
  bool committed() const { return protect != kReserved && protect != kOpened; }
};

struct Allocation {
  size_t size = 0;
  DWORD type = MEM_PRIVATE;
  DWORD initial_protect = 0;
  std::vector<Run> runs;  // ascending, the first at page 0, neighbours differ

  uint32_t pages() const { return static_cast<uint32_t>(size / kPage); }
  size_t run_at(uint32_t page) const {
    const auto after = std::ranges::upper_bound(runs, page, {}, &Run::first_page);
    return after - runs.begin() - 1;
  }
  uint32_t run_end(size_t index) const {
    return index + 1 < runs.size() ? runs[index + 1].first_page : pages();
  }
  void set(uint32_t first, uint32_t end, DWORD protect) {
    const DWORD tail = end < pages() ? runs[run_at(end)].protect : kReserved;
    const auto from = std::ranges::lower_bound(runs, first, {}, &Run::first_page);
    const auto to = std::ranges::upper_bound(runs, end, {}, &Run::first_page);
    auto at = runs.erase(from, to);
    at = runs.insert(at, Run{first, protect});
    if (end < pages()) runs.insert(at + 1, Run{end, tail});
    const auto same = [](const Run& a, const Run& b) { return a.protect == b.protect; };
    runs.erase(std::unique(runs.begin(), runs.end(), same), runs.end());
  }
  // Whether `holds(run)` for every page of the range.
  bool all(uint32_t first, uint32_t end, auto holds) const {
    for (size_t i = run_at(first); i < runs.size() && runs[i].first_page < end; ++i)
      if (!holds(runs[i])) return false;
    return true;
  }
  bool all_committed(uint32_t first, uint32_t end) const {
    return all(first, end, [](const Run& run) { return run.committed(); });
  }
};

struct State {
  std::mutex mutex;
  std::map<uintptr_t, Allocation> allocations;
  int small_pieces = 0;    // commitments that continued one, see open_around()
  bool on_demand = false;  // a fault has met reserved memory: the program may commit by its faults

  // The allocation that contains `address`.
  std::map<uintptr_t, Allocation>::iterator containing(uintptr_t address) {
    auto at = allocations.upper_bound(address);
    if (at == allocations.begin()) return allocations.end();
    --at;
    return address - at->first < at->second.size ? at : allocations.end();
  }
};

State& state() {
  static State* const instance = new State;  // never destroyed: threads may outlive main
  return *instance;
}

uintptr_t value(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); }
void* pointer(uintptr_t address) { return reinterpret_cast<void*>(address); }
uintptr_t round_down(uintptr_t address, size_t unit) { return address & ~(uintptr_t{unit} - 1); }
uintptr_t round_up(uintptr_t address, size_t unit) { return round_down(address + unit - 1, unit); }

int effective_protection(DWORD protect) {
  return protect & PAGE_GUARD ? PROT_NONE : host_protection(protect);
}

// A garbage collector's heap grows by a few pages at a time, each with a call to the host and a
// fault. Once a program has committed so many small pieces, each where a committed one ended, the 2
// MB around the next are opened for the host at once and take a huge page. What the guest is told
// stays exact (VirtualQuery: reserved); an access ahead of its commitments does not fault there. So
// nothing is opened where faults were seen to matter, nor by pieces of 64 KB and more: WebAssembly
// engines grow memory by those and count on the fault at its end.
constexpr size_t kSmallPiece = kAllocationGranularity;
constexpr int kPiecesUntilOpening = 16;

bool open_around(uintptr_t base, Allocation& allocation, uintptr_t start, size_t size) {
  const uint32_t first = (start - base) / kPage;
  if (size >= kSmallPiece || allocation.type != MEM_PRIVATE || first == 0 ||
      allocation.runs[allocation.run_at(first - 1)].protect != PAGE_READWRITE ||
      state().on_demand || ++state().small_pieces < kPiecesUntilOpening)
    return false;
  const uintptr_t block = round_down(start, kHugePage), block_end = block + kHugePage;
  if (block < base || start + size > block_end || block_end > base + allocation.size) return false;
  const uint32_t block_first = (block - base) / kPage, block_last = (block_end - base) / kPage;
  if (!allocation.all(block_first, block_last, [](const Run& run) {
        return !run.committed() || run.protect == PAGE_READWRITE;
      }))
    return false;
  if (mprotect(pointer(block), kHugePage, PROT_READ | PROT_WRITE) != 0) return false;
  madvise(pointer(block), kHugePage, MADV_HUGEPAGE);
  madvise(pointer(block), kHugePage, kMadviseCollapse);  // its first pages are in use already
  for (uint32_t page = block_first; page < block_last;) {
    const size_t run = allocation.run_at(page);
    const uint32_t end = std::min(allocation.run_end(run), block_last);
    if (!allocation.runs[run].committed()) allocation.set(page, end, kOpened);
    page = end;
  }
  return true;
}

NTSTATUS commit(uintptr_t base, Allocation& allocation, uintptr_t start, size_t size,
                DWORD protect) {
  const uint32_t first = (start - base) / kPage, end = (start + size - base) / kPage;
  const bool open = protect == PAGE_READWRITE && (allocation.all(first, end, [](const Run& run) {
                      return run.protect == kOpened || run.protect == PAGE_READWRITE;
                    }) || open_around(base, allocation, start, size));
  if (!open) {
    if (mprotect(pointer(start), size, effective_protection(protect)) != 0)
      return errno == ENOMEM ? STATUS_COMMITMENT_LIMIT : STATUS_ACCESS_DENIED;
    // A fresh page costs a fault; large blocks get theirs 512 at a time.
    if (size >= kHugePage && allocation.type == MEM_PRIVATE)
      madvise(pointer(start), size, MADV_HUGEPAGE);
  }
  allocation.set(first, end, protect);
  return STATUS_SUCCESS;
}

// Reads /proc/self/maps for memory that is not the guest's own.
void query_host(uintptr_t address, MEMORY_BASIC_INFORMATION* information) {
  uintptr_t gap_start = 0x10000, gap_end = kHighest;
  if (FILE* maps = fopen("/proc/self/maps", "re")) {
    char line[512];
    while (fgets(line, sizeof line, maps)) {
      uintptr_t start, end;
      char permissions[5];
      if (sscanf(line, "%lx-%lx %4s", &start, &end, permissions) != 3) continue;
      if (address >= end) {
        gap_start = end;
      } else if (address < start) {
        gap_end = start;
        break;
      } else {
        fclose(maps);
        const bool write = permissions[1] == 'w', execute = permissions[2] == 'x';
        const bool read = permissions[0] == 'r';
        information->AllocationBase = pointer(start);
        information->AllocationProtect = PAGE_READWRITE;
        information->BaseAddress = pointer(round_down(address, kPage));
        information->RegionSize = end - value(information->BaseAddress);
        information->State = MEM_COMMIT;
        information->Type = MEM_PRIVATE;
        information->Protect = !read     ? PAGE_NOACCESS
                               : execute ? (write ? PAGE_EXECUTE_READWRITE : PAGE_EXECUTE_READ)
                               : write   ? PAGE_READWRITE
                                         : PAGE_READONLY;
        return;
      }
    }
    fclose(maps);
  }
  State& s = state();
  // A reservation of the guest also bounds the gap, mapped by the host or not.
  const auto next = s.allocations.upper_bound(address);
  if (next != s.allocations.end()) gap_end = std::min(gap_end, next->first);
  information->BaseAddress = pointer(std::max(round_down(address, kPage), gap_start));
  information->RegionSize = gap_end - value(information->BaseAddress);
  information->State = MEM_FREE;
  information->Protect = PAGE_NOACCESS;
}

NTSTATUS reserve(uintptr_t wanted, size_t size, DWORD protect, uintptr_t* result) {
  State& s = state();
  void* mapped;
  if (wanted) {
    mapped = mmap(pointer(wanted), size, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (mapped == MAP_FAILED || value(mapped) != wanted) {
      if (mapped != MAP_FAILED) munmap(mapped, size);
      return STATUS_CONFLICTING_ADDRESSES;
    }
  } else {
    mapped = reserve_aligned(size, size >= kHugePage ? kHugePage : kAllocationGranularity);
    if (!mapped) mapped = reserve_aligned(size, kAllocationGranularity);
    if (!mapped) return STATUS_NO_MEMORY;
  }
  Allocation allocation;
  allocation.size = size;
  allocation.initial_protect = protect;
  allocation.runs = {Run{0, kReserved}};
  s.allocations.emplace(value(mapped), std::move(allocation));
  *result = value(mapped);
  return STATUS_SUCCESS;
}

}  // namespace

void* reserve_aligned(size_t size, size_t alignment) {
  const size_t padded = size + alignment - kPage;
  if (padded < size) return nullptr;
  void* mapped =
      mmap(nullptr, padded, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const uintptr_t start = round_up(value(mapped), alignment);
  const uintptr_t end = round_up(start + size, kPage);
  if (start > value(mapped)) munmap(mapped, start - value(mapped));
  const uintptr_t mapped_end = value(mapped) + round_up(padded, kPage);
  if (mapped_end > end) munmap(pointer(end), mapped_end - end);
  return pointer(start);
}

NTSTATUS allocate(void** base, size_t* size, DWORD type, DWORD protect) {
  constexpr DWORD known = MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO | MEM_TOP_DOWN |
                          MEM_WRITE_WATCH | MEM_LARGE_PAGES | MEM_PHYSICAL;
  if (type & ~known || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO)))
    return STATUS_INVALID_PARAMETER;
  if (type & MEM_PHYSICAL) return STATUS_NOT_SUPPORTED;
  const int host = host_protection(protect);
  if (host < 0 || (protect & 0xff & PAGE_WRITECOPY) == PAGE_WRITECOPY)
    return STATUS_INVALID_PAGE_PROTECTION;
  if (*size == 0) return STATUS_INVALID_PARAMETER;
  if (*size > kHighest) return STATUS_NO_MEMORY;

  const uintptr_t asked = value(*base);
  if (asked && asked + *size > kHighest) return STATUS_INVALID_PARAMETER;
  State& s = state();
  const std::lock_guard lock(s.mutex);
  if ((type & MEM_RESERVE) || (!asked && (type & MEM_COMMIT))) {
    const uintptr_t wanted = asked ? round_down(asked, kAllocationGranularity) : 0;
    if (asked && wanted == 0) return STATUS_INVALID_PARAMETER;
    const size_t bytes = asked ? round_up(asked + *size, kPage) - wanted : round_up(*size, kPage);
    uintptr_t start;
    if (const NTSTATUS status = reserve(wanted, bytes, protect, &start)) return status;
    if (type & MEM_COMMIT) {
      if (const NTSTATUS status = commit(start, s.allocations[start], start, bytes, protect)) {
        munmap(pointer(start), bytes);
        s.allocations.erase(start);
        return status;
      }
    }
    *base = pointer(start);
    *size = bytes;
    return STATUS_SUCCESS;
  }

  const uintptr_t start = round_down(asked, kPage);
  const size_t bytes = round_up(asked + *size, kPage) - start;
  const auto at = s.containing(start);
  if (at == s.allocations.end() || start + bytes > at->first + at->second.size)
    return STATUS_CONFLICTING_ADDRESSES;
  *base = pointer(start);
  *size = bytes;
  if (type & MEM_RESET) {
    madvise(pointer(start), bytes, MADV_FREE);
    return STATUS_SUCCESS;
  }
  if (type & MEM_RESET_UNDO) return STATUS_SUCCESS;
  return commit(at->first, at->second, start, bytes, protect);
}

NTSTATUS free(void** base, size_t* size, DWORD type) {
  State& s = state();
  const std::lock_guard lock(s.mutex);
  const uintptr_t asked = value(*base);
  const auto at = s.containing(asked);
  if (type != MEM_RELEASE && type != MEM_DECOMMIT) return STATUS_INVALID_PARAMETER;
  if (at == s.allocations.end()) return STATUS_MEMORY_NOT_ALLOCATED;
  Allocation& allocation = at->second;
  if (allocation.type != MEM_PRIVATE) return STATUS_UNABLE_TO_DELETE_SECTION;
  if (type == MEM_RELEASE) {
    if (*size != 0 && (asked != at->first || round_up(*size, kPage) != allocation.size))
      return STATUS_UNABLE_TO_FREE_VM;
    if (asked != at->first) return STATUS_FREE_VM_NOT_AT_BASE;
    munmap(pointer(at->first), allocation.size);
    *size = allocation.size;
    s.allocations.erase(at);
    return STATUS_SUCCESS;
  }
  uintptr_t start = round_down(asked, kPage);
  uintptr_t end = round_up(asked + *size, kPage);
  if (*size == 0) {
    if (asked != at->first) return STATUS_FREE_VM_NOT_AT_BASE;
    start = at->first;
    end = at->first + allocation.size;
  }
  if (end > at->first + allocation.size) return STATUS_UNABLE_TO_FREE_VM;
  // A fresh mapping gives the pages back to the host and zeroes them.
  if (mmap(pointer(start), end - start, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
    return STATUS_NO_MEMORY;
  allocation.set((start - at->first) / kPage, (end - at->first) / kPage, kReserved);
  *base = pointer(start);
  *size = end - start;
  return STATUS_SUCCESS;
}

NTSTATUS protect(void** base, size_t* size, DWORD protect, DWORD* old_protect) {
  if (host_protection(protect) < 0) return STATUS_INVALID_PAGE_PROTECTION;
  State& s = state();
  const std::lock_guard lock(s.mutex);
  const uintptr_t start = round_down(value(*base), kPage);
  const uintptr_t end = round_up(value(*base) + *size, kPage);
  const auto at = s.containing(start);
  if (at == s.allocations.end()) return STATUS_INVALID_PARAMETER;
  Allocation& allocation = at->second;
  if (*size == 0 || end > at->first + allocation.size) return STATUS_CONFLICTING_ADDRESSES;
  const uint32_t first = (start - at->first) / kPage, last = (end - at->first) / kPage;
  if (!allocation.all_committed(first, last)) return STATUS_NOT_COMMITTED;
  const DWORD old = allocation.runs[allocation.run_at(first)].protect;
  if (mprotect(pointer(start), end - start, effective_protection(protect)) != 0)
    return errno == ENOMEM ? STATUS_COMMITMENT_LIMIT : STATUS_ACCESS_DENIED;
  allocation.set(first, last, protect);
  *base = pointer(start);
  *size = end - start;
  *old_protect = old;
  return STATUS_SUCCESS;
}

NTSTATUS query(const void* address, MEMORY_BASIC_INFORMATION* information) {
  const uintptr_t asked = value(address);
  if (asked >= kHighest) return STATUS_INVALID_PARAMETER;
  MEMORY_BASIC_INFORMATION result{};
  State& s = state();
  {
    const std::lock_guard lock(s.mutex);
    const auto at = s.containing(asked);
    if (at == s.allocations.end()) {
      query_host(asked, &result);
    } else {
      const Allocation& allocation = at->second;
      const uint32_t page = (asked - at->first) / kPage;
      const size_t run = allocation.run_at(page);
      size_t last = run;
      const bool committed = allocation.runs[run].committed();
      // What is opened for the host is no different from what is reserved.
      while (!committed && last + 1 < allocation.runs.size() &&
             !allocation.runs[last + 1].committed())
        ++last;
      result.BaseAddress = pointer(round_down(asked, kPage));
      result.AllocationBase = pointer(at->first);
      result.AllocationProtect = allocation.initial_protect;
      result.RegionSize = size_t{allocation.run_end(last) - page} * kPage;
      result.Protect = committed ? allocation.runs[run].protect : 0;
      result.State = committed ? MEM_COMMIT : MEM_RESERVE;
      result.Type = allocation.type;
    }
  }
  *information = result;
  return STATUS_SUCCESS;
}

void register_mapping(void* base, size_t size, DWORD type, DWORD protect) {
  Allocation allocation;
  allocation.size = round_up(size, kPage);
  allocation.type = type;
  allocation.initial_protect = type == MEM_IMAGE ? PAGE_EXECUTE_WRITECOPY : protect;
  allocation.runs = {Run{0, protect}};
  State& s = state();
  const std::lock_guard lock(s.mutex);
  s.allocations.insert_or_assign(value(base), std::move(allocation));
}

void note_protection(void* base, size_t size, DWORD protect) {
  State& s = state();
  const std::lock_guard lock(s.mutex);
  const auto at = s.containing(value(base));
  if (at == s.allocations.end()) return;
  const uintptr_t end = std::min(round_up(value(base) + size, kPage), at->first + at->second.size);
  const uintptr_t start = round_down(value(base), kPage);
  if (start < end) at->second.set((start - at->first) / kPage, (end - at->first) / kPage, protect);
}

void unregister_mapping(void* base) {
  State& s = state();
  const std::lock_guard lock(s.mutex);
  s.allocations.erase(value(base));
}

void* mapping_base(const void* address, DWORD type) {
  State& s = state();
  const std::lock_guard lock(s.mutex);
  const auto at = s.containing(value(address));
  if (at == s.allocations.end() || at->second.type != type) return nullptr;
  return pointer(at->first);
}

bool take_guard(const void* address) {
  State& s = state();
  const std::lock_guard lock(s.mutex);
  const auto at = s.containing(value(address));
  if (at == s.allocations.end()) return false;
  Allocation& allocation = at->second;
  const uint32_t page = (value(address) - at->first) / kPage;
  const DWORD protect = allocation.runs[allocation.run_at(page)].protect;
  if (protect == kReserved) s.on_demand = true;
  if (!(protect & PAGE_GUARD)) return false;
  const DWORD plain = protect & ~PAGE_GUARD;
  mprotect(pointer(at->first + size_t{page} * kPage), kPage, host_protection(plain));
  allocation.set(page, page + 1, plain);
  return true;
}

}  // namespace memory
}  // namespace mimic::win
