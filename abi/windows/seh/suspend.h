// Suspending guest threads and changing their contexts.
//
// A suspended thread never holds a lock of the host: it stops at once if it is in guest code, and
// otherwise when the host function that it is in returns to the guest. Its context is that of guest
// code in either case: where it was interrupted, or its call into the host.
#pragma once

#include "abi/windows/guest_thread.h"

namespace mimic::win::seh {

inline constexpr uint32_t kMaximumSuspendCount = 127;

// Asks another thread to stop. It has to be called again, after wait_for_progress(), until it
// returns true: the thread may be at a point where it cannot tell its context. The caller keeps
// `thread` alive during each call.
bool try_suspend(GuestThread& thread, bool first);
// Waits until some thread has answered, for a millisecond at most.
void wait_for_progress();
// Stops the calling thread until it is resumed.
void suspend_self();
// Stops the calling thread here if it is suspended, with this context, which may get changed. For
// ways from the host into the guest that are no return.
void stop_if_suspended(CONTEXT* context);
// Lets it go on; call when suspend_count has become 0.
void wake_suspended(GuestThread& thread);

// Copies the parts that `to.ContextFlags` names.
void copy_context(CONTEXT& to, const CONTEXT& from, DWORD flags);
// The context of a suspended thread, and of the calling one.
void get_context(GuestThread& thread, CONTEXT* context);
void get_own_context(CONTEXT* context);
// For a suspended thread.
void set_context(GuestThread& thread, const CONTEXT& context);

}  // namespace mimic::win::seh
