#include "libs/windows/crt/ctype.h"

#include "libs/windows/core/character_types.h"
#include "libs/windows/core/text.h"

namespace mimic::win::crt {

uint16_t wide_class(WCHAR unit) {
  if (unit < 256) return kWideClasses[unit + 1];
  return character_type(unit);
}

WCHAR lower_of(const Locale& locale, WCHAR unit) {
  return unit < 128 || is_c(locale, kLcCtype) ? ascii_lower(unit) : downcase(unit);
}
WCHAR upper_of(const Locale& locale, WCHAR unit) {
  return unit < 128 || is_c(locale, kLcCtype) ? ascii_upper(unit) : upcase(unit);
}

}  // namespace mimic::win::crt
