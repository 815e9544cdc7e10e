// The printf functions of both runtimes, to streams and to strings.
#pragma once

#include "libs/windows/crt/format_output.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::crt {

template <class C>
int print_stream(FILE* stream, const C* text, const void* arguments, Locale* locale,
                 const FormatRules& rules);

// What happens where a string does not fit.
enum class Ending {
  kUnlimited,  // it always does: sprintf
  kOpen,       // -1; a text that just fits is not terminated: _snprintf
  kClosed,     // cut and terminated, -1: _snprintf_c
  kCounted,    // cut and terminated; the whole length: snprintf of C99
  kDistinct,   // cut and terminated, -2: __stdio_common_vsprintf
};
template <class C>
int print_string(C* to, size_t capacity, Ending ending, const C* text, const void* arguments,
                 Locale* locale, const FormatRules& rules);
// The `_s` functions. At most `limit` units; kTruncate: as many as fit.
template <class C>
int print_string_s(C* to, size_t capacity, const C* text, const void* arguments, Locale* locale,
                   const FormatRules& rules);
template <class C>
int print_limited_s(C* to, size_t capacity, size_t limit, const C* text, const void* arguments,
                    Locale* locale, const FormatRules& rules);
// How long the text would be.
template <class C>
int print_nowhere(const C* text, const void* arguments, Locale* locale, const FormatRules& rules);

constexpr FormatRules positional(FormatRules rules) {
  rules.positional = rules.checked = true;
  return rules;
}
constexpr FormatRules checked(FormatRules rules) {
  rules.checked = true;
  return rules;
}

}  // namespace mimic::win::crt
