// Standard input, output and error of the process.
#pragma once

#include "abi/windows/teb.h"
#include "libs/windows/core/io.h"

namespace mimic::win {

inline constexpr DWORD STD_INPUT_HANDLE = static_cast<DWORD>(-10),
                       STD_OUTPUT_HANDLE = static_cast<DWORD>(-11),
                       STD_ERROR_HANDLE = static_cast<DWORD>(-12);

// The place of a standard handle (STD_INPUT_HANDLE, …) in the process parameters, or null.
HANDLE* standard_handle(DWORD which);

// Makes the host's descriptors 0 to 2 the standard handles of a process that was started from
// Linux. One that is closed becomes a null handle.
void open_standard_handles(RTL_USER_PROCESS_PARAMETERS& parameters);

}  // namespace mimic::win
