// Recognising and completing function epilogues by their instructions, as version 1 unwind data
// requires: it does not describe them.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"

namespace mimic::win::seh {

// If context.Rip is inside an epilogue of `function`, completes it: `context` becomes the caller's,
// and true is returned. `frame_register` is the function's frame pointer (register number), or 0.
bool finish_epilogue(CONTEXT& context, KNONVOLATILE_CONTEXT_POINTERS* pointers, uint64_t image_base,
                     const RUNTIME_FUNCTION& function, uint8_t frame_register);

}  // namespace mimic::win::seh
