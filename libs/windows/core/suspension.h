// Suspending and resuming threads, and their contexts, on the core's Thread objects.
#pragma once

#include "abi/windows/context.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {

// Both return the previous count. Failures: STATUS_SUSPEND_COUNT_EXCEEDED,
// STATUS_THREAD_IS_TERMINATING.
Expected<uint32_t> suspend_thread(Thread& thread);
Expected<uint32_t> resume_thread(Thread& thread);

// The parts that context->ContextFlags names. A thread that runs is suspended meanwhile.
NTSTATUS get_thread_context(Thread& thread, CONTEXT* context);
NTSTATUS set_thread_context(Thread& thread, const CONTEXT& context);

}  // namespace mimic::win
