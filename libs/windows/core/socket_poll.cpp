#include "libs/windows/core/socket_poll.h"

#include <poll.h>

#include <algorithm>
#include <list>
#include <vector>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {
namespace {

constexpr struct {
  ULONG ready;
  short events;
} kEvents[] = {
    {AFD_POLL_RECEIVE | AFD_POLL_ACCEPT, POLLIN},
    {AFD_POLL_SEND | AFD_POLL_CONNECT | AFD_POLL_CONNECT_FAIL, POLLOUT},
    {AFD_POLL_DISCONNECT | AFD_POLL_ABORT, POLLRDHUP},
    {AFD_POLL_RECEIVE_EXPEDITED, POLLPRI},
};

short events_for(ULONG wanted) {
  short events = 0;
  for (const auto& entry : kEvents)
    if (wanted & entry.ready) events |= entry.events;
  return events;
}

// How long a socket goes unasked that says something of no interest, or cannot say anything yet.
constexpr int64_t kPause = 20'000'000;

}  // namespace

size_t poll_sockets(std::span<PolledSocket> sockets, int64_t deadline) {
  std::list<Socket::Polling> polling;
  std::vector<pollfd> entries(sockets.size());
  for (size_t index = 0; index < sockets.size(); ++index) {
    polling.emplace_back(*sockets[index].socket);
    entries[index].events = events_for(sockets[index].wanted);
  }
  std::vector<bool> quiet(sockets.size());
  for (bool first = true;; first = false) {
    bool paused = false;
    for (size_t index = 0; index < sockets.size(); ++index) {
      const Socket& socket = *sockets[index].socket;
      const bool left_out = quiet[index] || (!first && !socket.can_be_ready());
      entries[index].fd = left_out ? -1 : socket.descriptor();
      entries[index].revents = 0;
      paused |= left_out;
    }
    quiet.assign(sockets.size(), false);
    const int64_t now = monotonic_now();
    int64_t left = deadline == kNever ? kNever : std::max<int64_t>(deadline - now, 0);
    if (first) left = 0;
    if (paused) left = std::min(left, kPause);
    timespec timeout = {left / 1'000'000'000, left % 1'000'000'000};
    const int count =
        ::ppoll(entries.data(), entries.size(), left == kNever ? nullptr : &timeout, nullptr);
    size_t ready = 0;
    for (size_t index = 0; index < sockets.size(); ++index) {
      PolledSocket& entry = sockets[index];
      if (entry.socket->is_closed()) {
        entry.found = AFD_POLL_LOCAL_CLOSE;
      } else if (count > 0 && entries[index].revents) {
        // More is asked for than wanted, so that the parts can be told from each other.
        entry.found = entry.socket->readiness() & entry.wanted;
        quiet[index] = !entry.found;
      } else if (first && entry.socket->state() == Socket::State::kFailed) {
        entry.found = AFD_POLL_CONNECT_FAIL & entry.wanted;
      }
      ready += entry.found != 0;
    }
    if (ready) return ready;
    if (deadline != kNever && monotonic_now() >= deadline) return 0;
    Thread::current()->end_if_terminated();
  }
}

}  // namespace mimic::win
