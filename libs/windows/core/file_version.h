// The version resource of a file on disk or of a builtin DLL.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"

namespace mimic::win {

// The bytes of the VS_VERSIONINFO structure of the module that LoadLibraryEx would find by `name`
// (any image, 32-bit ones included). ERROR_FILE_NOT_FOUND where there is no file,
// ERROR_BAD_EXE_FORMAT where it is no image, ERROR_RESOURCE_DATA_NOT_FOUND where it has no
// resources, ERROR_RESOURCE_TYPE_NOT_FOUND where none of them is a version.
std::expected<std::vector<uint8_t>, DWORD> version_resource_of(std::u16string_view name);

}  // namespace mimic::win
