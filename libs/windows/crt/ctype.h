// Classes and case of characters by locale.
#pragma once

#include "libs/windows/crt/ctype_tables.h"
#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {

// Class of a wide character, the same in every locale.
uint16_t wide_class(WCHAR unit);

// Case of a wide character: ASCII alone in "C".
WCHAR lower_of(const Locale& locale, WCHAR unit);
WCHAR upper_of(const Locale& locale, WCHAR unit);

inline bool is_c(const Locale& locale, Category category) {
  return !locale.locinfo->name[category];
}

}  // namespace mimic::win::crt
