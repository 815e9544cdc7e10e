// The language handler of Microsoft C++ functions.
#pragma once

#include "libs/windows/vcruntime140/function_info.h"

namespace mimic::win::cpp {

EXCEPTION_DISPOSITION frame_handler(EXCEPTION_RECORD* record, uint64_t frame, CONTEXT* context,
                                    DISPATCHER_CONTEXT* dispatcher, const FunctionInfo& info);

// Calls the terminate handler, then ends the process.
[[noreturn]] void terminate();

}  // namespace mimic::win::cpp
