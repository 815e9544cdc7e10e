// Fiber-local storage: values per fiber, with a callback for each value that goes away with its
// fiber or thread. A thread that is no fiber has one set of values as well.
#pragma once

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

using FlsCallback = void(MS_ABI*)(PVOID);

inline constexpr ULONG kFlsSlots = 4080;  // of Windows 10

Expected<ULONG> fls_allocate(FlsCallback callback);
// Runs the callback for every value of the slot, on the calling thread.
NTSTATUS fls_free(ULONG index);
NTSTATUS fls_set(ULONG index, PVOID value);
Expected<PVOID> fls_get(ULONG index);

// Runs the callbacks of the current set (TEB.FlsData) and frees it.
void fls_thread_detach();
// The same for the set of a fiber that is not running.
void fls_destroy(PVOID data);

}  // namespace mimic::win
