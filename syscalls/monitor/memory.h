// Calls that change what is mapped: new code is rewritten before the guest can run it.
#pragma once

#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

bool map_memory(ThreadBlock& block, Registers& registers);
bool unmap_memory(ThreadBlock& block, Registers& registers);

}  // namespace mimic::monitor
