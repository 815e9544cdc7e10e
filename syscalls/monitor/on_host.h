// Ordinary code of the host, called from the monitor while the guest runs: with the host's thread
// pointer, on a stack of its own, without Syscall User Dispatch, one thread at a time. For what is
// rare.
#pragma once

#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

// To be called once, before the guest runs, by a thread of the host's, whose thread pointer is
// used. False where memory is short.
bool prepare_host_mode();

// Signals are blocked until the way out of the gateway.
void call_host(ThreadBlock& block, void (*function)(void* argument), void* argument);

// Around fork: the child's copy of the host must be whole.
void lock_host();
void unlock_host();

}  // namespace mimic::monitor
