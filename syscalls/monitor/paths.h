// Calls whose answer would show mimic where the guest expects itself: /proc/self/exe.
#pragma once

#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

bool read_link(ThreadBlock& block, Registers& registers);
bool read_link_at(ThreadBlock& block, Registers& registers);
bool open_path(ThreadBlock& block, Registers& registers);
bool open_path_at(ThreadBlock& block, Registers& registers);

}  // namespace mimic::monitor
