// The input buffer of the console: keys and other events, and the lines that the terminal edits.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/console_types.h"

namespace mimic::win::console_input {

DWORD mode();
NTSTATUS set_mode(DWORD mode);
UINT code_page();
bool set_code_page(UINT page);

// CONSOLE_READCONSOLE_CONTROL, with the text that the line starts with.
struct LineControl {
  std::u16string initial;
  ULONG wakeup_mask = 0;    // control characters that end the line
  ULONG control_state = 0;  // out: the control key state at the end
};
// ReadConsoleW: at most `most` units; blocks until there is something. In line mode a line with its
// CR LF, of which what does not fit comes next time.
Expected<std::u16string> read_text(size_t most, LineControl* control = nullptr);
// ReadFile and ReadConsoleA: the same in the input code page. `file`: a line that starts with
// Ctrl-Z is the end.
Expected<std::string> read_bytes(size_t most, bool file);

// ReadConsoleInput and PeekConsoleInput. `wait`: blocks until there is at least one.
Expected<std::vector<INPUT_RECORD>> read_events(size_t most, bool remove, bool wait);
size_t event_count();
void write_events(std::span<const INPUT_RECORD> events);
void flush();

// Makes the terminal behave as the output mode asks.
void apply_output_mode(DWORD mode);

// Is there something to read?
bool is_ready();
// An eventfd that is readable when is_ready() may have changed without the terminal's doing.
int change_descriptor();
// Blocks the calling thread until is_ready() may have changed.
void wait_until_ready();

// The terminal's answer to "CSI 6 n", 1-based; {0, 0} where it gives none.
COORD ask_cursor();

}  // namespace mimic::win::console_input
