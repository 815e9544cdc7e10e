#include "libs/windows/core/fls.h"

#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, NTSTATUS, RtlFlsAlloc, (PVOID Callback, ULONG* Index)) {
  auto index = fls_allocate(reinterpret_cast<FlsCallback>(Callback));
  if (!index) return index.error();
  *Index = *index;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlFlsFree, (ULONG Index)) { return fls_free(Index); }

EXPORT(ntdll, NTSTATUS, RtlFlsGetValue, (ULONG Index, PVOID* Value)) {
  auto value = fls_get(Index);
  if (!value) return value.error();
  *Value = *value;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlFlsSetValue, (ULONG Index, PVOID Value)) {
  return fls_set(Index, Value);
}

EXPORT(ntdll, void, RtlProcessFlsData, (PVOID FlsData, ULONG Flags)) {
  constexpr ULONG kRunCallbacks = 1;
  if (FlsData && (Flags & kRunCallbacks)) fls_destroy(FlsData);
  if (FlsData == current_teb()->FlsData) current_teb()->FlsData = nullptr;
}

}  // namespace mimic::win::ntdll
