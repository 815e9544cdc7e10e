// Which system an image was built for.
#pragma once

#include <string_view>

#include "loader/elf/image.h"
#include "loader/elf/notes.h"

namespace mimic::elf {

// What each mark says; kUnknown where it says nothing.
System system_of_os_abi(uint8_t os_abi);
System system_of_note(const Note& note);
System system_of_program_header(uint32_t type);
System system_of_interpreter(std::string_view path);

}  // namespace mimic::elf
