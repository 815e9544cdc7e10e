// The processes and threads of the host, as programs list them.
#pragma once

#include <string>
#include <vector>

#include "abi/windows/types.h"

namespace mimic::win {

struct ListedProcess {
  DWORD id = 0, parent = 0, threads = 0;
  int32_t base_priority = 8;
  std::u16string name;  // of the program, as "x.exe"
};
// All that this user may see, in ascending order of ids.
std::vector<ListedProcess> list_processes();
// Ids of a process's threads.
std::vector<DWORD> list_threads_of(DWORD process);

struct ProcessMemory {  // bytes
  uint64_t working_set = 0, peak_working_set = 0, private_bytes = 0, virtual_size = 0,
           peak_virtual_size = 0;
  uint32_t page_faults = 0;
};
// Zeros where it cannot be told.
ProcessMemory memory_of(DWORD process);

}  // namespace mimic::win
