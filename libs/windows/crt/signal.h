// Signals of C, of which Windows has none: they are raised by the program itself, by Ctrl+C, and
// for some exceptions.
#pragma once

#include "abi/windows/context.h"

namespace mimic::win::crt {

inline constexpr int kSIGINT = 2, kSIGILL = 4, kSIGABRT_COMPAT = 6, kSIGFPE = 8, kSIGSEGV = 11,
                     kSIGTERM = 15, kSIGBREAK = 21, kSIGABRT = 22;

// raise(): 0, or -1 with errno where there is no such signal.
int raise_signal(int signal);
bool has_abort_handler();
// Gives an exception to the handler of its signal; what an exception filter returns.
LONG filter_exception(DWORD code, EXCEPTION_POINTERS* pointers);

}  // namespace mimic::win::crt
