// Names that a path has beside the one it was given by, and files that are searched for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi/windows/status.h"

namespace mimic::win {

// The path of an existing file with each name in the case that it has on disk, otherwise spelled as
// it was given. Failures as for look_up().
Expected<std::u16string> long_path(std::u16string_view path);

// SearchPath: the full path of the first file `name` (`extension` is appended where it has none) in
// the folders of `folders`; nothing there: the program's, the current one, Windows' own and those
// of PATH. STATUS_NO_SUCH_FILE where there is none.
Expected<std::u16string> search_path(std::optional<std::u16string_view> folders,
                                     std::u16string_view name, std::u16string_view extension);

// SetSearchPathMode: whether the current folder comes after Windows' own. False where the mode
// cannot be changed any more.
bool set_safe_search(bool safe, bool permanent);

}  // namespace mimic::win
