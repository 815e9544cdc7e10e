// The C runtimes' copy of the environment: what getenv reads and what _environ points to. Made of
// the process's environment when first asked for; from then on _putenv changes both, and
// SetEnvironmentVariable only the process's, as with Microsoft's.
#pragma once

#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win::crt {

// The runtime's array of "NAME=value", null at its end. The narrow one is in the ANSI code page.
template <class C>
C** environment();

// The array that the program was started with, which _putenv leaves alone.
template <class C>
C** initial_environment();

// The value of a variable, found without regard to case; null where there is none. It lasts until
// the variable is changed.
template <class C>
C* find_variable(const C* name);

// Sets a variable, or removes it where `value` is empty. 0, or -1 with errno.
template <class C>
int set_variable(std::basic_string_view<C> name, std::basic_string_view<C> value);

}  // namespace mimic::win::crt
