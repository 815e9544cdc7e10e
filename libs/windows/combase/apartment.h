// Which apartment of COM a thread is in.
#pragma once

namespace mimic::win {

// Whether the calling thread may create objects: it has initialised COM, or some thread has made
// the multithreaded apartment, in which all others are then as well.
bool is_com_usable();

}  // namespace mimic::win
