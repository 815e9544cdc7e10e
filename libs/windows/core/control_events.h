// Control events: Ctrl-C, Ctrl-Break and the end of the console, which reach a process of the host
// as signals. A process that never asks for them is left to the signals' default actions.
#pragma once

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win::control_events {

inline constexpr DWORD CTRL_C_EVENT = 0, CTRL_BREAK_EVENT = 1, CTRL_CLOSE_EVENT = 2;

using Handler = BOOL(MS_ABI*)(DWORD event);

// The handler that was added last is called first, on a thread of its own.
void add(Handler handler);
bool remove(Handler handler);
// Makes this process and the children it starts from now on deaf to Ctrl-C.
void ignore_interrupt(bool ignore);
// Sends an event to the process group `group`, 0 for those that share the console with this
// process. STATUS_INVALID_PARAMETER for another event than Ctrl-C and Ctrl-Break.
NTSTATUS generate(DWORD event, DWORD group);

// From now on a signal that ends the process puts the terminal back first.
void guard_terminal();

}  // namespace mimic::win::control_events
