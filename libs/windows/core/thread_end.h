// What a library of the host keeps for each thread, and has to end with it.
#pragma once

namespace mimic::win {

// Calls `callback` on the calling thread when that ends, before its object is signaled. Each
// thread has room for one.
void call_at_thread_end(void (*callback)());

}  // namespace mimic::win
