// The Ldr* functions.
#include <string.h>

#include <string>

#include "libs/windows/core/modules.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, NTSTATUS, LdrLoadDll,
       (LPCWSTR SearchPath, ULONG* DllCharacteristics, const UNICODE_STRING* DllName,
        PVOID* BaseAddress)) {
  auto module = modules::load(view_of(*DllName), 0);
  if (!module) return module.error();
  *BaseAddress = (*module)->base;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, LdrUnloadDll, (PVOID BaseAddress)) {
  Module* module = modules::by_base(BaseAddress);
  return module ? modules::unload(module) : STATUS_DLL_NOT_FOUND;
}

EXPORT(ntdll, NTSTATUS, LdrGetDllHandle,
       (LPCWSTR DllPath, ULONG* DllCharacteristics, const UNICODE_STRING* DllName,
        PVOID* DllHandle)) {
  const Module* module = modules::find(view_of(*DllName));
  if (!module) return STATUS_DLL_NOT_FOUND;
  *DllHandle = module->base;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, LdrGetDllHandleEx,
       (ULONG Flags, LPCWSTR DllPath, ULONG* DllCharacteristics, const UNICODE_STRING* DllName,
        PVOID* DllHandle)) {
  return LdrGetDllHandle(DllPath, DllCharacteristics, DllName, DllHandle);
}

EXPORT(ntdll, NTSTATUS, LdrGetProcedureAddress,
       (PVOID BaseAddress, const ANSI_STRING* Name, ULONG Ordinal, PVOID* ProcedureAddress)) {
  Module* module = modules::by_base(BaseAddress);
  if (!module) return STATUS_DLL_NOT_FOUND;
  void* address = Name ? modules::find_export(*module, std::string_view(Name->Buffer, Name->Length))
                       : modules::find_export(*module, Ordinal);
  if (!address) return Name ? STATUS_ENTRYPOINT_NOT_FOUND : STATUS_ORDINAL_NOT_FOUND;
  *ProcedureAddress = address;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, LdrAddRefDll, (ULONG Flags, PVOID BaseAddress)) {
  Module* module = modules::by_base(BaseAddress);
  if (!module) return STATUS_DLL_NOT_FOUND;
  constexpr ULONG LDR_ADDREF_DLL_PIN = 1;
  if (Flags & LDR_ADDREF_DLL_PIN)
    module->pinned = true;
  else
    ++module->references;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, LdrDisableThreadCalloutsForDll, (PVOID BaseAddress)) {
  Module* module = modules::by_base(BaseAddress);
  if (!module) return STATUS_DLL_NOT_FOUND;
  if (module->tls_index == ~0u) module->thread_notifications = false;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, LdrLockLoaderLock, (ULONG Flags, ULONG* Disposition, ULONG_PTR* Cookie)) {
  if (Disposition) *Disposition = 1;
  if (Cookie) *Cookie = 1;
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, LdrUnlockLoaderLock, (ULONG Flags, ULONG_PTR Cookie)) {
  return STATUS_SUCCESS;
}

EXPORT(ntdll, PVOID, RtlImageNtHeader, (PVOID BaseAddress)) {
  const auto* base = static_cast<const uint8_t*>(BaseAddress);
  if (!base || base[0] != 'M' || base[1] != 'Z') return nullptr;
  uint32_t offset;
  memcpy(&offset, base + 0x3c, sizeof offset);
  if (offset > 0x10000000) return nullptr;
  return memcmp(base + offset, "PE\0", 4) == 0 ? const_cast<uint8_t*>(base + offset) : nullptr;
}

EXPORT(ntdll, PVOID, RtlImageDirectoryEntryToData,
       (PVOID BaseAddress, BOOLEAN MappedAsImage, USHORT DirectoryEntry, ULONG* Size)) {
  const Module* module = modules::by_base(
      reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(BaseAddress) & ~uintptr_t{3}));
  if (!module || DirectoryEntry >= 16) return nullptr;
  const pe::Directory& directory = module->headers.directories[DirectoryEntry];
  *Size = directory.size;
  return directory.rva ? module->base + directory.rva : nullptr;
}

EXPORT(ntdll, PEB*, RtlGetCurrentPeb, ()) { return current_peb(); }

}  // namespace mimic::win::ntdll
