#include "libs/windows/core/socket_transfer.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mimic::win {
namespace {

constexpr int kMaxVectors = 1024;  // IOV_MAX
constexpr size_t kControlRoom = 1024;

constexpr struct {
  DWORD windows;
  int host;
} kFlags[] = {
    {kMsgOob, MSG_OOB},
    {kMsgPeek, MSG_PEEK},
    {kMsgDontRoute, MSG_DONTROUTE},
};

int host_flags(DWORD flags) {
  int host = MSG_DONTWAIT | MSG_NOSIGNAL;
  for (const auto& entry : kFlags)
    if (flags & entry.windows) host |= entry.host;
  return host;
}

bool is_readable(const Socket& socket) {
  pollfd entry = {socket.descriptor(), POLLIN | POLLRDHUP, 0};
  ::poll(&entry, 1, 0);
  return entry.revents & (POLLIN | POLLHUP | POLLERR | POLLRDHUP);
}

}  // namespace

IoVector::IoVector(const WSABUF* buffers, size_t count) : count_(count) {
  if (count > std::size(few_)) more_ = std::make_unique<iovec[]>(count);
  iovec* to = data();
  for (size_t index = 0; index < count; ++index) {
    const WSABUF buffer = buffers[index];
    to[index] = {buffer.buf, buffer.len};
    bytes_ += buffer.len;
  }
}

IoVector::IoVector(const void* buffer, size_t size) : count_(1), bytes_(size) {
  few_[0] = {const_cast<void*>(buffer), size};
}

void IoVector::skip(size_t bytes) {
  bytes_ -= bytes;
  iovec* vectors = data();
  while (first_ < count_ && bytes >= vectors[first_].iov_len) bytes -= vectors[first_++].iov_len;
  if (first_ == count_) {
    count_ = first_ = 0;
    return;
  }
  vectors[first_].iov_base = static_cast<char*>(vectors[first_].iov_base) + bytes;
  vectors[first_].iov_len -= bytes;
}

void ReceiveOperation::want_message(WSAMSG* message) {
  message_ = message;
  control_room_ = message->Control.len;
  if (control_room_) control_ = std::make_unique<unsigned char[]>(kControlRoom);
}

int ReceiveOperation::timeout(const Socket& socket) const { return socket.flags.receive_timeout; }

SocketOutcome ReceiveOperation::failed(Socket& socket, int error) {
  const bool stream = socket.kind().stream();
  if (error == ECONNRESET && stream) socket.flags.reset = true;
  if (error == ECONNREFUSED && !stream) return {STATUS_PORT_UNREACHABLE, 0};
  return {socket_status_of_errno(error), done_};
}

SocketOutcome ReceiveOperation::attempt(Socket& socket) {
  auto& flags = socket.flags;
  const bool stream = socket.kind().stream();
  if (flags.receive_shut) return {STATUS_PIPE_DISCONNECTED, 0};
  if (stream) {
    if (socket.state() == Socket::State::kConnecting) socket.settle_connect();
    if (socket.state() != Socket::State::kConnected) return {STATUS_INVALID_CONNECTION, 0};
  } else {
    if (!flags.bound) return {STATUS_INVALID_PARAMETER, 0};
    if (flags.unreachable.exchange(false)) return {STATUS_PORT_UNREACHABLE, 0};
  }
  // A receive of nothing ends when there is something to receive.
  if (stream && buffers_.bytes() == 0)
    return {is_readable(socket) ? STATUS_SUCCESS : STATUS_PENDING, 0};
  for (;;) {
    HostAddress name;
    msghdr header = {};
    header.msg_name = name.bytes;
    header.msg_namelen = sizeof name.bytes;
    header.msg_iov = buffers_.begin();
    header.msg_iovlen = std::min<size_t>(buffers_.left(), kMaxVectors);
    header.msg_control = control_.get();
    header.msg_controllen = control_ ? kControlRoom : 0;
    const ssize_t count = ::recvmsg(socket.descriptor(), &header, host_flags(flags_));
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return {STATUS_PENDING, done_};
      const int error = errno;
      if (!stream && error != EFAULT) {
        socket.drain_errors();
        if (error != ECONNREFUSED || !flags.report_unreachable) continue;
      }
      return failed(socket, error);
    }
    from_ = from_host(name.bytes, header.msg_namelen);
    if (stream) {
      if (count == 0 && flags.reset) return {STATUS_CONNECTION_RESET, done_};
      done_ += count;
      if (!(flags_ & kMsgWaitAll) || flags_ & kMsgPeek || count == 0)
        return {STATUS_SUCCESS, done_};
      buffers_.skip(count);
      if (buffers_.bytes() == 0) return {STATUS_SUCCESS, done_};
      continue;
    }
    control_size_ = header.msg_controllen;
    if (header.msg_flags & MSG_TRUNC) {
      found_flags_ |= message_ ? kMsgTrunc : kMsgPartial;
      return {STATUS_BUFFER_OVERFLOW, static_cast<ULONG_PTR>(count)};
    }
    return {STATUS_SUCCESS, static_cast<ULONG_PTR>(count)};
  }
}

void ReceiveOperation::deliver() {
  if (message_) {
    bool truncated = false;
    if (control_)
      message_->Control.len = static_cast<ULONG>(control_from_host(
          control_.get(), control_size_, message_->Control.buf, control_room_, &truncated));
    message_->dwFlags = found_flags_ | (truncated ? kMsgCtrunc : 0);
  }
  if (flags_out_) *flags_out_ = found_flags_;
  if (address_size_ && from_.size) {
    const INT room = *address_size_;
    if (address_) std::memcpy(address_, from_.bytes, std::clamp(room, 0, from_.size));
    *address_size_ = from_.size;
  }
}

NTSTATUS SendOperation::set_destination(const SocketAddress& address) {
  auto host = to_host(address, false);
  if (!host) return host.error();
  destination_ = std::make_unique<HostAddress>(std::move(*host));
  return STATUS_SUCCESS;
}

void SendOperation::set_control(const WSABUF& control) {
  if (control.len == 0 || !control.buf) return;
  control_ = std::make_unique<unsigned char[]>(kControlRoom);
  control_size_ = control_to_host(control.buf, control.len, control_.get(), kControlRoom);
}

int SendOperation::timeout(const Socket& socket) const { return socket.flags.send_timeout; }

SocketOutcome SendOperation::attempt(Socket& socket) {
  auto& flags = socket.flags;
  const bool stream = socket.kind().stream();
  if (flags.send_shut) return {STATUS_PIPE_DISCONNECTED, done_};
  if (stream) {
    if (socket.state() == Socket::State::kConnecting) socket.settle_connect();
    if (socket.state() != Socket::State::kConnected) return {STATUS_INVALID_CONNECTION, 0};
    if (flags.reset) return {STATUS_CONNECTION_ABORTED, done_};
  }
  int refusals = 0;
  for (;;) {
    msghdr header = {};
    if (destination_ && !stream) {
      header.msg_name = destination_->bytes;
      header.msg_namelen = destination_->size;
    }
    header.msg_iov = buffers_.begin();
    header.msg_iovlen = std::min<size_t>(buffers_.left(), kMaxVectors);
    header.msg_control = control_.get();
    header.msg_controllen = control_size_;
    const ssize_t count = ::sendmsg(socket.descriptor(), &header, host_flags(flags_));
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return {STATUS_PENDING, done_};
      const int error = errno;
      if (!stream) {
        // An earlier datagram's error, which Windows tells to receives only.
        if (error == ECONNREFUSED && ++refusals < 3) {
          socket.drain_errors();
          if (flags.report_unreachable) flags.unreachable = true;
          continue;
        }
        if (error == EDESTADDRREQ) return {STATUS_INVALID_CONNECTION, 0};
      } else if (error == ECONNRESET || (error == EPIPE && !flags.send_shut)) {
        flags.reset = true;
      }
      return {socket_status_of_errno(error), done_};
    }
    flags.bound = true;
    if (!stream) return {STATUS_SUCCESS, static_cast<ULONG_PTR>(count)};
    done_ += count;
    buffers_.skip(count);
    if (buffers_.bytes() == 0) return {STATUS_SUCCESS, done_};
  }
}

}  // namespace mimic::win
