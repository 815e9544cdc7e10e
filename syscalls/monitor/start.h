// Starting a program inside the monitor.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace mimic::monitor {

struct ThreadBlock;
struct Process;

// argv[0] of mimic where the monitor executes a program: its path, the trace's ring or "", and its
// own argv follow.
inline constexpr char kExecutionMarker[] = "\001mimic-execute";
// The same for the first program of a trace, of whose execve the trace knows nothing yet.
inline constexpr char kFirstExecutionMarker[] = "\001mimic-begin";
inline constexpr size_t kExecutionWords = 3;

// The first thread of a program, all prepared: never returns, and nothing of the host's libraries
// works from here on. `stack` is the guest's stack pointer, `entry` where it begins.
[[noreturn]] void start_guest(ThreadBlock* block, uint64_t stack, uint64_t entry);

}  // namespace mimic::monitor
