// Pseudo consoles.
#include "libs/windows/core/pseudo_console.h"

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

using HPCON = void*;

namespace {

HRESULT result_of(NTSTATUS status) {
  return nt_success(status) ? 0 : static_cast<HRESULT>(0x80070000 | error_of(status));
}

}  // namespace

EXPORT(kernel32, HRESULT, CreatePseudoConsole,
       (COORD size, HANDLE hInput, HANDLE hOutput, DWORD dwFlags, HPCON* phPC)) {
  const auto console = PseudoConsole::create(size, hInput, hOutput);
  if (!console) return result_of(console.error());
  *phPC = *console;
  return 0;
}

EXPORT(kernel32, HRESULT, ResizePseudoConsole, (HPCON hPC, COORD size)) {
  const auto console = PseudoConsole::find(hPC);
  return result_of(console ? console->resize(size) : STATUS_INVALID_PARAMETER);
}

EXPORT(kernel32, void, ClosePseudoConsole, (HPCON hPC)) { PseudoConsole::close(hPC); }

}  // namespace mimic::win::kernel32
