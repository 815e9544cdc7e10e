// __C_specific_handler: the language handler of C's __try, __except and __finally.
#pragma once

#include "abi/windows/context.h"

namespace mimic::win::seh {

EXCEPTION_DISPOSITION c_specific_handler(EXCEPTION_RECORD* record, void* establisher,
                                         CONTEXT* context, DISPATCHER_CONTEXT* dispatcher);

}  // namespace mimic::win::seh
