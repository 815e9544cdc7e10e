// Headers of an image that is only looked at, for its resources.
#pragma once

#include <optional>
#include <string_view>

#include "loader/base/bytes.h"
#include "loader/pe/image.h"

namespace mimic::pe {

// The headers of a whole file for any processor, 32-bit images included, of which only the sections
// and directories are read. Nothing where it is no image, or a malformed one.
std::optional<Headers> parse_any_headers(Bytes file, std::string_view name);

}  // namespace mimic::pe
