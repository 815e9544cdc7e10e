// `mimic inspect FILE`: what an image is, what it needs, and what of that mimic has.
#pragma once

#include <span>

namespace mimic {

// Takes the arguments after "inspect" and returns the exit status: 0, 1 for --missing when
// functions are missing, or that of a failure (cli/exit_status.h), which it has then reported.
int inspect(std::span<const char* const> arguments);

}  // namespace mimic
