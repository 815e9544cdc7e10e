// The end of the process.
#pragma once

#include <cstdint>

namespace mimic::win {

// RtlExitUserProcess: detach notifications of all modules, then the end.
[[noreturn]] void exit_process(uint32_t exit_code);

}  // namespace mimic::win
