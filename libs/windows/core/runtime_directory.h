// A folder of this user's for what processes of mimic share while they run: sockets of named pipes,
// shared memory. Nothing in it outlives its use.
#pragma once

#include <string>

namespace mimic::win {

// $XDG_RUNTIME_DIR/mimic, or /tmp/mimic-UID where that is unset; made when first asked for, with
// mode 0700. Empty where it cannot be made or belongs to somebody else.
const std::string& runtime_directory();

}  // namespace mimic::win
