// What the C runtimes have to tell the user before they end the program.
#pragma once

#include <string_view>

namespace mimic::win::crt {

// Writes to the standard error handle, with line ends of text mode.
void report(std::u16string_view text);

}  // namespace mimic::win::crt
