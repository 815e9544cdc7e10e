// The entries of a folder, as getdents and getdents64 return them.
#pragma once

#include "syscalls/trace/printer.h"

namespace mimic::syscalls {

// "0x55d... /* 22 entries */"; the entries themselves where the options ask for everything.
void print_dirents(Printer& printer, bool is_64, uint64_t address, uint64_t size);

}  // namespace mimic::syscalls
