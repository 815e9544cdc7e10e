// What is done to files by their names: making and removing directories, deleting, moving, linking.
#pragma once

#include <string_view>

#include "libs/windows/core/file_copy.h"
#include "libs/windows/core/file_lookup.h"

namespace mimic::win {

// STATUS_OBJECT_NAME_COLLISION where there is anything of that name.
NTSTATUS create_directory(const Location& location);
// STATUS_NOT_A_DIRECTORY, STATUS_DIRECTORY_NOT_EMPTY, STATUS_CANNOT_DELETE (read-only),
// STATUS_SHARING_VIOLATION (open, or the current directory). A link to a directory is removed
// itself.
NTSTATUS remove_directory(const Location& location);
// STATUS_FILE_IS_A_DIRECTORY, STATUS_CANNOT_DELETE (read-only), STATUS_SHARING_VIOLATION.
NTSTATUS delete_file(const Location& location);

struct MoveOptions {
  bool replace = false;
  bool copy_allowed = false;  // where it cannot be renamed
  CopyObserver* observer = nullptr;
};
// STATUS_OBJECT_NAME_COLLISION, STATUS_ACCESS_DENIED (the target is read-only, in use or a
// directory), STATUS_NOT_SAME_DEVICE, STATUS_SHARING_VIOLATION.
NTSTATUS move_file(const Location& from, const Location& to, const MoveOptions& options);

// The same for a file that was found already, and of which no opening stands in the way.
NTSTATUS move_found(const FoundFile& source, const Location& to, const MoveOptions& options);

// Puts `replacement` in the place of `replaced`, with the attributes and the creation time of that;
// where `backup` is not null, the replaced file is that afterwards. `*stage` tells how far it got.
enum class ReplaceStage : uint8_t { kBefore, kRemoving, kMoving, kMovingAfterBackup };
NTSTATUS replace_file(const Location& replaced, const Location& replacement, const Location* backup,
                      ReplaceStage* stage);

NTSTATUS create_hard_link(const Location& link, const Location& existing);
NTSTATUS link_found(const FoundFile& found, const Location& link, bool replace);
// To a folder of this machine, which need not exist; a relative `target` is one of now.
NTSTATUS create_junction(const Location& link, std::u16string_view target);
// `target` as it was given: relative to the link's folder, or absolute.
NTSTATUS create_symbolic_link(const Location& link, std::u16string_view target);

}  // namespace mimic::win
