// Text from untrusted bytes, made fit for one line of a message.
#pragma once

#include <string>
#include <string_view>

namespace mimic {

// `text` with every byte outside printable ASCII written as \xNN, cut after `limit` bytes of input.
std::string printable(std::string_view text, size_t limit = 200);

}  // namespace mimic
