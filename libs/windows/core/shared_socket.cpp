#include "libs/windows/core/shared_socket.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace mimic::win {
namespace {

// The offer is a listener with an abstract name of the host. It hands the descriptor to the one
// process that it is for, and is gone then.
socklen_t name_of(const SharedSocket& place, sockaddr_un& name) {
  name = {};
  name.sun_family = AF_UNIX;
  const int length = std::snprintf(name.sun_path + 1, sizeof name.sun_path - 1,
                                   "mimic-socket-%u-%u", place.process, place.number);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
}

struct Offer {
  int listener;
  int descriptor;
  DWORD target;
  bool done = false;
  Reactor::Token token = 0;
  ~Offer() {
    ::close(listener);
    ::close(descriptor);
  }
};

bool send_descriptor(int connection, int descriptor) {
  char byte = 0;
  iovec data = {&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return ::sendmsg(connection, &message, MSG_NOSIGNAL) == 1;
}

int receive_descriptor(int connection) {
  char byte;
  iovec data = {&byte, 1};
  int descriptor = -1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(connection, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS) return -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

// Serves one client; true when the offer has been taken.
bool serve(const Offer& offer) {
  const int connection = ::accept4(offer.listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection < 0) return false;
  ucred peer = {};
  socklen_t size = sizeof peer;
  const bool taken = ::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
                     static_cast<DWORD>(peer.pid) == offer.target &&
                     send_descriptor(connection, offer.descriptor);
  ::close(connection);
  return taken;
}

std::atomic<DWORD> last_number{0};

}  // namespace

Expected<SharedSocket> share_socket(Socket& socket, DWORD target) {
  if (target == 0 || (::kill(static_cast<pid_t>(target), 0) != 0 && errno == ESRCH))
    return nt_fail(STATUS_INVALID_PARAMETER);
  const SharedSocket place{static_cast<DWORD>(::getpid()), ++last_number};
  const auto offer = std::make_shared<Offer>();
  offer->target = target;
  offer->descriptor = ::fcntl(socket.descriptor(), F_DUPFD_CLOEXEC, 0);
  offer->listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_un name;
  const socklen_t size = name_of(place, name);
  if (offer->descriptor < 0 || offer->listener < 0 ||
      ::bind(offer->listener, reinterpret_cast<sockaddr*>(&name), size) != 0 ||
      ::listen(offer->listener, 4) != 0)
    return nt_fail(socket_status_of_errno(errno));
  // The watch owns the offer, and both end with the process where nobody comes.
  offer->token = Reactor::watch(offer->listener, EPOLLIN, false, [offer](uint32_t) {
    if (offer->done || !serve(*offer)) return;
    offer->done = true;
    Reactor::cancel(offer->token);
  });
  return place;
}

Expected<Ref<Socket>> take_shared_socket(const SharedSocket& place, bool synchronous) {
  const int connection = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (connection < 0) return nt_fail(socket_status_of_errno(errno));
  sockaddr_un name;
  const socklen_t size = name_of(place, name);
  int descriptor = -1;
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&name), size) == 0)
    descriptor = receive_descriptor(connection);
  ::close(connection);
  if (descriptor < 0) return nt_fail(STATUS_INVALID_PARAMETER);
  auto socket = Socket::adopt(descriptor, synchronous);
  if (socket) return socket;
  ::close(descriptor);
  return nt_fail(STATUS_INVALID_PARAMETER);
}

}  // namespace mimic::win
