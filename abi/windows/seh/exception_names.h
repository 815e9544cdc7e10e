// Names of exception codes, for messages.
#pragma once

#include "abi/windows/status.h"

namespace mimic::win::seh {

// Null where there is none.
const char* exception_name(NTSTATUS code);

}  // namespace mimic::win::seh
