// Finding files ignoring case. The names of a directory are read once and kept until it changes.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>

#include "abi/windows/status.h"

namespace mimic::win {

// Looks for an absolute host path ignoring case. STATUS_SUCCESS: `found` is its name on disk.
// STATUS_OBJECT_NAME_NOT_FOUND: only the last component is missing; `found` is where it would be
// made (its folder in the case it has on disk). STATUS_OBJECT_PATH_NOT_FOUND: more is missing, or
// a component on the way is no folder.
NTSTATUS find_ignoring_case(const std::string& path, std::string& found);

// To call after this process has made `path`, whose name was looked for before: keeps the names of
// its folder from being read again.
void name_created(const std::string& path);
// The same for a name that this process has removed.
void name_removed(const std::string& path);

}  // namespace mimic::win
