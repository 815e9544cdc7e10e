// Base64 (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libs/windows/core/der.h"

namespace mimic::win {

// Without line breaks.
std::string encode_base64(ByteView bytes);
// White space is skipped; nothing where any other character is in the text, or its length is wrong.
std::optional<ByteVector> decode_base64(std::string_view text);

}  // namespace mimic::win
