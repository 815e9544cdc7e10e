// ICU, opened when first asked for. Its functions have their major version in their names.
#pragma once

namespace mimic::win {

// A function of ICU by its plain name ("ucol_open"), or null where ICU is not installed or lacks
// it. Costs a look-up: keep the result.
void* icu_symbol(const char* name);

// Usage: static const auto open = icu_function<UCollator*(const char*, UErrorCode*)>("ucol_open");
template <class F>
F* icu_function(const char* name) {
  return reinterpret_cast<F*>(icu_symbol(name));
}

using UErrorCode = int;  // above 0: failure
inline bool icu_failed(UErrorCode error) { return error > 0; }

}  // namespace mimic::win
