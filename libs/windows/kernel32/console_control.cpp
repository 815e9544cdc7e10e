// Ctrl-C and its kind.
#include "libs/windows/core/control_events.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, BOOL, SetConsoleCtrlHandler, (control_events::Handler HandlerRoutine, BOOL Add)) {
  if (!HandlerRoutine) {
    control_events::ignore_interrupt(Add != 0);
    return TRUE;
  }
  if (Add) {
    control_events::add(HandlerRoutine);
    return TRUE;
  }
  return control_events::remove(HandlerRoutine) ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT(kernel32, BOOL, GenerateConsoleCtrlEvent, (DWORD dwCtrlEvent, DWORD dwProcessGroupId)) {
  return succeeded(control_events::generate(dwCtrlEvent, dwProcessGroupId));
}

}  // namespace mimic::win::kernel32
