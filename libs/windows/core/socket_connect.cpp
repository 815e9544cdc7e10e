#include "libs/windows/core/socket_connect.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mimic::win {

SocketOutcome AcceptOperation::attempt(Socket& socket) {
  if (socket.state() != Socket::State::kListening) return {STATUS_INVALID_PARAMETER, 0};
  HostAddress name;
  for (;;) {
    socklen_t size = sizeof name.bytes;
    const int descriptor = ::accept4(socket.descriptor(), reinterpret_cast<sockaddr*>(name.bytes),
                                     &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0) {
      peer_ = from_host(name.bytes, size);
      accepted_ = Socket::connection(descriptor, socket.kind(), synchronous_);
      return {STATUS_SUCCESS, 0};
    }
    if (errno == EAGAIN) return {STATUS_PENDING, 0};
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
    return {socket_status_of_errno(errno), 0};
  }
}

SocketOutcome AcceptExOperation::attempt(Socket& socket) {
  if (!connected_) {
    if (socket.state() != Socket::State::kListening) return {STATUS_INVALID_PARAMETER, 0};
    HostAddress name;
    int descriptor;
    socklen_t size;
    do {
      size = sizeof name.bytes;
      descriptor = ::accept4(socket.descriptor(), reinterpret_cast<sockaddr*>(name.bytes), &size,
                             SOCK_CLOEXEC | SOCK_NONBLOCK);
    } while (descriptor < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO));
    if (descriptor < 0) {
      if (errno == EAGAIN) return {STATUS_PENDING, 0};
      return {socket_status_of_errno(errno), 0};
    }
    accepting_->become_connection(descriptor);
    connected_ = true;
    peer_address_ = from_host(name.bytes, size);
    if (const auto local = accepting_->local_address()) local_address_ = *local;
    if (data_ == 0) return {STATUS_SUCCESS, 0};
  }
  for (;;) {
    const ssize_t count = ::recv(accepting_->descriptor(), buffer_, data_, MSG_DONTWAIT);
    if (count >= 0) return {STATUS_SUCCESS, static_cast<ULONG_PTR>(count)};
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return {STATUS_PENDING, 0};
    return {socket_status_of_errno(errno), 0};
  }
}

Socket* AcceptExOperation::moved_to() {
  if (!connected_ || moved_) return nullptr;
  moved_ = true;
  return accepting_.get();
}

void AcceptExOperation::deliver() {
  char* place = buffer_ + data_;
  std::memcpy(place, local_address_.bytes, std::min<ULONG>(local_, local_address_.size));
  place += local_;
  std::memcpy(place, peer_address_.bytes, std::min<ULONG>(remote_, peer_address_.size));
}

SocketOutcome ConnectOperation::attempt(Socket& socket) {
  if (!started_) {
    started_ = true;
    const auto* address = reinterpret_cast<const sockaddr*>(address_.bytes);
    if (socket.kind().stream()) {
      socket.flags.reset = socket.flags.send_shut = socket.flags.receive_shut = false;
      socket.flags.connect_error = STATUS_SUCCESS;
      socket.set_state(Socket::State::kConnecting);
    }
    if (::connect(socket.descriptor(), address, address_.size) == 0) {
      socket.flags.bound = true;
      if (socket.kind().stream()) socket.set_state(Socket::State::kConnected);
    } else if (errno == EAGAIN && socket.kind().family == kWinUnix) {
      // The listener's queue is full, and nothing tells when that changes: refused, as there.
      socket.set_state(Socket::State::kFailed);
      socket.flags.connect_error = STATUS_CONNECTION_REFUSED;
      return {STATUS_CONNECTION_REFUSED, 0};
    } else if (errno != EINPROGRESS) {
      const NTSTATUS status = socket_status_of_errno(errno);
      if (socket.kind().stream()) {
        socket.flags.connect_error = status;
        socket.set_state(Socket::State::kFailed);
      }
      return {status, 0};
    } else {
      socket.flags.bound = true;
    }
  }
  if (!socket.kind().stream()) return {STATUS_SUCCESS, 0};
  if (socket.state() == Socket::State::kConnecting) {
    pollfd entry = {socket.descriptor(), POLLOUT, 0};
    ::poll(&entry, 1, 0);
    if (!(entry.revents & (POLLOUT | POLLERR | POLLHUP))) return {STATUS_PENDING, 0};
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
    socket.flags.connect_error = error ? socket_status_of_errno(error) : STATUS_SUCCESS;
    socket.set_state(error ? Socket::State::kFailed : Socket::State::kConnected);
  }
  if (socket.state() == Socket::State::kFailed) return {socket.flags.connect_error, 0};
  while (done_ < size_) {
    const ssize_t count = ::send(socket.descriptor(), static_cast<const char*>(data_) + done_,
                                 size_ - done_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0)
      done_ += count;
    else if (errno == EAGAIN)
      return {STATUS_PENDING, done_};
    else if (errno != EINTR)
      return {socket_status_of_errno(errno), done_};
  }
  return {STATUS_SUCCESS, done_};
}

NTSTATUS check_connect_address(const Socket& socket, const SocketAddress& address) {
  const int family = address.family();
  if (family != socket.kind().family) {
    // A datagram socket takes its association back by an address of no family.
    if (family == kWinUnspecified && !socket.kind().stream()) return STATUS_SUCCESS;
    return wsa_status(WSAEAFNOSUPPORT);
  }
  if (family == kWinUnix || !socket.kind().stream()) return STATUS_SUCCESS;
  if (address.port() == 0) return STATUS_INVALID_ADDRESS_COMPONENT;
  const unsigned char* start = address.bytes + (family == kWinInet ? 4 : 8);
  const unsigned char* end = start + (family == kWinInet ? 4 : 16);
  if (std::all_of(start, end, [](unsigned char byte) { return byte == 0; }))
    return STATUS_INVALID_ADDRESS_COMPONENT;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win
