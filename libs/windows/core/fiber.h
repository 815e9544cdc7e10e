// Fibers: stacks that a thread switches between.
#pragma once

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win {

struct Fiber;

// The calling thread's own fiber, as ConvertThreadToFiber makes it; TEB.FiberData points to it.
Expected<Fiber*> convert_thread_to_fiber(PVOID parameter);
NTSTATUS convert_fiber_to_thread();
Expected<Fiber*> create_fiber(size_t stack_reserve, PVOID routine, PVOID parameter);
void switch_to_fiber(Fiber* target);
// Deleting the running fiber ends its thread.
void delete_fiber(Fiber* fiber);
bool is_thread_a_fiber();

}  // namespace mimic::win
