// Where a signal handler may do what ordinary code does.
#pragma once

#include <ucontext.h>

namespace mimic::win {

// Does the interrupted guest thread hold nothing of the host's, no lock and no structure half
// changed? So it is in guest code, and in a system call that blocks: no code of the host blocks in
// one with anything in hand that others need to start a thread. The allocator's system calls, and
// waits for locks, are not among those.
bool is_safe_point(const ucontext_t& context);

}  // namespace mimic::win
