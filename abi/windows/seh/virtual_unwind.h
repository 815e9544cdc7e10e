// RtlVirtualUnwind: from a frame to its caller, by unwind data.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"
#include "abi/windows/seh/host_frames.h"

namespace mimic::win::seh {

// As RtlVirtualUnwind: replaces `context` (whose rip is `pc`) by the caller's and returns the
// language handler if it is of `handler_type` (UNW_FLAG_EHANDLER, UNW_FLAG_UHANDLER, or 0 for
// none). `function` may be null for a leaf. For host_function() all host frames up to the next
// guest frame are crossed.
EXCEPTION_ROUTINE virtual_unwind(DWORD handler_type, uint64_t image_base, uint64_t pc,
                                 RUNTIME_FUNCTION* function, CONTEXT& context, void** handler_data,
                                 uint64_t* establisher, KNONVOLATILE_CONTEXT_POINTERS* pointers);

// The caller of a function without unwind data: its return address is on top of the stack.
void unwind_leaf(CONTEXT& context);

}  // namespace mimic::win::seh
