// The addresses by which the unwinder recognises mimic's own frames (context.S), and what it finds
// behind them. They play the role of the language handlers that Windows gives to its dispatcher.
#pragma once

#include "abi/windows/context.h"
#include "abi/windows/seh/offsets.h"

namespace mimic::win::seh {

extern "C" {
// Return addresses inside mimic's assembly functions.
extern const char mimic_after_dispatch[];               // rsp: the CONTEXT that was interrupted
extern const char mimic_after_consolidate[];            // CONSOLIDATE_CONTEXT(rsp): CONTEXT*
extern const char mimic_after_execute_for_exception[];  // EXECUTE_DISPATCHER(rsp):
extern const char mimic_after_execute_for_unwind[];     //   DISPATCHER_CONTEXT*

EXCEPTION_DISPOSITION mimic_execute_for_exception(EXCEPTION_RECORD* record, void* establisher,
                                                  CONTEXT* context, DISPATCHER_CONTEXT* dispatcher,
                                                  EXCEPTION_ROUTINE handler);
EXCEPTION_DISPOSITION mimic_execute_for_unwind(EXCEPTION_RECORD* record, void* establisher,
                                               CONTEXT* context, DISPATCHER_CONTEXT* dispatcher,
                                               EXCEPTION_ROUTINE handler);
[[noreturn]] void mimic_consolidate(CONTEXT* context, EXCEPTION_RECORD* record);
void mimic_exception_dispatcher();
[[noreturn]] void mimic_enter_dispatcher(const CONTEXT* context, const EXCEPTION_RECORD* record,
                                         uint64_t stack);
}

static_assert(CONTEXT_RAX == offsetof(CONTEXT, Rax) && CONTEXT_R15 == offsetof(CONTEXT, R15) &&
              CONTEXT_RIP == offsetof(CONTEXT, Rip) && CONTEXT_MXCSR == offsetof(CONTEXT, MxCsr) &&
              CONTEXT_FLTSAVE == offsetof(CONTEXT, FltSave) && SIZEOF_CONTEXT == sizeof(CONTEXT) &&
              SIZEOF_RECORD == sizeof(EXCEPTION_RECORD) &&
              RECORD_INFORMATION == offsetof(EXCEPTION_RECORD, ExceptionInformation));

}  // namespace mimic::win::seh
