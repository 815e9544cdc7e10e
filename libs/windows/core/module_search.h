// Where a DLL comes from: a builtin, or a file found in the search order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"

namespace mimic::win {

struct BuiltinModule;

struct FoundModule {
  const BuiltinModule* builtin = nullptr;  // else a file:
  std::string host_path;
};

// What `name` (as in an import, or given to LoadLibrary) means. `flags` as LoadLibraryEx takes
// them. STATUS_DLL_NOT_FOUND where there is nothing.
Expected<FoundModule> search_module(std::u16string_view name, uint32_t flags);

// The lower-case base name with its extension, by which modules are compared ("kernel32.dll"); API
// set names give the module that hosts them.
std::string module_key(std::u16string_view name);

// Whether a file beside the program takes the place of the builtin of this key.
bool is_replaceable(std::string_view key);

// SetDllDirectory; AddDllDirectory and RemoveDllDirectory (by the pointer that Add returned).
void set_dll_directory(std::u16string_view directory, bool given);
std::u16string dll_directory();
void* add_dll_directory(std::u16string_view directory);
bool remove_dll_directory(void* cookie);

}  // namespace mimic::win
