// The exit status of the mimic command for each kind of failure of its own.
#pragma once

#include "loader/base/error.h"

namespace mimic {

// Never 0 or 1, and above what programs commonly use, so that scripts can tell them from the
// program's own status.
int exit_status(ErrorKind kind);

}  // namespace mimic
