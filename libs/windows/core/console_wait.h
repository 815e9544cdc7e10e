// Waiting for the console's input.
#pragma once

#include "libs/windows/core/wait.h"

namespace mimic::win::console_wait {

// What all handles to the input are waited for by. A wait is about to begin: the state is looked at
// now, and watched while there is no input.
Waitable* waitable();
// To be called when input was read or written.
void refresh();

}  // namespace mimic::win::console_wait
