// Waiting until one of many sockets is ready (select, WSAPoll).
#pragma once

#include <span>

#include "libs/windows/core/socket.h"

namespace mimic::win {

struct PolledSocket {
  Ref<Socket> socket;
  ULONG wanted = 0;  // AFD_POLL_… bits
  ULONG found = 0;
};

// Fills in what was found; returns how many sockets are ready, 0 where the time is over.
// `deadline` is a monotonic time in ns.
size_t poll_sockets(std::span<PolledSocket> sockets, int64_t deadline);

}  // namespace mimic::win
