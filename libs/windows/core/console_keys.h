// Keys and mouse events of a console from what a terminal sends for them.
#pragma once

#include <string_view>
#include <vector>

#include "libs/windows/core/console_types.h"

namespace mimic::win {

// Appends the events of the first key in `bytes` and returns how many bytes it took; 0 where more
// have to come (unless `complete`: nothing more comes). With `verbatim`
// (ENABLE_VIRTUAL_TERMINAL_INPUT) escape sequences are given unit by unit.
size_t parse_key(std::string_view bytes, bool complete, bool verbatim,
                 std::vector<INPUT_RECORD>& events);
// The events of a character that is typed: key down and key up.
void append_key(std::vector<INPUT_RECORD>& events, char16_t unit, DWORD state = 0);

}  // namespace mimic::win
