// One helper thread of the host, started on first use, that waits for descriptors and clocks on
// behalf of objects: child processes, overlapped pipes and sockets, timers. It never runs guest
// code; its callbacks signal objects or post completions.
#pragma once

#include <cstdint>
#include <functional>

namespace mimic::win {

class Reactor {
 public:
  using Token = uint64_t;  // 0 is none
  // Calls `ready(epoll events)` on the reactor's thread each time `descriptor` has one of `events`
  // (EPOLLIN, …). One-shot where `once`.
  static Token watch(int descriptor, uint32_t events, bool once,
                     std::function<void(uint32_t)> ready);
  // Calls `due()` at the monotonic time `deadline` (ns).
  static Token at(int64_t deadline, std::function<void()> due);
  // After return the callback does not run any more (unless called from the callback itself).
  static void cancel(Token token);
};

}  // namespace mimic::win
