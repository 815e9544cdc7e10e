// Reading and writing text on the console.
#include <algorithm>
#include <cstring>

#include "libs/windows/core/console.h"
#include "libs/windows/core/console_input.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

namespace {

struct CONSOLE_READCONSOLE_CONTROL {
  ULONG nLength;
  ULONG nInitialChars;
  ULONG dwCtrlWakeupMask;
  ULONG dwControlKeyState;
};

}  // namespace

EXPORT(kernel32, BOOL, WriteConsoleW,
       (HANDLE hConsoleOutput, LPCWSTR lpBuffer, DWORD nNumberOfCharsToWrite,
        LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)) {
  if (lpNumberOfCharsWritten) *lpNumberOfCharsWritten = 0;
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const NTSTATUS status = (*screen)->write_text({lpBuffer, nNumberOfCharsToWrite});
  if (!nt_success(status)) return fail(status);
  if (lpNumberOfCharsWritten) *lpNumberOfCharsWritten = nNumberOfCharsToWrite;
  return TRUE;
}

EXPORT(kernel32, BOOL, WriteConsoleA,
       (HANDLE hConsoleOutput, LPCSTR lpBuffer, DWORD nNumberOfCharsToWrite,
        LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)) {
  if (lpNumberOfCharsWritten) *lpNumberOfCharsWritten = 0;
  const auto screen = screen_of(hConsoleOutput);
  if (!screen) return fail(screen.error());
  const NTSTATUS status = (*screen)->write_bytes({lpBuffer, nNumberOfCharsToWrite});
  if (!nt_success(status)) return fail(status);
  if (lpNumberOfCharsWritten) *lpNumberOfCharsWritten = nNumberOfCharsToWrite;
  return TRUE;
}

EXPORT(kernel32, BOOL, ReadConsoleW,
       (HANDLE hConsoleInput, WCHAR* lpBuffer, DWORD nNumberOfCharsToRead,
        LPDWORD lpNumberOfCharsRead, CONSOLE_READCONSOLE_CONTROL* pInputControl)) {
  const auto console = console_of(hConsoleInput, true);
  if (!console) return fail(console.error());
  console_input::LineControl control;
  if (pInputControl) {
    if (pInputControl->nInitialChars > nNumberOfCharsToRead)
      return fail_with(ERROR_INVALID_PARAMETER);
    control.initial.assign(lpBuffer, pInputControl->nInitialChars);
    control.wakeup_mask = pInputControl->dwCtrlWakeupMask;
  }
  const auto text =
      console_input::read_text(nNumberOfCharsToRead, pInputControl ? &control : nullptr);
  if (!text) return fail(text.error());
  std::copy(text->begin(), text->end(), lpBuffer);
  *lpNumberOfCharsRead = static_cast<DWORD>(text->size());
  if (pInputControl) pInputControl->dwControlKeyState = control.control_state;
  return TRUE;
}

EXPORT(kernel32, BOOL, ReadConsoleA,
       (HANDLE hConsoleInput, LPVOID lpBuffer, DWORD nNumberOfCharsToRead,
        LPDWORD lpNumberOfCharsRead, CONSOLE_READCONSOLE_CONTROL* pInputControl)) {
  const auto console = console_of(hConsoleInput, true);
  if (!console) return fail(console.error());
  const auto bytes = console_input::read_bytes(nNumberOfCharsToRead, false);
  if (!bytes) return fail(bytes.error());
  std::memcpy(lpBuffer, bytes->data(), bytes->size());
  *lpNumberOfCharsRead = static_cast<DWORD>(bytes->size());
  return TRUE;
}

}  // namespace mimic::win::kernel32
