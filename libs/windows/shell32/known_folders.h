// The folders that Windows knows by number and by GUID.
#pragma once

#include <optional>
#include <string>

#include "abi/windows/types.h"

namespace mimic::win::shell32 {

// The path of a CSIDL (without its flags) or of a known folder; nullopt where there is no such.
std::optional<std::u16string> folder_path(int csidl);
std::optional<std::u16string> folder_path(const GUID& id);

}  // namespace mimic::win::shell32
