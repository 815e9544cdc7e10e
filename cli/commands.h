// The subcommands of `mimic`. Each takes its arguments without its own name and returns the exit
// status of the process. `inspect` has a header of its own.
#pragma once

#include <span>

#include "loader/base/error.h"

namespace mimic {

using Arguments = std::span<const char* const>;

int run(Arguments arguments);
int trace(Arguments arguments);
int doctor(Arguments arguments);
int completion(Arguments arguments);

// Runs a program with its arguments, the first of which names it: as a path, or found in the
// current folder or on PATH. Returns only if it could not be started, with the exit status.
int start_program(Arguments command);

// The same for a Linux program, whose system calls pass the monitor.
int start_interposed(Arguments command);
// The monitor executes a program: all arguments of the process, as syscalls/monitor/start.h lays
// them out.
int continue_interposed(std::span<char* const> arguments);

// Prints "mimic: <message>" and gives the exit status of its kind.
int report(const Error& error);

}  // namespace mimic
