// Exports that need their caller's registers as they were at the call.
#pragma once

#include "abi/windows/context.h"
#include "libs/windows/exports/export.h"

// The whole body of a [[gnu::naked]] export: calls `target`, an extern "C" MS_ABI function that
// gets the export's four register arguments and then a CONTEXT* of the caller, to which it may
// return with mimic_restore_context() or by returning.
#define JUMP_WITH_CONTEXT(target) asm("lea " #target "(%rip), %rax\n\tjmp mimic_with_context")

namespace mimic::win {

// Argument `index` (4 is the first on the stack) of the export whose caller has this context.
inline uint64_t stack_argument(const CONTEXT& caller, unsigned index) {
  return reinterpret_cast<const uint64_t*>(caller.Rsp)[index];
}

}  // namespace mimic::win
