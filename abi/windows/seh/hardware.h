// Hardware exceptions: from Linux signals to Windows exceptions.
#pragma once

#include <signal.h>
#include <ucontext.h>

#include "abi/windows/context.h"

namespace mimic::win::seh {

// Installs the handlers of SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP, once at start.
void install_hardware_exceptions();

// Between the kernel's and Windows' view of the registers.
void context_of(const ucontext_t& signal, CONTEXT* context);
// Applies the parts that `flags` names.
void apply_context(const CONTEXT& context, DWORD flags, ucontext_t* signal);

// Opens the guard at the bottom of the calling thread's stack for the handlers of a stack overflow;
// false if it is open already.
bool open_stack_guard();
// _resetstkoflw: closes it again.
void close_stack_guard();

// The real-time signal that suspends threads (suspend.cpp); blocked while a fault is handled.
int suspend_signal();

}  // namespace mimic::win::seh
