#include "libs/windows/core/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/io_cancel.h"
#include "libs/windows/core/socket_transfer.h"
#include "libs/windows/core/thread.h"

namespace mimic::win {
namespace {

constexpr int kStream = 1, kDatagram = 2, kRaw = 3;

constexpr struct {
  int family, type, protocol;  // Windows' numbers; the protocol is the default of the type
} kKinds[] = {
    {kWinInet, kStream, IPPROTO_TCP},
    {kWinInet, kDatagram, IPPROTO_UDP},
    {kWinInet, kRaw, 0},
    {kWinInet6, kStream, IPPROTO_TCP},
    {kWinInet6, kDatagram, IPPROTO_UDP},
    {kWinInet6, kRaw, 0},
    {kWinUnix, kStream, 0},
};

int poll_descriptor(int descriptor, short events, int timeout, short* found) {
  pollfd entry = {descriptor, events, 0};
  const int count = ::poll(&entry, 1, timeout);
  *found = count > 0 ? entry.revents : 0;
  return count;
}

int option_of(int descriptor, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size);
  return value;
}

// What Windows has otherwise from the start.
void set_defaults(int descriptor, const Socket::Kind& kind) {
  const int on = 1;
  if (kind.family == kWinInet6) ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (kind.type == kDatagram) {
    // An unreachable port is told on sockets that are not connected, too.
    if (kind.family == kWinInet)
      ::setsockopt(descriptor, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    else
      ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
  }
}

}  // namespace

Expected<Ref<Socket>> Socket::create(int family, int type, int protocol, bool synchronous) {
  if (family == kWinUnspecified && protocol == 0 && type == 0)
    return nt_fail(wsa_status(WSAEINVAL));
  if (family == kWinUnspecified) family = kWinInet;
  if (type == 0) type = protocol == IPPROTO_TCP ? kStream : protocol == IPPROTO_UDP ? kDatagram : 0;
  if (!host_family(family)) return nt_fail(wsa_status(WSAEAFNOSUPPORT));
  const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& entry) {
    return entry.family == family && entry.type == type;
  });
  if (found == std::end(kKinds))
    return nt_fail(wsa_status(type < 1 || type > 5 ? WSAESOCKTNOSUPPORT : WSAEPROTONOSUPPORT));
  if (protocol == 0) protocol = found->protocol;
  if (type != kRaw && protocol != found->protocol) return nt_fail(wsa_status(WSAEPROTONOSUPPORT));
  const Kind kind{family, type, protocol};
  const int host_type = type == kStream ? SOCK_STREAM : type == kDatagram ? SOCK_DGRAM : SOCK_RAW;
  const int descriptor =
      ::socket(host_family(family), host_type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  if (descriptor < 0) return nt_fail(socket_status_of_errno(errno));
  set_defaults(descriptor, kind);
  return make_object<Socket>(descriptor, kind, synchronous);
}

Ref<Socket> Socket::connection(int descriptor, const Kind& kind, bool synchronous) {
  auto socket = make_object<Socket>(descriptor, kind, synchronous);
  socket->flags.bound = true;
  socket->set_state(State::kConnected);
  return socket;
}

Ref<Socket> Socket::adopt(int descriptor, bool synchronous) {
  const int host_type = option_of(descriptor, SO_TYPE);
  const Kind kind{windows_family(option_of(descriptor, SO_DOMAIN)),
                  host_type == SOCK_STREAM  ? kStream
                  : host_type == SOCK_DGRAM ? kDatagram
                                            : kRaw,
                  option_of(descriptor, SO_PROTOCOL)};
  if (!kind.family) return {};
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  auto socket = make_object<Socket>(descriptor, kind, synchronous);
  if (kind.stream() && option_of(descriptor, SO_ACCEPTCONN)) {
    socket->flags.bound = true;
    socket->state_ = State::kListening;
  } else if (socket->peer_address()) {
    socket->flags.bound = true;
    socket->set_state(State::kConnected);
  } else if (kind.family != kWinUnix) {
    HostAddress address;
    socklen_t size = sizeof address.bytes;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(address.bytes), &size) == 0)
      socket->flags.bound = from_host(address.bytes, size).port() != 0;
  }
  return socket;
}

Socket::~Socket() { ::close(descriptor_); }

void Socket::set_state(State state) {
  if (state == State::kConnected) flags.connected_at = monotonic_now();
  state_ = state;
}

NTSTATUS Socket::read(const IoRequest& request, void* buffer, ULONG length, const LARGE_INTEGER*) {
  std::unique_ptr<SocketOperation> operation =
      std::make_unique<ReceiveOperation>(IoVector(buffer, length), 0);
  return start(request, operation);
}

NTSTATUS Socket::write(const IoRequest& request, const void* buffer, ULONG length,
                       const LARGE_INTEGER*) {
  std::unique_ptr<SocketOperation> operation =
      std::make_unique<SendOperation>(IoVector(buffer, length), 0);
  return start(request, operation);
}

// Waits until the descriptor is ready. False where the deadline has passed.
bool Socket::wait_ready(SocketOperation::Direction direction, int64_t deadline) {
  const short events =
      direction == SocketOperation::Direction::kReceive ? POLLIN | POLLRDHUP : POLLOUT;
  const Polling polling(*this);
  while (!closed_) {
    int milliseconds = -1;
    if (deadline != kNever) {
      const int64_t left = deadline - monotonic_now();
      if (left <= 0) return false;
      milliseconds = static_cast<int>(std::min<int64_t>((left + 999'999) / 1'000'000, INT32_MAX));
    }
    short found;
    if (poll_descriptor(descriptor_, events, milliseconds, &found) > 0) return true;
    Thread::current()->end_if_terminated();
  }
  return true;
}

SocketOutcome Socket::run(SocketOperation& operation) {
  const int timeout = operation.timeout(*this);
  const int64_t deadline = timeout ? monotonic_now() + timeout * 1'000'000ll : kNever;
  for (;;) {
    if (closed_) return {STATUS_REQUEST_ABORTED, 0};
    const SocketOutcome outcome = operation.attempt(*this);
    if (outcome.status != STATUS_PENDING) return outcome;
    if (non_blocking_) {
      if (operation.partial()) return {STATUS_SUCCESS, outcome.count};
      return {kWouldBlock, 0};
    }
    if (!wait_ready(operation.direction(), deadline)) {
      if (operation.partial()) return {STATUS_SUCCESS, outcome.count};
      return {STATUS_IO_TIMEOUT, outcome.count};
    }
  }
}

NTSTATUS Socket::start(const IoRequest& request, std::unique_ptr<SocketOperation>& operation) {
  begin(request);
  SocketOutcome outcome{STATUS_PENDING, 0};
  if (synchronous()) {
    outcome = run(*operation);
  } else {
    std::unique_lock lock(lock_);
    if (closed_) {
      lock.unlock();
      return finish(request, STATUS_INVALID_HANDLE, 0, false);
    }
    Queue& queue = queue_of(*operation);
    if (queue.empty()) outcome = operation->attempt(*this);
    if (outcome.status == STATUS_PENDING) {
      if (request.status_block) request.status_block->Status = STATUS_PENDING;
      Pending pending;
      pending.request = request;
      pending.owner = this;
      pending.thread = current_thread_object();
      pending.thread_id = current_teb()->ClientId.UniqueThread;
      pending.operation = std::move(operation);
      const Ref<Socket> target(pending.operation->moved_to());
      if (!target) queue.push_back(std::move(pending));
      lock.unlock();
      if (target)
        target->enqueue(std::move(pending));
      else
        watch();
      return STATUS_PENDING;
    }
  }
  if (nt_success(outcome.status) || outcome.status == STATUS_BUFFER_OVERFLOW) operation->deliver();
  return finish(request, outcome.status, outcome.count, false);
}

void Socket::enqueue(Pending pending) {
  {
    const std::lock_guard lock(lock_);
    queue_of(*pending.operation).push_back(std::move(pending));
  }
  watch();
  changed();
}

// One watch for both directions, told of changes only, stays until the socket is closed.
void Socket::watch() {
  const std::lock_guard lock(lock_);
  if (token_ || closed_) return;
  token_ = Reactor::watch(descriptor_, EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET, false,
                          [self = Ref<Socket>(this)](uint32_t) { self->changed(); });
}

void Socket::changed() {
  advance(&Socket::receives_);
  advance(&Socket::sends_);
  bool observed;
  {
    const std::lock_guard lock(lock_);
    observed = event_ || !polls_.empty();
  }
  if (!observed) return;
  const ULONG ready = readiness();
  record_events(ready);
  tell_polls(ready);
}

void Socket::advance(Queue Socket::* member) {
  std::vector<Ended> ended;
  std::vector<std::pair<Ref<Socket>, Pending>> moved;
  {
    const std::lock_guard lock(lock_);
    Queue& queue = this->*member;
    size_t count = 0;
    for (; count < queue.size(); ++count) {
      Pending& first = queue[count];
      const SocketOutcome outcome = first.operation->attempt(*this);
      if (outcome.status != STATUS_PENDING) {
        ended.push_back({std::move(first), outcome});
      } else if (Ref<Socket> target(first.operation->moved_to()); target) {
        moved.emplace_back(std::move(target), std::move(first));
      } else {
        break;
      }
    }
    queue.erase(queue.begin(), queue.begin() + count);
  }
  for (auto& [target, pending] : moved) target->enqueue(std::move(pending));
  end(ended);
}

void Socket::end(std::vector<Ended>& ended) {
  for (auto& [pending, outcome] : ended) {
    if (nt_success(outcome.status) || outcome.status == STATUS_BUFFER_OVERFLOW)
      pending.operation->deliver();
    pending.owner->finish(pending.request, outcome.status, outcome.count, true,
                          pending.thread.get());
  }
}

NTSTATUS Socket::cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
  Queue cancelled;
  {
    const std::lock_guard lock(lock_);
    for (Queue* queue : {&receives_, &sends_}) take_cancelled(*queue, cancelled, thread_id, only);
  }
  std::vector<Ended> ended;
  for (Pending& pending : cancelled) ended.push_back({std::move(pending), {STATUS_CANCELLED, 0}});
  const bool any = !ended.empty();
  end(ended);
  const NTSTATUS polls = AfdEndpoint::cancel(thread_id, only);
  return any ? STATUS_SUCCESS : polls;
}

void Socket::last_handle_closed() {
  std::vector<Ended> ended;
  Reactor::Token token;
  {
    const std::lock_guard lock(lock_);
    closed_ = true;
    token = std::exchange(token_, 0);
    for (Queue* queue : {&receives_, &sends_}) {
      for (Pending& pending : *queue) ended.push_back({std::move(pending), {STATUS_CANCELLED, 0}});
      queue->clear();
    }
    event_ = {};
    selected_ = 0;
  }
  Reactor::cancel(token);
  if (pollers_) ::shutdown(descriptor_, SHUT_RDWR);
  end(ended);
  tell_polls(AFD_POLL_LOCAL_CLOSE);
  AfdEndpoint::last_handle_closed();
}

NTSTATUS Socket::bind(const SocketAddress& address) {
  if (flags.bound) return STATUS_INVALID_PARAMETER;
  if (address.family() != kind_.family) return wsa_status(WSAEAFNOSUPPORT);
  auto host = to_host(address, true);
  if (!host) return host.error();
  const auto* to = reinterpret_cast<const sockaddr*>(host->bytes);
  const int on = 1;
  if (flags.reuse_address) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (kind_.stream()) ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  }
  int result = ::bind(descriptor_, to, host->size);
  if (result != 0 && errno == EADDRINUSE && kind_.stream() && kind_.family != kWinUnix &&
      !flags.reuse_address) {
    // Connections that have ended and linger do not keep a port busy on Windows.
    ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    result = ::bind(descriptor_, to, host->size);
  }
  if (result != 0) return socket_status_of_errno(errno);
  flags.bound = true;
  return STATUS_SUCCESS;
}

NTSTATUS Socket::listen(int backlog) {
  if (!kind_.stream()) return STATUS_NOT_SUPPORTED;
  if (state_ == State::kListening) return STATUS_SUCCESS;
  if (state_ == State::kConnected) return STATUS_CONNECTION_ACTIVE;
  if (!flags.bound) return STATUS_INVALID_PARAMETER;
  const int on = 1;
  // So that what is left of its connections keeps no later listener from the port (see bind).
  if (kind_.family != kWinUnix) ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::listen(descriptor_, std::clamp(backlog < 0 ? -backlog : backlog, 1, 65535)) != 0)
    return socket_status_of_errno(errno);
  state_ = State::kListening;
  return STATUS_SUCCESS;
}

NTSTATUS Socket::shutdown(int how) {
  if (how < 0 || how > 2) return STATUS_INVALID_PARAMETER;
  if (kind_.stream() && state_ != State::kConnected) return STATUS_INVALID_CONNECTION;
  if (how != 1) flags.receive_shut = true;
  if (how != 0) flags.send_shut = true;
  // A receiver that is shut still takes in and drops what comes, on Linux and Windows alike; the
  // host's call would let a blocked receive see the end of the stream.
  if (::shutdown(descriptor_, how) != 0 && errno != ENOTCONN) return socket_status_of_errno(errno);
  return STATUS_SUCCESS;
}

Expected<SocketAddress> Socket::local_address() const {
  if (!flags.bound) return nt_fail(STATUS_INVALID_PARAMETER);
  HostAddress host;
  socklen_t size = sizeof host.bytes;
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(host.bytes), &size) != 0)
    return nt_fail(socket_status_of_errno(errno));
  return from_host(host.bytes, size);
}

Expected<SocketAddress> Socket::peer_address() const {
  HostAddress host;
  socklen_t size = sizeof host.bytes;
  if (::getpeername(descriptor_, reinterpret_cast<sockaddr*>(host.bytes), &size) != 0)
    return nt_fail(socket_status_of_errno(errno));
  return from_host(host.bytes, size);
}

NTSTATUS Socket::reuse() {
  if (state_ != State::kConnected) return STATUS_INVALID_CONNECTION;
  const int fresh = ::socket(host_family(kind_.family), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                             kind_.protocol);
  if (fresh < 0) return socket_status_of_errno(errno);
  set_defaults(fresh, kind_);
  become_connection(fresh);
  state_ = State::kIdle;
  flags.bound = false;
  flags.receive_shut = flags.send_shut = flags.reset = false;
  return STATUS_SUCCESS;
}

void Socket::become_connection(int descriptor) {
  Reactor::Token token;
  {
    const std::lock_guard lock(lock_);
    token = std::exchange(token_, 0);
  }
  Reactor::cancel(token);
  ::dup3(descriptor, descriptor_, O_CLOEXEC);
  ::close(descriptor);
  flags.bound = true;
  set_state(State::kConnected);
}

NTSTATUS Socket::set_non_blocking(bool on) {
  {
    const std::lock_guard lock(lock_);
    if (!on && event_) return wsa_status(WSAEINVAL);
  }
  non_blocking_ = on;
  return STATUS_SUCCESS;
}

NTSTATUS Socket::settle_connect() {
  if (state_ != State::kConnecting)
    return state_ == State::kFailed ? flags.connect_error.load() : STATUS_SUCCESS;
  short found;
  poll_descriptor(descriptor_, POLLOUT, 0, &found);
  if (!(found & (POLLOUT | POLLERR | POLLHUP))) return STATUS_PENDING;
  const std::lock_guard lock(lock_);
  if (state_ != State::kConnecting)
    return state_ == State::kFailed ? flags.connect_error.load() : STATUS_SUCCESS;
  const int error = option_of(descriptor_, SO_ERROR);
  const NTSTATUS status = error ? socket_status_of_errno(error) : STATUS_SUCCESS;
  flags.connect_error = status;
  set_state(error ? State::kFailed : State::kConnected);
  return status;
}

void Socket::drain_errors() {
  char name[128], control[512];
  for (int count = 0; count < 64; ++count) {
    msghdr header = {};
    header.msg_name = name;
    header.msg_namelen = sizeof name;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    if (::recvmsg(descriptor_, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
  }
}

}  // namespace mimic::win
