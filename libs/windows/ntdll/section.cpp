// NtCreateSection and its family.
#include "libs/windows/core/section.h"

#include <cstring>

#include "libs/windows/core/memory.h"
#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/core/section_view.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

struct SECTION_BASIC_INFORMATION {
  PVOID BaseAddress;
  ULONG AllocationAttributes;
  LARGE_INTEGER MaximumSize;
};
static_assert(sizeof(SECTION_BASIC_INFORMATION) == 24);

NTSTATUS require_current(HANDLE process) {
  const auto current = is_current_process(process);
  if (!current) return current.error();
  return *current ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

// The rights that a view of this protection takes.
ACCESS_MASK access_for(DWORD protect) {
  switch (protect & 0xff) {
    case PAGE_READWRITE:
      return SECTION_MAP_WRITE;
    case PAGE_EXECUTE:
    case PAGE_EXECUTE_READ:
    case PAGE_EXECUTE_WRITECOPY:
      return SECTION_MAP_EXECUTE;
    case PAGE_EXECUTE_READWRITE:
      return SECTION_MAP_EXECUTE | SECTION_MAP_WRITE;
    case PAGE_NOACCESS:
      return 0;
    default:
      return SECTION_MAP_READ;
  }
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtCreateSection,
       (HANDLE * SectionHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, const LARGE_INTEGER* MaximumSize,
        ULONG SectionPageProtection, ULONG AllocationAttributes, HANDLE FileHandle)) {
  auto name = full_name_of(ObjectAttributes);
  if (!name) return name.error();
  SectionRequest request;
  request.file = FileHandle;
  request.size = MaximumSize ? MaximumSize->QuadPart : 0;
  request.protect = SectionPageProtection;
  request.attributes = AllocationAttributes;
  return give_handle(SectionHandle, create_section(std::move(*name), request),
                     specific_access(DesiredAccess, kSectionAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtCreateSectionEx,
       (HANDLE * SectionHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, const LARGE_INTEGER* MaximumSize,
        ULONG SectionPageProtection, ULONG AllocationAttributes, HANDLE FileHandle,
        PVOID ExtendedParameters, ULONG ExtendedParameterCount)) {
  return NtCreateSection(SectionHandle, DesiredAccess, ObjectAttributes, MaximumSize,
                         SectionPageProtection, AllocationAttributes, FileHandle);
}

EXPORT(ntdll, NTSTATUS, NtOpenSection,
       (HANDLE * SectionHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  const auto name = full_name_of(ObjectAttributes);
  if (!name) return name.error();
  if (name->empty()) return STATUS_OBJECT_PATH_SYNTAX_BAD;
  auto section = open_section(*name);
  if (!section) return section.error();
  const HANDLE handle =
      handles().insert(std::move(*section), specific_access(DesiredAccess, kSectionAllAccess),
                       ObjectAttributes->Attributes & OBJ_INHERIT);
  if (!handle) return STATUS_INSUFFICIENT_RESOURCES;
  *SectionHandle = handle;
  return STATUS_SUCCESS;
}

EXPORT_PARTIAL("only into the current process", ntdll, NTSTATUS, NtMapViewOfSection,
               (HANDLE SectionHandle, HANDLE ProcessHandle, PVOID* BaseAddress, ULONG_PTR ZeroBits,
                SIZE_T CommitSize, LARGE_INTEGER* SectionOffset, SIZE_T* ViewSize,
                ULONG InheritDisposition, ULONG AllocationType, ULONG Win32Protect)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  const auto entry = handles().lookup(SectionHandle);
  if (!entry) return entry.error();
  if (!Section::is(entry->object->type())) return STATUS_OBJECT_TYPE_MISMATCH;
  auto& section = static_cast<Section&>(*entry->object);
  const ACCESS_MASK needed = section.is_image() ? 0 : access_for(Win32Protect);
  if ((entry->access & needed) != needed) return STATUS_ACCESS_DENIED;
  void* base = *BaseAddress;
  size_t size = *ViewSize;
  ViewRequest request;
  request.offset = SectionOffset ? SectionOffset->QuadPart : 0;
  request.protect = Win32Protect;
  request.allocation_type = AllocationType;
  const NTSTATUS status = map_view(section, &base, &size, request);
  if (!nt_success(status)) return status;
  *BaseAddress = base;
  *ViewSize = size;
  return status;
}

EXPORT_PARTIAL("only into the current process", ntdll, NTSTATUS, NtMapViewOfSectionEx,
               (HANDLE SectionHandle, HANDLE ProcessHandle, PVOID* BaseAddress,
                LARGE_INTEGER* SectionOffset, SIZE_T* ViewSize, ULONG AllocationType,
                ULONG Win32Protect, PVOID ExtendedParameters, ULONG ExtendedParameterCount)) {
  return NtMapViewOfSection(SectionHandle, ProcessHandle, BaseAddress, 0, 0, SectionOffset,
                            ViewSize, 1, AllocationType, Win32Protect);
}

EXPORT(ntdll, NTSTATUS, NtUnmapViewOfSection, (HANDLE ProcessHandle, PVOID BaseAddress)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  return unmap_view(BaseAddress);
}

EXPORT(ntdll, NTSTATUS, NtUnmapViewOfSectionEx,
       (HANDLE ProcessHandle, PVOID BaseAddress, ULONG Flags)) {
  return NtUnmapViewOfSection(ProcessHandle, BaseAddress);
}

EXPORT_PARTIAL("classes: basic", ntdll, NTSTATUS, NtQuerySection,
               (HANDLE SectionHandle, ULONG SectionInformationClass, PVOID SectionInformation,
                SIZE_T SectionInformationLength, SIZE_T* ReturnLength)) {
  if (SectionInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
  if (SectionInformationLength < sizeof(SECTION_BASIC_INFORMATION))
    return STATUS_INFO_LENGTH_MISMATCH;
  const auto section = object_of<Section>(SectionHandle);
  if (!section) return section.error();
  const SECTION_BASIC_INFORMATION information = {
      nullptr, (*section)->parts().attributes, {static_cast<int64_t>((*section)->size())}};
  std::memcpy(SectionInformation, &information, sizeof information);
  if (ReturnLength) *ReturnLength = sizeof information;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtExtendSection, (HANDLE SectionHandle, LARGE_INTEGER* NewSectionSize)) {
  const auto section = object_of<Section>(SectionHandle);
  if (!section) return section.error();
  const NTSTATUS status = (*section)->extend(NewSectionSize->QuadPart);
  if (nt_success(status)) NewSectionSize->QuadPart = (*section)->size();
  return status;
}

EXPORT(ntdll, NTSTATUS, NtFlushVirtualMemory,
       (HANDLE ProcessHandle, PVOID* BaseAddress, SIZE_T* RegionSize, IO_STATUS_BLOCK* IoStatus)) {
  if (const NTSTATUS status = require_current(ProcessHandle)) return status;
  void* base = *BaseAddress;
  size_t size = *RegionSize;
  const NTSTATUS status = flush_view(&base, &size);
  *IoStatus = {{.Status = status}, 0};
  if (nt_success(status)) *BaseAddress = base, *RegionSize = size;
  return status;
}

}  // namespace mimic::win::ntdll
