// Vectored exception and continue handlers.
#pragma once

#include "abi/windows/context.h"

namespace mimic::win::seh {

enum class VectoredList : uint8_t { kException, kContinue };
using VectoredHandler = LONG(MS_ABI*)(EXCEPTION_POINTERS*);

// Returns the registration's handle, or null without memory.
void* add_vectored_handler(VectoredList list, bool first, VectoredHandler handler);
bool remove_vectored_handler(VectoredList list, void* registration);

// Calls the handlers in order until one returns EXCEPTION_CONTINUE_EXECUTION; then true. Uses
// little stack: it may be that of a goroutine.
bool call_vectored_handlers(VectoredList list, EXCEPTION_RECORD* record, CONTEXT* context);

}  // namespace mimic::win::seh
