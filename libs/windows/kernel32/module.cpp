// kernelbase.dll holds the code of kernel32 on Windows; programs import from either.
#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

MIRROR(kernelbase, "kernel32");

}  // namespace mimic::win::kernel32
