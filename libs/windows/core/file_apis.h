// The code page of file names in the *A functions: ANSI, or OEM after SetFileApisToOEM.
#pragma once

#include <string>
#include <string_view>

namespace mimic::win {

void set_file_apis_to_oem(bool oem);
bool file_apis_are_ansi();

// A file name given to an *A function; empty for null.
std::u16string file_name_of(const char* name);
// A file name for the caller of an *A function.
std::string narrow_file_name(std::u16string_view name);

}  // namespace mimic::win
