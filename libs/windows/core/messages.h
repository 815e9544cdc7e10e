// Texts of messages: those of the system, and those in a module's message table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

// The English text of a Win32 error, HRESULT or NTSTATUS, with its final line break.
std::optional<std::u16string> system_message(DWORD id);

// A message of the module at `base` (null: the program), or the Win32 error that says what was not
// found.
std::expected<std::u16string, DWORD> module_message(const void* base, DWORD id, LANGID language);

}  // namespace mimic::win
