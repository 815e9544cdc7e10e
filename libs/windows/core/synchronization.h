// Creating the named synchronization objects.
#pragma once

#include "libs/windows/core/namespace.h"

namespace mimic::win {

inline constexpr ACCESS_MASK kEventAllAccess = 0x1f0003, kMutantAllAccess = 0x1f0001,
                             kSemaphoreAllAccess = 0x1f0003, kTimerAllAccess = 0x1f0003;

Expected<NamedObject> make_event(const Expected<std::u16string>& name, bool manual_reset,
                                 bool signaled);
// Takes a new mutant for the caller where `owned`.
Expected<NamedObject> make_mutant(const Expected<std::u16string>& name, bool owned);
// STATUS_INVALID_PARAMETER where the counts make no sense.
Expected<NamedObject> make_semaphore(const Expected<std::u16string>& name, LONG count,
                                     LONG maximum);
Expected<NamedObject> make_timer(const Expected<std::u16string>& name, bool manual_reset);

}  // namespace mimic::win
