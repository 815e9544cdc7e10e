// The system calls that were found in a file, kept for the next program that maps it: finding them
// takes longer than the start of a small program.
#pragma once

#include <functional>
#include <vector>

#include "loader/rewrite/sites.h"

namespace mimic::monitor {

// What `find` says of the file that `descriptor` is open on, from
// $XDG_CACHE_HOME/mimic/sites (~/.cache/mimic/sites) where it was asked before and the file is the
// same by device, inode, size and times. A cache that cannot be written or read is none.
std::vector<rewrite::Site> cached_sites(int descriptor,
                                        const std::function<std::vector<rewrite::Site>()>& find);

}  // namespace mimic::monitor
