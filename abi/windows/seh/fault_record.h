// What a processor trap is called on Windows.
#pragma once

#include <signal.h>
#include <ucontext.h>

#include "abi/windows/context.h"

namespace mimic::win::seh {

enum class FaultAction {
  kRaise,
  kFastFail,  // ends the process without asking any handler
  kRetry,     // the cause is gone: run the instruction again
};

// Fills `record` from the signal, and adjusts rip and flags in `context` as Windows does
// (breakpoints, single steps).
FaultAction make_fault_record(const ucontext_t& signal, const siginfo_t& info, CONTEXT& context,
                              EXCEPTION_RECORD* record);

}  // namespace mimic::win::seh
