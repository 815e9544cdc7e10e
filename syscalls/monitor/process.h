// Threads, processes and programs.
#pragma once

#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

// Which calls of the thread go straight to the host; after a trace was started.
void choose_plain_calls(ThreadBlock& block);

// clone, clone3, fork and vfork. Puts the result into the registers.
bool make_task(ThreadBlock& block, Registers& registers);
// exit of one thread.
[[noreturn]] bool end_task(ThreadBlock& block, Registers& registers);
// execve and execveat: by way of mimic itself, so that the new program is interposed as well.
// Returns where the program cannot be run, with the error in the registers.
bool execute(ThreadBlock& block, Registers& registers);

}  // namespace mimic::monitor
