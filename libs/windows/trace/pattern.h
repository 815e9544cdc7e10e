// Which functions a trace shows: patterns "dll!function" with * and ?, without regard to case. A
// pattern without '!' inside means the function in any DLL; one that begins with '!' leaves out
// what it matches.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mimic::win {

bool matches_glob(std::string_view pattern, std::string_view text);
// The last pattern that matches decides; what none matches is shown only if all leave out.
bool selected(std::span<const std::string> patterns, std::string_view dll,
              std::string_view function);

}  // namespace mimic::win
