// Calls that are tampered with on request: mimic trace -e inject=.
#pragma once

#include "syscalls/monitor/ring.h"
#include "syscalls/monitor/thread.h"

namespace mimic::monitor {

// What is to happen to this call of the thread's, or null. Counts it.
const RingInjection* injection_for(const Ring& ring, ThreadBlock& block, uint64_t number);
// Before the call: false where it is answered, with the answer in the registers.
bool begin_injection(const RingInjection& injection, ThreadBlock& block, Registers& registers);
// After it.
void end_injection(const RingInjection& injection);

}  // namespace mimic::monitor
