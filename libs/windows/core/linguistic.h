// Comparing and mapping text by the rules of a language.
//
// Plain English needs no library: ASCII is compared by a table of weights. What goes beyond it is
// given to ICU, opened when first needed; without ICU such text is compared by simple case folding.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr DWORD NORM_IGNORECASE = 1, NORM_IGNORENONSPACE = 2, NORM_IGNORESYMBOLS = 4,
                       LINGUISTIC_IGNORECASE = 0x10, LINGUISTIC_IGNOREDIACRITIC = 0x20,
                       NORM_IGNOREKANATYPE = 0x10000, NORM_IGNOREWIDTH = 0x20000,
                       NORM_LINGUISTIC_CASING = 0x8000000, SORT_STRINGSORT = 0x1000,
                       SORT_DIGITSASNUMBERS = 8;

// Below, at or above 0 by how CompareStringEx orders two texts. `locale` is a locale name.
int compare_text(std::u16string_view locale, DWORD flags, std::u16string_view a,
                 std::u16string_view b);

// The sort key of LCMAP_SORTKEY; comparing two by bytes orders as compare_text.
std::string sort_key(std::u16string_view locale, DWORD flags, std::u16string_view text);

// Where `value` is in `text`; SIZE_MAX where it is not. *found is the length of the match.
size_t find_text(std::u16string_view locale, DWORD flags, std::u16string_view text,
                 std::u16string_view value, bool from_end, bool anchored, size_t* found);

}  // namespace mimic::win
