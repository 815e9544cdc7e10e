// Errors of Windows as the C runtimes report them: _doserrno and the errno that stands for it.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win::crt {

// _doserrno of the calling thread.
extern constinit thread_local ULONG crt_doserrno;

// The errno that stands for a Windows error.
int errno_of(DWORD error);
// Sets errno and _doserrno, and gives errno back.
int set_os_error(DWORD error);
// The same with the last error.
int set_last_error();

}  // namespace mimic::win::crt
