// The trace of library calls: each call of a guest into a builtin DLL, with arguments and result.
//
// While it is off nothing of it runs: a thunk is a jump to the implementation. Switching it on
// rewrites the thunks of the functions asked for, once, before any code of the guest runs.
#pragma once

#include <string>
#include <vector>

#include "loader/base/error.h"

namespace mimic::win {

struct ApiTraceOptions {
  std::string output;                 // file; empty for standard error
  std::vector<std::string> patterns;  // trace/pattern.h; none means all functions
};

// Must be called before the program is loaded.
Result<void> start_api_trace(const ApiTraceOptions& options);

}  // namespace mimic::win
