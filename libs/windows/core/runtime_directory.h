// A folder of this user's for what processes of mimic share while they run: sockets of named pipes,
// shared memory. Nothing in it outlives its use.
#pragma once

#include <string>
#include <string_view>

namespace mimic::win {

// $XDG_RUNTIME_DIR/mimic, or /tmp/mimic-UID where that is unset; made when first asked for, with
// mode 0700. Empty where it cannot be made or belongs to somebody else.
const std::string& runtime_directory();
// The path in it of a socket for `key`, which may be any text; empty where there is no directory.
std::string runtime_file(std::string_view kind, std::string_view key);

}  // namespace mimic::win
