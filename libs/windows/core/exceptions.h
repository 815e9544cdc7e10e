// Structured exception handling (abi/windows/seh), connected to the modules and to the process.
#pragma once

namespace mimic::win {

// Once at start, before guest code runs: signal handlers and what they need.
void start_exception_handling();

}  // namespace mimic::win
