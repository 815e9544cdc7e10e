#include "libs/windows/core/socket_transmit.h"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace mimic::win {

int64_t file_position(const IoObject& file) {
  return std::max<int64_t>(::lseek(file.descriptor(), 0, SEEK_CUR), 0);
}

SocketOutcome TransmitOperation::attempt(Socket& socket) {
  if (socket.flags.send_shut) return {STATUS_PIPE_DISCONNECTED, done_};
  if (socket.state() != Socket::State::kConnected) return {STATUS_INVALID_CONNECTION, 0};
  while (at_ < parts_.size()) {
    TransmitPart& part = parts_[at_];
    const size_t length = std::min<uint64_t>(part.size, 1u << 30);
    if (length == 0) {
      ++at_;
      continue;
    }
    ssize_t count;
    if (part.file) {
      off_t offset = part.offset;
      count = ::sendfile(socket.descriptor(), part.file->descriptor(), &offset, length);
    } else {
      count = ::send(socket.descriptor(), part.data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return {STATUS_PENDING, done_};
      if (errno == ECONNRESET || errno == EPIPE) socket.flags.reset = true;
      return {socket_status_of_errno(errno), done_};
    }
    if (count == 0) {  // the end of the file
      ++at_;
      continue;
    }
    done_ += count;
    part.offset += count;
    if (part.data) part.data = static_cast<const char*>(part.data) + count;
    if (part.size != UINT64_MAX) part.size -= count;
  }
  socket_ = &socket;
  return {STATUS_SUCCESS, done_};
}

void TransmitOperation::deliver() {
  if (!disconnect_ || !socket_) return;
  if (reuse_)
    socket_->reuse();
  else
    socket_->shutdown(2);
}

}  // namespace mimic::win
