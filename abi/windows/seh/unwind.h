// RtlUnwindEx and RtlRestoreContext.
#pragma once

#include "abi/windows/context.h"

namespace mimic::win::seh {

// As RtlUnwindEx, from `current` (the caller's context), which is consumed: runs the termination
// handlers of all frames up to `target_frame` and goes on there at `target_ip` with `value` in rax.
// `record` may be null. `original` is what the caller passed as OriginalContext; handlers see it.
[[noreturn]] void unwind_to(uint64_t target_frame, uint64_t target_ip, EXCEPTION_RECORD* record,
                            uint64_t value, CONTEXT* original, CONTEXT* current);

// As RtlRestoreContext: `record`, which may be null, can ask for a consolidation call or a longjmp.
[[noreturn]] void restore_context(CONTEXT* context, EXCEPTION_RECORD* record);

// Loads the registers that a jump buffer holds.
void load_jump_buffer(CONTEXT& context, const JUMP_BUFFER& buffer);

}  // namespace mimic::win::seh
