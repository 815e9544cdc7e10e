// What a path leads to, for the operations that take a name and no handle.
#pragma once

#include <string>

#include "libs/windows/core/file_metadata.h"
#include "libs/windows/core/path.h"

namespace mimic::win {

struct FoundFile {
  std::string path;  // on the host, in the case it has on disk
  FileMetadata metadata;
  bool is_virtual = false;  // of C:, and nowhere on the host
};

// Failures: STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND (more than the last
// component is missing), STATUS_OBJECT_NAME_INVALID (a file, but written with a final backslash),
// STATUS_INVALID_PARAMETER (no file of the host: a pipe, a device).
Expected<FoundFile> look_up(const Location& location, bool follow);
Expected<FoundFile> look_up(std::u16string_view dos_path, bool follow);

// Where a new name is to be made: the parent exists (virtual folders are made) and has the case
// that it has on disk. STATUS_OBJECT_NAME_COLLISION where something has that name in any case: it
// is `path` then.
struct NewName {
  std::string path;
  NTSTATUS status = STATUS_SUCCESS;
};
NewName new_name(const Location& location);

// What a virtual entry of C: looks like; `path` as for virtual_entry().
Expected<FileMetadata> virtual_metadata(std::string_view path);

}  // namespace mimic::win
