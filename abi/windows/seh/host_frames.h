// Crossing frames of the host that lie between frames of the guest.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"

namespace mimic::win::seh {

enum class Crossing {
  kGuest,     // the context is now that of guest code
  kNested,    // came upon a language handler called for an exception: see *dispatcher
  kCollided,  // came upon a language handler called by an unwind: see *dispatcher
  kEnd,       // no guest code beneath
  kFailed,    // the host's tables end somewhere
};

// Replaces `context`, whose rip is in host code, by that of the next guest frame, or of the frame
// that called a language handler, in which case *dispatcher is that handler's. `exact` as in
// cfi::step(). Async-signal-safe.
Crossing cross_host_frames(CONTEXT& context, bool exact, DISPATCHER_CONTEXT** dispatcher);

// Like the above, but sees only calls: the guest frame that called into the host, whatever of
// mimic's own frames lies between. For contexts of threads.
bool find_guest_caller(CONTEXT& context, bool exact);

// Has any host frame from `context` up to the guest something to clean up?
bool has_host_cleanups(const CONTEXT& context, bool exact);

// Runs the clean-ups of the host frames from `context` up to the guest, leaving the caller and
// everything deeper on the stack as it is.
void run_host_cleanups(const CONTEXT& context);

// Releases the host frames of the interrupted code `context` up to the guest, and raises `record`
// in the guest with the context `guest`. All are copied.
[[noreturn]] void abandon_host_frames(const CONTEXT& context, const CONTEXT& guest,
                                      const EXCEPTION_RECORD& record);

}  // namespace mimic::win::seh
