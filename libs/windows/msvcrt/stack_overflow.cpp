// Recovering from a stack overflow.
#include "abi/windows/seh/hardware.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::msvcrt {

CRT_EXPORT(int, _resetstkoflw, ()) {
  seh::close_stack_guard();
  return 1;
}

}  // namespace mimic::win::msvcrt
