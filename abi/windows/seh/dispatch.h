// Raising exceptions in the guest: the search for a handler.
#pragma once

#include "abi/windows/context.h"

namespace mimic::win::seh {

// RtlDispatchException: vectored handlers, then the frames' language handlers from `context`
// outwards, then the unhandled exception filter. True if execution shall continue with `context`
// (which handlers may have changed). False if nobody handled it and the stack is not one the search
// can follow. Does not return where a handler unwinds.
bool dispatch_exception(EXCEPTION_RECORD* record, CONTEXT* context);

// dispatch_exception(), then continues there or ends the process.
[[noreturn]] void raise_exception(EXCEPTION_RECORD* record, CONTEXT* context);

// Raises an exception on behalf of a host function, in place: its frames are crossed, and cleaned
// up if a handler unwinds. Returns only if a handler continues. For NTSTATUS codes without more to
// say pass no information.
void raise_from_host(NTSTATUS code, DWORD flags = 0, DWORD count = 0,
                     const ULONG_PTR* information = nullptr);

// Shows an exception to the vectored handlers alone, and goes on whatever they say.
void raise_vectored_only(NTSTATUS code, DWORD count, const ULONG_PTR* information);

// The guest's unhandled exception filter (SetUnhandledExceptionFilter); returns the previous one.
using UnhandledFilter = LONG(MS_ABI*)(EXCEPTION_POINTERS*);
UnhandledFilter set_unhandled_filter(UnhandledFilter filter);
// UnhandledExceptionFilter: calls it. EXCEPTION_EXECUTE_HANDLER means the process is to end.
LONG call_unhandled_filter(EXCEPTION_POINTERS* pointers);

// Ends the process with the exception's code as exit status and one line that says where and why.
[[noreturn]] void end_by_exception(const EXCEPTION_RECORD& record, const CONTEXT& context);

// Is [address, address + size) on the calling guest thread's stack, as its TEB has it?
bool on_guest_stack(uint64_t address, uint64_t size = 8);

}  // namespace mimic::win::seh
