// Creating and opening the synchronization objects. Those with a name are the session's: the
// processes of mimic of one user have them in common.
#pragma once

#include "libs/windows/core/namespace.h"

namespace mimic::win {

inline constexpr ACCESS_MASK kEventAllAccess = 0x1f0003, kMutantAllAccess = 0x1f0001,
                             kSemaphoreAllAccess = 0x1f0003, kTimerAllAccess = 0x1f0003;

// The object of a name, in this process or another: STATUS_OBJECT_NAME_NOT_FOUND,
// STATUS_OBJECT_TYPE_MISMATCH. For any type of object.
Expected<Ref<Object>> open_named(const std::u16string& name, ObjectType type);
// One that a child inherits by the descriptor of its state, which this takes over; null where it is
// none.
Ref<Object> adopt_shared(int descriptor);

Expected<NamedObject> make_event(const Expected<std::u16string>& name, bool manual_reset,
                                 bool signaled);
// Takes a new mutant for the caller where `owned`.
Expected<NamedObject> make_mutant(const Expected<std::u16string>& name, bool owned);
// STATUS_INVALID_PARAMETER where the counts make no sense.
Expected<NamedObject> make_semaphore(const Expected<std::u16string>& name, LONG count,
                                     LONG maximum);
Expected<NamedObject> make_timer(const Expected<std::u16string>& name, bool manual_reset);
Expected<NamedObject> make_keyed_event(const Expected<std::u16string>& name);

}  // namespace mimic::win
