// Images that LoadLibraryEx opens as data, for their resources: in no list of modules, nothing of
// them runs. The low bits of their handles tell them from loaded modules, as on Windows: 1 for the
// file as it is, 2 for the layout of an image.
#pragma once

#include <string_view>

#include "abi/windows/status.h"
#include "abi/windows/types.h"
#include "loader/pe/image.h"

namespace mimic::win {

constexpr bool is_data_module(HMODULE handle) { return reinterpret_cast<uintptr_t>(handle) & 3; }

// Finds `name` as search_module does with these flags. STATUS_DLL_NOT_FOUND,
// STATUS_INVALID_IMAGE_FORMAT, STATUS_NO_MEMORY.
Expected<HMODULE> load_data_module(std::u16string_view name, DWORD flags, bool as_image);
NTSTATUS free_data_module(HMODULE handle);

// The image that a handle stands for: the program (null), a loaded module, or one opened as data.
// Valid until that is freed. STATUS_DLL_NOT_FOUND.
Expected<pe::View> image_of(HMODULE handle);

}  // namespace mimic::win
