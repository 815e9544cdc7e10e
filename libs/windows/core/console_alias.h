// Aliases of console lines, one set for each program's name. Names are compared ignoring case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::win::console_alias {

// An empty target takes the alias away. False where there was none.
bool set(std::u16string_view program, std::u16string_view source, std::u16string_view target);
std::optional<std::u16string> get(std::u16string_view program, std::u16string_view source);
// "source=target" each.
std::vector<std::u16string> list(std::u16string_view program);
std::vector<std::u16string> programs();

}  // namespace mimic::win::console_alias
