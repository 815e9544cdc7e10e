// printf for both character types. Arguments are the guest's: eight bytes each, one after the
// other.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libs/windows/crt/format_float.h"
#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {

// Where formatted text goes.
template <class C>
class Output {
 public:
  // False ends the formatting with failure.
  virtual bool write(const C* text, size_t count) = 0;

 protected:
  ~Output() = default;
};

struct FormatRules {
  bool legacy_wide = true;   // %s in a wide format is wide
  bool legacy = true;        // msvcrt: "1.#INF", hh is h, unknown conversions are text
  bool three_digits = true;  // of an exponent
  bool positional = false;   // _p: %1$d
  bool checked = false;      // _s: unknown conversions are invalid parameters
  FloatRounding rounding = FloatRounding::kDigits;
};

// msvcrt's own rules, and those that the options of __stdio_common_v… ask for.
inline constexpr FormatRules kLegacyRules = {};
FormatRules rules_of(uint64_t options);

// The number of units written, -1 with errno.
template <class C>
int format(Output<C>& out, const C* text, const void* arguments, const Locale& locale,
           const FormatRules& rules);

// _set_printf_count_output: whether %n writes.
extern bool count_output;

}  // namespace mimic::win::crt
