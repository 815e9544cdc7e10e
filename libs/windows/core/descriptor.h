// Descriptors of the host.
#pragma once

namespace mimic::win {

// Closes a descriptor that an object owned. One of the first three becomes /dev/null instead: the
// numbers must not be given to the next file that opens, since Linux programs, libraries and mimic
// itself take them for the standard streams. Nothing happens for -1.
void close_descriptor(int descriptor);

}  // namespace mimic::win
