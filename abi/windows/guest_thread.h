// A thread that runs guest code: its TEB, its stacks, and how it starts and ends.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "abi/windows/thread_control.h"

namespace mimic::win {

// One mapping holds, from low to high: the guard (no access), the guest stack, the TEB and the
// alternate signal stack.
struct GuestThread {
  TEB* teb = nullptr;
  uint8_t* mapping = nullptr;  // owned; size `mapping_size` bytes
  size_t mapping_size = 0;
  uint8_t* stack_low = nullptr;   // lowest usable byte, above the guard
  uint8_t* stack_high = nullptr;  // one past the highest
  uint8_t* signal_stack = nullptr;
  int tid = 0;                   // host thread id; also the guest's thread id
  void* host_context = nullptr;  // where leave_guest_thread() goes
  uint32_t exit_code = 0;
  ThreadControl control;   // suspension and pending contexts
  void* object = nullptr;  // the core's Thread object, if it has made one
};

inline constexpr size_t kStackGuard = 64 * 1024;
inline constexpr size_t kMinimumStack = 256 * 1024;  // host code runs on it too
inline constexpr size_t kSignalStack = 64 * 1024;

// The calling thread's block, or null on a helper thread of the host.
extern thread_local GuestThread* t_guest_thread;
inline GuestThread* current_guest_thread() { return t_guest_thread; }

// Maps stacks and TEB for a new thread. `stack_reserve` in bytes; at least kMinimumStack is
// given. Fails with STATUS_NO_MEMORY. Ownership passes to the caller; destroy_guest_thread() frees.
Expected<GuestThread*> create_guest_thread(size_t stack_reserve, PEB* peb);
// Must not be called by the thread itself while on its guest stack.
void destroy_guest_thread(GuestThread* thread);

// Makes the calling host thread `thread` (GS, signal stack, x87 state), runs entry(argument) on the
// guest stack, and returns what entry returned or leave_guest_thread() was given.
uint32_t run_guest_thread(GuestThread* thread, uint32_t (*entry)(void*), void* argument);
// Ends the calling guest thread from any depth, without running anything on its stack.
[[noreturn]] void leave_guest_thread(uint32_t exit_code);

}  // namespace mimic::win
