// Modes and code pages of the console.
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/console.h"
#include "libs/windows/core/console_input.h"
#include "libs/windows/core/console_output.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, BOOL, GetConsoleMode, (HANDLE hConsoleHandle, LPDWORD lpMode)) {
  const auto console = console_of(hConsoleHandle);
  if (!console) return fail(console.error());
  *lpMode = (*console)->is_input() ? console_input::mode() : (*console)->screen()->mode();
  return TRUE;
}

EXPORT(kernel32, BOOL, SetConsoleMode, (HANDLE hConsoleHandle, DWORD dwMode)) {
  const auto console = console_of(hConsoleHandle);
  if (!console) return fail(console.error());
  return succeeded((*console)->is_input() ? console_input::set_mode(dwMode)
                                          : (*console)->screen()->set_mode(dwMode));
}

EXPORT(kernel32, UINT, GetConsoleCP, ()) { return console_input::code_page(); }
EXPORT(kernel32, UINT, GetConsoleOutputCP, ()) { return console_output::code_page(); }

EXPORT(kernel32, BOOL, SetConsoleCP, (UINT wCodePageID)) {
  return console_input::set_code_page(wCodePageID) ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT(kernel32, BOOL, SetConsoleOutputCP, (UINT wCodePageID)) {
  return console_output::set_code_page(wCodePageID) ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

}  // namespace mimic::win::kernel32
