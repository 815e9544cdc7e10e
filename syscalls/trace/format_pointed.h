// Arguments that are addresses: what was captured there.
#pragma once

#include "syscalls/trace/format_call.h"

namespace mimic::syscalls {

// The argument's memory in strace's notation, the address where nothing is known of it.
void print_pointed(Printer& printer, const CallView& view, const Argument& argument,
                   unsigned index);

// " => {parent_tid=[123]}": what clone3 wrote through its structure.
void print_clone_results(Printer& printer, const CallView& view);

// What the kernel reads and writes is printed as it was before the call, but for these.
bool shown_at_exit(Type type);
// What the kernel reads and writes, but is printed like what it only writes.
bool shown_as_output(Type type);

}  // namespace mimic::syscalls
