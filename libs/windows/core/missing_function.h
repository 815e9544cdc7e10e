// What an import that mimic does not have is bound to: a stub that, when called, ends the program
// with one line that names the function and the caller.
#pragma once

#include <string_view>

namespace mimic::win {

// Never null. `program`, `dll` and `function` ("#12" for an ordinal) are copied.
void* missing_function(std::string_view dll, std::string_view function);

}  // namespace mimic::win
