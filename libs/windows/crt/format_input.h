// scanf for both character types.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libs/windows/crt/locale.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::crt {

// Where text comes from.
template <class C>
class Input {
 public:
  static constexpr int kEnd = -1;
  virtual int next() = 0;
  virtual void back(int unit) = 0;  // what next() gave last; not for kEnd

 protected:
  ~Input() = default;
};

struct ScanRules {
  bool secure = false;      // sizes follow the addresses of strings and characters
  bool legacy_wide = true;  // %s in a wide format is wide
  bool legacy = true;       // msvcrt: no "inf", "nan", hexadecimal fractions
};
ScanRules scan_rules_of(uint64_t options);

// The number of conversions that were stored, or -1 where the input ended before the first.
template <class C>
int scan(Input<C>& in, const C* text, const void* arguments, const Locale& locale,
         const ScanRules& rules);

template <class C>
int scan_stream(FILE* stream, const C* text, const void* arguments, Locale* locale,
                const ScanRules& rules);
// At most `count` units, or to the terminator.
template <class C>
int scan_string(const C* from, size_t count, const C* text, const void* arguments, Locale* locale,
                const ScanRules& rules);

}  // namespace mimic::win::crt
