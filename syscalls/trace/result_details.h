// What follows the result of a call in parentheses: the events of poll, the flags of F_GETFL.
#pragma once

#include "syscalls/trace/format_call.h"

namespace mimic::syscalls {

void print_success(Printer& printer, const CallView& view, Type type);

}  // namespace mimic::syscalls
