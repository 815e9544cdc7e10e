// mimic's own cmd.exe: enough of the command interpreter for what build tools and scripts give it.
#pragma once

#include "libs/windows/core/startup_block.h"

namespace mimic::win::cmd {

// Runs the interpreter with the command line, environment and standard streams of this process and
// returns its exit code. There is no guest program and no guest thread.
DWORD run(const StartupBlock& block);

}  // namespace mimic::win::cmd
