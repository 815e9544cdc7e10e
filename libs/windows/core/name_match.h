// Wildcards of file names, as the file system matches them (FsRtlIsNameInExpression).
#pragma once

#include <string>
#include <string_view>

namespace mimic::win {

// `*` and `?` are what they look like. Three more characters stand for what they meant to DOS:
// `<` (DOS_STAR) is a `*` that does not reach over the last dot, `>` (DOS_QM) is a `?` that also
// matches nothing before a dot and at the end, `"` (DOS_DOT) is a dot or the end.
bool name_matches(std::u16string_view expression, std::u16string_view name, bool ignore_case);

// Does the expression stand for more than one name?
bool has_wildcards(std::u16string_view expression);

// The expression of a pattern that was given to FindFirstFile, in which `*` and `?` are meant as
// DOS meant them. `stripped_dot`: the path that it ended had a final dot, which is gone.
std::u16string expression_of(std::u16string_view pattern, bool stripped_dot);

}  // namespace mimic::win
