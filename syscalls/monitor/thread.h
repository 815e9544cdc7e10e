// What the monitor keeps for a thread and for a process.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "syscalls/monitor/kernel.h"
#include "syscalls/monitor/registers.h"

namespace mimic::monitor {

// Shared by the threads that share signal handlers; a vfork child has a copy.
struct Process {
  SignalAction actions[kSignals];  // the guest's, by signal - 1
  char executable[4096];           // what /proc/self/exe leads to
  char self[4096];                 // mimic itself
  char trace[64];                  // where the ring is to be opened; empty: no trace
};

// Found through GS. Its offsets are in layout.h.
struct ThreadBlock {
  uint64_t guest_stack;    // the guest's stack pointer while the gateway is entered
  uint64_t monitor_stack;  // where the monitor's stack begins
  ThreadBlock* self;
  uint32_t pending;       // a signal was put off: it is queued, and all are blocked, until the exit
  uint32_t restore_mask;  // set `mask` on the way out
  SignalSet mask;         // the guest's, while the kernel's is the monitor's
  SignalSet pending_mask;  // all but the signal put off
  uint64_t plain_return;   // where the guest goes on after a plain call
  // By number: whether a call is more than a plain one to the host. Here, since each page that the
  // way of a call touches costs time.
  unsigned char special[256];

  Process* process;
  int32_t pid, tid;
  uint32_t injected[8];  // matching calls so far, by injection
  void* region;          // holds stacks and block
  size_t region_size;
  SignalStack alternate;          // the monitor's
  SignalStack guest_alternate;    // as the guest set it
  int32_t parent, parent_thread;  // who made the thread,
  uint64_t clone_flags;           // and how
  // The mask that a call like sigsuspend puts in place while it waits.
  bool waits_with_mask;
  SignalSet waiting_mask;
};

static_assert(offsetof(ThreadBlock, guest_stack) == MIMIC_BLOCK_GUEST_STACK);
static_assert(offsetof(ThreadBlock, monitor_stack) == MIMIC_BLOCK_MONITOR_STACK);
static_assert(offsetof(ThreadBlock, self) == MIMIC_BLOCK_SELF);
static_assert(offsetof(ThreadBlock, pending) == MIMIC_BLOCK_PENDING);
static_assert(offsetof(ThreadBlock, restore_mask) == MIMIC_BLOCK_RESTORE_MASK);
static_assert(offsetof(ThreadBlock, mask) == MIMIC_BLOCK_MASK);
static_assert(offsetof(ThreadBlock, pending_mask) == MIMIC_BLOCK_PENDING_MASK);
static_assert(offsetof(ThreadBlock, plain_return) == MIMIC_BLOCK_RETURN);
static_assert(offsetof(ThreadBlock, special) == MIMIC_BLOCK_SPECIAL);

// The current thread's. Valid after adopt_thread().
inline ThreadBlock& thread() {
  ThreadBlock* block;
  asm("movq %%gs:%c1, %0" : "=r"(block) : "i"(MIMIC_BLOCK + MIMIC_BLOCK_SELF));
  return *block;
}
inline Registers* registers_of(ThreadBlock& block) {
  return reinterpret_cast<Registers*>(block.monitor_stack - sizeof(Registers));
}

// Makes the block and the stacks of a thread to be; null where memory is short.
ThreadBlock* make_thread(Process* process);
void free_thread(ThreadBlock* block);
// Makes the block the current thread's: GS, Syscall User Dispatch, alternate stack. All signals
// have to be blocked. False where the kernel has no Syscall User Dispatch.
bool adopt_thread(ThreadBlock* block);

// Arms Syscall User Dispatch on the current thread; false where the kernel has none.
bool enable_dispatch();

// Blocks all signals, and has the guest's mask restored on the way out.
void block_signals(ThreadBlock& block);

}  // namespace mimic::monitor
