// How many cells of a screen a character takes.
#pragma once

namespace mimic::win {

// 0 for what combines with the character before it, 2 for the wide ones of East Asia and emoji.
int character_width(char32_t character);

}  // namespace mimic::win
