// Drive C:, a folder of the user's that is made when something is first written there. Until then,
// and beside what it holds, the folders and DLLs that every Windows has appear to exist.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"

namespace mimic::win {

// The host folder that is C:\ (which may not exist): $MIMIC_HOME/c, $XDG_STATE_HOME/mimic/c or
// ~/.local/state/mimic/c.
const std::string& private_drive();

struct VirtualEntry {
  // kProgram: the command interpreter, which is part of mimic; the file is empty.
  enum class Kind : unsigned char { kNone, kFolder, kModule, kHostFile, kProgram };
  Kind kind = Kind::kNone;
  std::string_view target;  // kModule: builtin module's name; kHostFile: path on the host
};
// What a path of C: that does not exist on the host appears to be. `path` is absolute on the host.
VirtualEntry virtual_entry(std::string_view path);
// Names that appear in a virtual folder, in addition to those of the host. `path` as above.
std::vector<std::string> virtual_names(std::string_view path);

// The status of a path, on whatever drive, that does not exist on the host and is no virtual entry:
// `status`, unless its folder is virtual. `path` as above.
NTSTATUS missing_status(std::string_view path, NTSTATUS status);

// Makes the host folder that `path` lies in where it is a virtual folder, and returns `path` with
// the folder as it was made; empty where it is none or cannot be made.
std::string make_parent(const std::string& path);

}  // namespace mimic::win
