// NtAllocateVirtualMemory and its family.
#include <string.h>

#include "libs/windows/core/memory.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/core/section_view.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

NTSTATUS require_current(HANDLE process) {
  const auto current = is_current_process(process);
  if (!current) return current.error();
  return *current ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

}  // namespace

EXPORT_PARTIAL("only for the current process", ntdll, NTSTATUS, NtAllocateVirtualMemory,
               (HANDLE ProcessHandle, PVOID* BaseAddress, ULONG_PTR ZeroBits, SIZE_T* RegionSize,
                ULONG AllocationType, ULONG Protect)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  void* base = *BaseAddress;
  size_t size = *RegionSize;
  const NTSTATUS status = memory::allocate(&base, &size, AllocationType, Protect);
  if (nt_success(status)) *BaseAddress = base, *RegionSize = size;
  return status;
}

EXPORT_PARTIAL("only for the current process", ntdll, NTSTATUS, NtFreeVirtualMemory,
               (HANDLE ProcessHandle, PVOID* BaseAddress, SIZE_T* RegionSize, ULONG FreeType)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  void* base = *BaseAddress;
  size_t size = *RegionSize;
  const NTSTATUS status = memory::free(&base, &size, FreeType);
  if (nt_success(status)) *BaseAddress = base, *RegionSize = size;
  return status;
}

EXPORT_PARTIAL("only for the current process", ntdll, NTSTATUS, NtProtectVirtualMemory,
               (HANDLE ProcessHandle, PVOID* BaseAddress, SIZE_T* RegionSize, ULONG NewProtect,
                ULONG* OldProtect)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  void* base = *BaseAddress;
  size_t size = *RegionSize;
  DWORD old;
  const NTSTATUS status = memory::protect(&base, &size, NewProtect, &old);
  if (nt_success(status)) *BaseAddress = base, *RegionSize = size, *OldProtect = old;
  return status;
}

EXPORT_PARTIAL("classes: basic, mapped file name", ntdll, NTSTATUS, NtQueryVirtualMemory,
               (HANDLE ProcessHandle, PVOID BaseAddress, ULONG MemoryInformationClass,
                PVOID MemoryInformation, SIZE_T MemoryInformationLength, SIZE_T* ReturnLength)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  constexpr ULONG MemoryBasicInformation = 0, MemoryMappedFilenameInformation = 2;
  if (MemoryInformationClass == MemoryBasicInformation) {
    if (MemoryInformationLength < sizeof(MEMORY_BASIC_INFORMATION))
      return STATUS_INFO_LENGTH_MISMATCH;
    const NTSTATUS status =
        memory::query(BaseAddress, static_cast<MEMORY_BASIC_INFORMATION*>(MemoryInformation));
    if (nt_success(status) && ReturnLength) *ReturnLength = sizeof(MEMORY_BASIC_INFORMATION);
    return status;
  }
  if (MemoryInformationClass == MemoryMappedFilenameInformation) {
    const Module* module = modules::at(BaseAddress);
    const std::string view = module ? std::string() : view_path(BaseAddress);
    if (!module && view.empty()) return STATUS_INVALID_ADDRESS;
    const std::u16string path = module ? module->path : dos_path(view);
    // By the device of the volume, as QueryDosDevice gives it.
    const std::u16string name =
        (path[0] == u'Z' ? u"\\Device\\HarddiskVolume26" : u"\\Device\\HarddiskVolume3") +
        path.substr(2);
    const SIZE_T needed = sizeof(UNICODE_STRING) + (name.size() + 1) * 2;
    if (ReturnLength) *ReturnLength = needed;
    if (MemoryInformationLength < needed) return STATUS_BUFFER_OVERFLOW;
    auto* result = static_cast<UNICODE_STRING*>(MemoryInformation);
    result->Length = static_cast<USHORT>(name.size() * 2);
    result->MaximumLength = result->Length + 2;
    result->Buffer = reinterpret_cast<WCHAR*>(result + 1);
    memcpy(result->Buffer, name.c_str(), result->MaximumLength);
    return STATUS_SUCCESS;
  }
  return STATUS_INVALID_INFO_CLASS;
}

EXPORT(ntdll, NTSTATUS, NtFlushInstructionCache,
       (HANDLE ProcessHandle, PVOID BaseAddress, SIZE_T Length)) {
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtLockVirtualMemory,
       (HANDLE ProcessHandle, PVOID* BaseAddress, SIZE_T* RegionSize, ULONG MapType)) {
  return STATUS_SUCCESS;  // no page of the guest is ever written to a page file by Windows's rules
}

EXPORT(ntdll, NTSTATUS, NtUnlockVirtualMemory,
       (HANDLE ProcessHandle, PVOID* BaseAddress, SIZE_T* RegionSize, ULONG MapType)) {
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::ntdll
