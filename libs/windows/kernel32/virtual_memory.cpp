// VirtualAlloc and its family.
#include <string.h>
#include <sys/mman.h>

#include "libs/windows/core/memory.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

// Only this process's memory can be changed by these calls.
NTSTATUS require_current(HANDLE process) {
  const auto current = is_current_process(process);
  if (!current) return current.error();
  return *current ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

void* allocate(HANDLE process, LPVOID address, SIZE_T size, DWORD type, DWORD protect) {
  NTSTATUS status = require_current(process);
  if (nt_success(status)) status = memory::allocate(&address, &size, type, protect);
  if (!nt_success(status)) {
    set_last_error(error_of(status));
    return nullptr;
  }
  return address;
}

const HANDLE kThisProcess = reinterpret_cast<HANDLE>(-1);

}  // namespace

EXPORT(kernel32, LPVOID, VirtualAlloc,
       (LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect)) {
  return allocate(kThisProcess, lpAddress, dwSize, flAllocationType, flProtect);
}

EXPORT_PARTIAL("only for the current process", kernel32, LPVOID, VirtualAllocEx,
               (HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType,
                DWORD flProtect)) {
  return allocate(hProcess, lpAddress, dwSize, flAllocationType, flProtect);
}

EXPORT_PARTIAL("only for the current process", kernel32, LPVOID, VirtualAllocExNuma,
               (HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType,
                DWORD flProtect, DWORD nndPreferred)) {
  return allocate(hProcess, lpAddress, dwSize, flAllocationType, flProtect);
}

EXPORT_PARTIAL("address requirements are ignored", kernel32, PVOID, VirtualAlloc2,
               (HANDLE Process, PVOID BaseAddress, SIZE_T Size, ULONG AllocationType,
                ULONG PageProtection, void* ExtendedParameters, ULONG ParameterCount)) {
  return allocate(Process ? Process : kThisProcess, BaseAddress, Size, AllocationType,
                  PageProtection);
}

EXPORT(kernel32, BOOL, VirtualFree, (LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)) {
  return succeeded(memory::free(&lpAddress, &dwSize, dwFreeType));
}

EXPORT_PARTIAL("only for the current process", kernel32, BOOL, VirtualFreeEx,
               (HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)) {
  if (const NTSTATUS status = require_current(hProcess)) return fail(status);
  return succeeded(memory::free(&lpAddress, &dwSize, dwFreeType));
}

EXPORT(kernel32, BOOL, VirtualProtect,
       (LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect, DWORD* lpflOldProtect)) {
  if (!lpflOldProtect) return fail(STATUS_ACCESS_VIOLATION);
  DWORD old;
  const NTSTATUS status = memory::protect(&lpAddress, &dwSize, flNewProtect, &old);
  if (nt_success(status)) *lpflOldProtect = old;
  return succeeded(status);
}

EXPORT_PARTIAL("only for the current process", kernel32, BOOL, VirtualProtectEx,
               (HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect,
                DWORD* lpflOldProtect)) {
  if (const NTSTATUS status = require_current(hProcess)) return fail(status);
  return VirtualProtect(lpAddress, dwSize, flNewProtect, lpflOldProtect);
}

EXPORT(kernel32, SIZE_T, VirtualQuery,
       (LPCVOID lpAddress, MEMORY_BASIC_INFORMATION* lpBuffer, SIZE_T dwLength)) {
  if (dwLength < sizeof *lpBuffer) return fail(STATUS_INFO_LENGTH_MISMATCH);
  return succeeded(memory::query(lpAddress, lpBuffer)) ? sizeof *lpBuffer : 0;
}

EXPORT_PARTIAL("only for the current process", kernel32, SIZE_T, VirtualQueryEx,
               (HANDLE hProcess, LPCVOID lpAddress, MEMORY_BASIC_INFORMATION* lpBuffer,
                SIZE_T dwLength)) {
  if (const NTSTATUS status = require_current(hProcess)) return fail(status);
  return VirtualQuery(lpAddress, lpBuffer, dwLength);
}

EXPORT(kernel32, BOOL, VirtualLock, (LPVOID lpAddress, SIZE_T dwSize)) {
  return mlock(lpAddress, dwSize) == 0 ? TRUE : fail(status_of_errno(errno));
}

EXPORT(kernel32, BOOL, VirtualUnlock, (LPVOID lpAddress, SIZE_T dwSize)) {
  return munlock(lpAddress, dwSize) == 0 ? TRUE : fail(STATUS_NOT_LOCKED);
}

EXPORT(kernel32, BOOL, FlushInstructionCache,
       (HANDLE hProcess, LPCVOID lpBaseAddress, SIZE_T dwSize)) {
  return TRUE;  // x86 keeps instruction caches coherent
}

EXPORT(kernel32, UINT, GetWriteWatch,
       (DWORD dwFlags, PVOID lpBaseAddress, SIZE_T dwRegionSize, PVOID* lpAddresses,
        ULONG_PTR* lpdwCount, DWORD* lpdwGranularity)) {
  set_last_error(
      ERROR_INVALID_PARAMETER);  // as for memory that was not reserved with MEM_WRITE_WATCH
  return ~0u;
}

EXPORT(kernel32, DWORD, DiscardVirtualMemory, (PVOID VirtualAddress, SIZE_T Size)) {
  return madvise(VirtualAddress, Size, MADV_DONTNEED) == 0 ? ERROR_SUCCESS
                                                           : ERROR_INVALID_PARAMETER;
}

EXPORT(kernel32, BOOL, PrefetchVirtualMemory,
       (HANDLE hProcess, ULONG_PTR NumberOfEntries, void* VirtualAddresses, ULONG Flags)) {
  struct Range {
    PVOID address;
    SIZE_T size;
  };
  for (ULONG_PTR i = 0; i < NumberOfEntries; ++i) {
    const Range range = static_cast<Range*>(VirtualAddresses)[i];
    const auto start = reinterpret_cast<uintptr_t>(range.address) & ~(kPage - 1);
    madvise(reinterpret_cast<void*>(start), range.size, MADV_WILLNEED);
  }
  return TRUE;
}

}  // namespace mimic::win::kernel32
