// Lists of functions to call at an end, as the Universal CRT lays them out (_onexit_table_t).
#pragma once

#include "abi/windows/types.h"

namespace mimic::win::crt {

using ExitFunction = MS_ABI int (*)();

struct OnexitTable {
  ExitFunction* first;
  ExitFunction* last;  // behind the last function
  ExitFunction* end;   // behind the last place
};

// False where there is no memory.
bool register_exit_function(OnexitTable& table, ExitFunction function);
// Calls the functions, the latest first, also those that are registered meanwhile; the table is
// empty afterwards.
void run_exit_functions(OnexitTable& table);

}  // namespace mimic::win::crt
