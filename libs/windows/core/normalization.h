// Unicode normalization, digits and ligatures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mimic::win {

// Values as NORM_FORM has them.
enum class Normalization { kC = 1, kD = 2, kKC = 5, kKD = 6 };

// By ICU; ASCII is what it is in every form. Nothing where ICU is missing.
std::optional<std::u16string> normalize(Normalization form, std::u16string_view text);
// ICU's transliterator of this name ("Traditional-Simplified").
std::optional<std::u16string> transliterate(std::u16string_view name, std::u16string_view text);

// The value of a decimal digit of any script, or -1.
int digit_value(char16_t unit);
// Latin ligatures as the letters they stand for.
std::u16string expand_ligatures(std::u16string_view text);

}  // namespace mimic::win
