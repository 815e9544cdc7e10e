// What a socket is ready for, and who is told: network events and polls of the driver.
#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <utility>

#include "libs/windows/core/socket.h"

namespace mimic::win {
namespace {

// Network events by the readiness that records them.
constexpr struct {
  ULONG ready;
  LONG event;
  int place;  // in the list of errors
} kEvents[] = {
    {AFD_POLL_RECEIVE, FD_READ, 0},
    {AFD_POLL_SEND, FD_WRITE, 1},
    {AFD_POLL_RECEIVE_EXPEDITED, FD_OOB, 2},
    {AFD_POLL_ACCEPT, FD_ACCEPT, 3},
    {AFD_POLL_CONNECT | AFD_POLL_CONNECT_FAIL, FD_CONNECT, 4},
    {AFD_POLL_DISCONNECT | AFD_POLL_ABORT, FD_CLOSE, 5},
};

}  // namespace

ULONG Socket::readiness() {
  pollfd entry = {descriptor_, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0};
  ::poll(&entry, 1, 0);
  return readiness(entry.revents);
}

ULONG Socket::readiness(short polled) {
  if (!kind_.stream()) {
    ULONG ready = 0;
    if (polled & POLLERR) {
      drain_errors();
      if (flags.report_unreachable) flags.unreachable = true;
    }
    if (polled & POLLIN || flags.unreachable) ready |= AFD_POLL_RECEIVE;
    if (polled & POLLOUT) ready |= AFD_POLL_SEND;
    return ready;
  }
  switch (state_) {
    case State::kIdle:
      return 0;
    case State::kListening:
      return polled & POLLIN ? AFD_POLL_ACCEPT : 0;
    case State::kConnecting: {
      if (!(polled & (POLLOUT | POLLERR | POLLHUP))) return 0;
      const NTSTATUS status = settle_connect();
      if (status == STATUS_PENDING) return 0;
      if (!nt_success(status)) return AFD_POLL_CONNECT_FAIL;
      break;
    }
    case State::kFailed:
      return AFD_POLL_CONNECT_FAIL;
    case State::kConnected:
      break;
  }
  ULONG ready = AFD_POLL_CONNECT;
  if (polled & POLLERR || flags.reset) ready |= AFD_POLL_ABORT;
  int bytes = 0;
  if (polled & POLLIN) ::ioctl(descriptor_, FIONREAD, &bytes);
  if (bytes > 0) ready |= AFD_POLL_RECEIVE;
  if (polled & (POLLRDHUP | POLLHUP)) ready |= AFD_POLL_DISCONNECT;
  if (polled & POLLPRI) ready |= AFD_POLL_RECEIVE_EXPEDITED;
  if (polled & POLLOUT && !flags.send_shut) ready |= AFD_POLL_SEND;
  return ready;
}

void Socket::select_events(Ref<Event> event, LONG events) {
  {
    const std::lock_guard lock(lock_);
    event_ = events ? std::move(event) : Ref<Event>();
    selected_ = enabled_ = events;
    // A connection that was there before has nothing to tell of its start.
    if (state_ == State::kConnected) enabled_ &= ~FD_CONNECT;
    recorded_ = {};
  }
  if (!events) return;
  non_blocking_ = true;
  watch();
  record_events(readiness());
}

void Socket::pass_events_to(Socket& accepted) {
  Ref<Event> event;
  LONG selected;
  {
    const std::lock_guard lock(lock_);
    event = event_;
    selected = selected_;
  }
  if (event) accepted.select_events(std::move(event), selected);
}

void Socket::record_events(ULONG ready) {
  Ref<Event> event;
  {
    const std::lock_guard lock(lock_);
    if (!event_) return;
    for (const auto& entry : kEvents) {
      if (!(ready & entry.ready) || !(enabled_ & entry.event)) continue;
      // The end of the stream is told when everything before it was read.
      if (entry.event == FD_CLOSE && ready & AFD_POLL_RECEIVE && !(ready & AFD_POLL_ABORT))
        continue;
      enabled_ &= ~entry.event;
      recorded_.events |= entry.event;
      recorded_.errors[entry.place] = ready & entry.ready & AFD_POLL_CONNECT_FAIL
                                          ? wsa_error_of(flags.connect_error)
                                      : ready & entry.ready & AFD_POLL_ABORT ? WSAECONNRESET
                                                                             : 0;
      event = event_;
    }
  }
  if (event) event->set();
}

Socket::NetworkEvents Socket::take_events() {
  const std::lock_guard lock(lock_);
  return std::exchange(recorded_, {});
}

void Socket::enable_events(LONG events) {
  {
    const std::lock_guard lock(lock_);
    if (!event_ || !(selected_ & events)) {
      // The end may have to be told that waited behind data.
      if (!(event_ && events & FD_READ && enabled_ & FD_CLOSE)) return;
    }
    enabled_ |= selected_ & events;
  }
  record_events(readiness());
}

void Socket::add_poll(std::shared_ptr<AfdPoll> poll) {
  {
    const std::lock_guard lock(lock_);
    polls_.push_back(std::move(poll));
  }
  watch();
}

void Socket::remove_poll(const AfdPoll& poll) {
  std::shared_ptr<AfdPoll> removed;  // destroyed after the lock
  const std::lock_guard lock(lock_);
  const auto found = std::find_if(polls_.begin(), polls_.end(),
                                  [&](const auto& entry) { return entry.get() == &poll; });
  if (found == polls_.end()) return;
  removed = std::move(*found);
  polls_.erase(found);
}

void Socket::tell_polls(ULONG ready) {
  std::vector<std::shared_ptr<AfdPoll>> polls;
  {
    const std::lock_guard lock(lock_);
    polls = polls_;
  }
  for (const auto& poll : polls) poll->socket_changed(*this, ready);
}

}  // namespace mimic::win
