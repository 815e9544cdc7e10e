// Japanese kana and the widths of characters.
#pragma once

#include <string>
#include <string_view>

namespace mimic::win {

std::u16string to_hiragana(std::u16string_view text);
std::u16string to_katakana(std::u16string_view text);
std::u16string to_half_width(std::u16string_view text);
std::u16string to_full_width(std::u16string_view text);

}  // namespace mimic::win
