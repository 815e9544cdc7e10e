// Static TLS (`__declspec(thread)`, `thread_local`): one index per module that has a TLS directory,
// one block per module and thread.
#pragma once

#include <cstdint>

#include "loader/base/error.h"

namespace mimic::win {

struct Module;
struct TEB;

namespace module_tls {

// Gives the module an index if it has a TLS directory, and its blocks to the threads that exist.
Result<void> add_module(Module& module);
void remove_module(Module& module);
// A new thread's blocks; and their end.
void add_thread(TEB* teb);
void remove_thread(TEB* teb);
// Calls the module's TLS callbacks, as DllMain is called.
void run_callbacks(Module& module, uint32_t reason);

}  // namespace module_tls
}  // namespace mimic::win
