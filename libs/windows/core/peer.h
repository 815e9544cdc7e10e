// Other processes of mimic that share objects with this one, which may end at any moment.
#pragma once

#include <cstdint>

namespace mimic::win {

// A process for as long as the machine runs: ids are used again, starts are not.
struct ProcessIdentity {
  uint32_t id = 0;
  uint32_t space = 0;  // the namespace that the id is of
  uint64_t start = 0;  // ticks since the machine's
  bool operator==(const ProcessIdentity&) const = default;
};

const ProcessIdentity& own_identity();

// False once the process has ended. One that is not seen from here counts as alive.
bool is_alive(const ProcessIdentity& process);

// Has `ended` called, on the reactor's thread, when the process ends; at most once for each
// process. False where it has ended already.
bool watch_peer(const ProcessIdentity& process, void (*ended)());

}  // namespace mimic::win
