// Exceptions of the C++ library that the runtime itself throws.
#pragma once

namespace mimic::win::cpp {

[[noreturn]] void throw_bad_alloc();
[[noreturn]] void throw_bad_cast();
[[noreturn]] void throw_bad_typeid();

}  // namespace mimic::win::cpp
