// Attaching to consoles.
#include "libs/windows/core/console_session.h"

#include <algorithm>

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, BOOL, AllocConsole, ()) { return succeeded(console_session::allocate()); }

EXPORT(kernel32, BOOL, AttachConsole, (DWORD dwProcessId)) {
  return succeeded(console_session::attach(dwProcessId));
}

EXPORT(kernel32, BOOL, FreeConsole, ()) { return succeeded(console_session::leave()); }

EXPORT(kernel32, DWORD, GetConsoleProcessList, (LPDWORD lpdwProcessList, DWORD dwProcessCount)) {
  if (!lpdwProcessList || dwProcessCount == 0) return fail_with(ERROR_INVALID_PARAMETER);
  if (console_session::kind() == console_session::Kind::kNone)
    return fail_with(ERROR_INVALID_HANDLE);
  const auto processes = console_session::processes();
  // Nothing is stored where not all fit.
  if (processes.size() <= dwProcessCount) std::ranges::copy(processes, lpdwProcessList);
  return static_cast<DWORD>(processes.size());
}

// The window of a terminal is none of Windows's: programs learn only that there is one.
EXPORT_PARTIAL("the window can be told from none, and no more", kernel32, HWND, GetConsoleWindow,
               ()) {
  constexpr uintptr_t kWindow = 0x10010;
  const bool visible = console_session::kind() == console_session::Kind::kTerminal;
  return visible ? reinterpret_cast<HWND>(kWindow) : nullptr;
}

}  // namespace mimic::win::kernel32
