// Calls whose answer would show mimic where the guest expects itself: /proc/self/exe.
#pragma once

#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

// Whether the guest's string at `address` is the link to its own program.
bool names_own_program(uint64_t address);

bool read_link(ThreadBlock& block, Registers& registers);
bool read_link_at(ThreadBlock& block, Registers& registers);
bool open_path(ThreadBlock& block, Registers& registers);
bool open_path_at(ThreadBlock& block, Registers& registers);

}  // namespace mimic::monitor
