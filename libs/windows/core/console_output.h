// Text that goes to the console's terminal.
#pragma once

#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/console_types.h"

namespace mimic::win::console_output {

DWORD mode();
NTSTATUS set_mode(DWORD mode);
UINT code_page();
bool set_code_page(UINT page);

// WriteConsoleW.
NTSTATUS write_text(std::u16string_view text);
// WriteFile and WriteConsoleA: text in the output code page. A character may be written in parts.
NTSTATUS write_bytes(std::string_view bytes);
// A control sequence of mimic's own.
void write_control(std::string_view sequence);
// Turns the terminal's mouse reports on or off.
void report_mouse(bool on);

}  // namespace mimic::win::console_output
