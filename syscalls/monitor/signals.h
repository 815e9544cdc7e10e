// Signals: the monitor owns the handlers that the kernel calls, and delivers to the guest's.
#pragma once

#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

// Installs the handlers that the monitor always needs: of SIGSYS, by which calls come that are not
// rewritten, and of the faults that bad pointers of the guest's make in the monitor.
void start_signals();
// Before a program is executed: what the guest ignores is ignored by the kernel, which passes that
// on.
void show_ignored_signals(const Process& process, bool executing);

// The guest's calls about signals. Each puts its result into the registers, or makes the call;
// false where a signal came before the call (mimic_guest_call).
bool signal_action(ThreadBlock& block, Registers& registers);
bool signal_mask(ThreadBlock& block, Registers& registers);
bool signal_stack(ThreadBlock& block, Registers& registers);
[[noreturn]] bool signal_return(ThreadBlock& block, Registers& registers);
// A call that waits with another mask, which is at argument `index`: directly, or, where `boxed`,
// by way of a {pointer, size} pair.
bool call_with_mask(ThreadBlock& block, Registers& registers, int index, bool boxed);

}  // namespace mimic::monitor
