// Enumerating an open directory, as NtQueryDirectoryFile does.
#pragma once

#include <optional>
#include <string_view>

#include "libs/windows/core/file.h"

namespace mimic::win {

struct DirectoryQuery {
  ULONG information_class;
  bool single = false;                         // one entry at most
  bool restart = false;                        // from the first entry again
  std::optional<std::u16string_view> pattern;  // of the first query or a restart: what to give
};

// Puts the next entries into `buffer`. The place in the enumeration belongs to the open directory.
// STATUS_NO_SUCH_FILE where nothing matches, STATUS_NO_MORE_FILES at the end,
// STATUS_BUFFER_OVERFLOW where the first name was cut, STATUS_INFO_LENGTH_MISMATCH where not even
// its fixed part fits, STATUS_INVALID_INFO_CLASS, STATUS_INVALID_PARAMETER (no directory).
NTSTATUS query_directory(File& directory, const DirectoryQuery& query, void* buffer, ULONG size,
                         ULONG_PTR* written);

}  // namespace mimic::win
