// Thread-local slots: 64 in the TEB and 1024 more behind a pointer in it.
#pragma once

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr ULONG kTlsSlots = 64, kTlsExpansionSlots = 1024;

Expected<ULONG> tls_allocate();
// Frees a slot and makes its value null in every thread.
NTSTATUS tls_free(ULONG index);
// STATUS_INVALID_PARAMETER, STATUS_NO_MEMORY.
NTSTATUS tls_set(ULONG index, PVOID value);
Expected<PVOID> tls_get(ULONG index);
// Makes the value of a slot null in every thread.
NTSTATUS tls_zero(ULONG index);
// The expansion slots of the calling thread, when it ends.
void tls_thread_detach();

}  // namespace mimic::win
