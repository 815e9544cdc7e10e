// errno and parameter validation of the Microsoft C runtimes.
#pragma once

#include <cstdint>

#include "abi/windows/types.h"

namespace mimic::win::crt {

// errno values where the runtime's own code names them (<errno.h> of the UCRT; up to 42 they differ
// from Linux in places, from 100 on altogether).
inline constexpr int kEPERM = 1, kENOENT = 2, kEINTR = 4, kEIO = 5, kE2BIG = 7, kENOEXEC = 8,
                     kEBADF = 9, kECHILD = 10, kEAGAIN = 11, kENOMEM = 12, kEACCES = 13,
                     kEEXIST = 17, kEXDEV = 18, kENOTDIR = 20, kEISDIR = 21, kEINVAL = 22,
                     kEMFILE = 24, kENOSPC = 28, kEPIPE = 32, kEDOM = 33, kERANGE = 34,
                     kEDEADLOCK = 36, kENAMETOOLONG = 38, kENOTEMPTY = 41, kEILSEQ = 42,
                     kENOSYS = 40, kSTRUNCATE = 80;

inline constexpr size_t kTruncate = ~size_t{0};  // _TRUNCATE

// errno of the calling thread.
extern constinit thread_local int crt_errno;

// Calls the invalid parameter handler (the thread's, then the process's). Without one ucrtbase ends
// the process as __fastfail(FAST_FAIL_INVALID_ARG) does; msvcrt goes on.
void invalid_parameter();
// Called when a program starts on ucrtbase rather than msvcrt.
void use_universal_runtime();
bool is_universal_runtime();
// int 0x29 with this code, as __fastfail.
[[noreturn]] void fast_fail(unsigned code);

// Sets errno, calls the handler, and gives the error back: `return fail_invalid(kEINVAL)`.
inline int fail_invalid(int error) {
  crt_errno = error;
  invalid_parameter();
  return error;
}

// The same with the result of the function: `return refuse(kEof)`.
template <class R>
R refuse(R result, int error = kEINVAL) {
  fail_invalid(error);
  return result;
}

}  // namespace mimic::win::crt
