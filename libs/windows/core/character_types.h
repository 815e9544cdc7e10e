// What GetStringType says of a UTF-16 unit.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win {

struct CharacterTypes {
  uint16_t type1;  // CT_CTYPE1: kUpper, …
  uint16_t type2;  // CT_CTYPE2: direction
  uint16_t type3;  // CT_CTYPE3: for text processing
};

inline constexpr WORD kUpper = 1, kLower = 2, kDigit = 4, kSpace = 8, kPunctuation = 0x10,
                      kControl = 0x20, kBlank = 0x40, kHexDigit = 0x80, kAlpha = 0x100,
                      kDefined = 0x200;

const CharacterTypes& character_types(char16_t unit);
inline WORD character_type(char16_t unit) { return character_types(unit).type1; }

}  // namespace mimic::win
