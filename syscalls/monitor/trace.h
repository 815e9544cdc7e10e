// The trace: events of what the guest does, into the ring.
#pragma once

#include "syscalls/monitor/ring.h"
#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

// Starts tracing to a ring that is mapped. `clock` is the vDSO's clock_gettime, or null.
void start_trace(Ring* ring, unsigned char* data, void* clock);

// All of these are called by the thread whose block they get, or for it before it runs.

// Around a call of the guest's. `at_entry` keeps what `at_exit` needs of the registers.
struct TracedCall {
  uint64_t number;
  uint64_t arguments[6];
  uint64_t ip;
  uint64_t time;
  bool wanted;
  bool injected;  // it was answered in the kernel's place
};
// Null where nothing is traced.
const Ring* traced();
void trace_entry(ThreadBlock& block, TracedCall& call, const Registers& registers);
void trace_exit(ThreadBlock& block, const TracedCall& call, int64_t result);

void trace_signal(ThreadBlock& block, int signal, const SignalInfo& info);
// The current thread begins.
void trace_created(ThreadBlock& block, int64_t parent_pid, int64_t parent_tid, uint64_t flags);
// The current process runs another program from now on, whose path is shorter than 4096 bytes:
// `former_thread` made the execve, which returns.
void trace_executed(ThreadBlock& block, const char* program, int64_t former_thread);
// The current thread ends, or its process.
void trace_exited(ThreadBlock& block, int64_t status);

}  // namespace mimic::monitor
