// Arguments with * and ? for programs that ask to have them expanded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mimic::win::crt {

// Appends the files that `pattern` matches, sorted, each with the pattern's folder in front. False
// where it has no wildcard or nothing matches.
bool expand_wildcards(std::u16string_view pattern, std::vector<std::u16string>& matches);

}  // namespace mimic::win::crt
