// One call in strace's notation: its arguments and its result.
#pragma once

#include "syscalls/trace/printer.h"

namespace mimic::syscalls {

struct CallView {
  const Call* call;  // null for a number that the table lacks
  uint64_t number;
  const uint64_t* args;
  int64_t result;
  bool exited;   // what was captured at exit is there, and the result counts
  bool returns;  // false for exit and its like

  bool failed() const { return exited && returns && result < 0 && result >= -4095; }
};

// "openat", "syscall_0x1f4".
void print_call_name(Printer& printer, const CallView& view);

// Prints the arguments from the `first`-th shown one on, with commas, as far as they are known: for
// a call that has not returned, up to the first that the kernel writes. Returns the place to go on.
unsigned print_arguments(Printer& printer, const CallView& view, unsigned first);

// One argument by its place in the call, for who lays out arguments otherwise.
void print_argument(Printer& printer, const CallView& view, unsigned index);

// "3", "-1 ENOENT (No such file or directory)", "1 ([{fd=3, revents=POLLIN}])", "?".
void print_result(Printer& printer, const CallView& view);

}  // namespace mimic::syscalls
