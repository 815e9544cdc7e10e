// From what programs write to what the console's terminal gets.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/console_types.h"

namespace mimic::win {

namespace console_output {

UINT code_page();
bool set_code_page(UINT page);
// To the terminal as it is. A console that nobody sees takes everything.
NTSTATUS send(std::string_view bytes);

}  // namespace console_output

// Makes UTF-8 of text under an output mode. A character may come in parts.
class ConsoleEncoder {
 public:
  std::string encode_units(std::u16string_view text, DWORD mode);
  // In the output code page.
  std::string encode_bytes(std::string_view bytes, DWORD mode);

 private:
  std::u16string high_;  // the first half of a surrogate pair
  std::string partial_;  // the start of a character in the code page
};

}  // namespace mimic::win
