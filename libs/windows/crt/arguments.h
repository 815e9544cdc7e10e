// main's arguments.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win::crt {

enum class ArgumentMode { kNone, kAsWritten, kWithWildcards };

template <class C>
struct Arguments {
  int count;
  C** values;  // null at the end
};

// The arguments of the process's command line, in memory of the process heap.
template <class C>
Arguments<C> make_arguments(ArgumentMode mode);
// Path of the program's file.
template <class C>
C* program_path();

// The command line behind the program's name, as WinMain gets it.
template <class C>
C* arguments_text(C* command_line);

}  // namespace mimic::win::crt
