// Starting a program inside the monitor.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace mimic::monitor {

struct ThreadBlock;
struct Process;

// argv[0] of mimic where the monitor executes a program: the path of it and its own argv follow.
inline constexpr char kExecutionMarker[] = "\001mimic-execute";
inline constexpr size_t kExecutionWords = 2;

// The first thread of a program, all prepared: never returns, and nothing of the host's libraries
// works from here on. `stack` is the guest's stack pointer, `entry` where it begins.
[[noreturn]] void start_guest(ThreadBlock* block, uint64_t stack, uint64_t entry);

}  // namespace mimic::monitor
