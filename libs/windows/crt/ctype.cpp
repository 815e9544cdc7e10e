#include "libs/windows/crt/ctype.h"

#include "libs/windows/core/text.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {

uint16_t wide_class(WCHAR unit) {
  if (unit < 256) return kWideClasses[unit + 1];
  WORD type = 0;
  kernel32::GetStringTypeW(1 /* CT_CTYPE1 */, &unit, 1, &type);
  return type;
}

WCHAR lower_of(const Locale& locale, WCHAR unit) {
  return unit < 128 || is_c(locale, kLcCtype) ? ascii_lower(unit) : downcase(unit);
}
WCHAR upper_of(const Locale& locale, WCHAR unit) {
  return unit < 128 || is_c(locale, kLcCtype) ? ascii_upper(unit) : upcase(unit);
}

}  // namespace mimic::win::crt
