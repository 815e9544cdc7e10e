// Exit codes of 32 bits. Linux carries 8 of them, so a process of mimic writes its whole code into
// a memory file that it has from its parent, at a slot of its own.
#pragma once

#include <cstdint>
#include <optional>

#include "abi/windows/types.h"

namespace mimic::win {

struct ExitCodeSlot {
  int descriptor = -1;  // the memory file; not owned
  uint32_t index = 0;
};

// A cleared slot for a child of this process. descriptor is -1 where there can be none.
ExitCodeSlot allocate_exit_code();
void release_exit_code(const ExitCodeSlot& slot);
std::optional<DWORD> read_exit_code(const ExitCodeSlot& slot);
void write_exit_code(const ExitCodeSlot& slot, DWORD code);

// The slot that this process reports to when it ends.
void report_exit_code_to(const ExitCodeSlot& slot);

// The code that a host process's end stands for, given si_code and si_status of waitid().
DWORD exit_code_of_host(int reason, int status);

}  // namespace mimic::win
