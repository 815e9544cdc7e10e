// The one place where a call of the guest's is made as it stands.
#pragma once

#include "syscalls/monitor/registers.h"

namespace mimic::monitor {

// Makes the call and puts its result into rax. False where a signal came before: then it was not
// made.
extern "C" bool mimic_guest_call(Registers* registers);

}  // namespace mimic::monitor
