// The screen of the console, which is the terminal's: its window is all there is of its buffer.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/console_types.h"

namespace mimic::win::console_screen {

// 0-based. Where the terminal does not tell, the top left corner.
COORD cursor();
NTSTATUS set_cursor(COORD position);
WORD attributes();
void set_attributes(WORD attributes);
bool cursor_visible();
void show_cursor(bool visible);
// Writes at a place without moving the cursor; with `attributes` below 0x10000 in these colours.
void write_at(COORD position, std::u16string_view text, DWORD attributes);
inline constexpr DWORD kCurrentAttributes = 0x10000;

std::u16string title();
void set_title(std::u16string title);

}  // namespace mimic::win::console_screen
