// Readable names of Microsoft's decorated types.
#pragma once

#include <string>

namespace mimic::win::cpp {

// ".?AVruntime_error@std@@" → "class std::runtime_error", ".H" → "int". Templates and function
// types come back as they are.
std::string undecorate_type(const char* decorated);

}  // namespace mimic::win::cpp
