// select and WSAPoll.
#include <algorithm>
#include <vector>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/socket_poll.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

namespace {

struct fd_set {
  UINT fd_count;
  SOCKET fd_array[1];  // as many as the program has room for
};
struct timeval {
  LONG tv_sec;
  LONG tv_usec;
};

constexpr ULONG kReadable =
                    AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_ACCEPT,
                kWritable = AFD_POLL_SEND,
                kExceptional = AFD_POLL_RECEIVE_EXPEDITED | AFD_POLL_CONNECT_FAIL;

constexpr SHORT POLLRDNORM = 0x100, POLLRDBAND = 0x200, POLLPRI = 0x400, POLLWRNORM = 0x10,
                POLLWRBAND = 0x20, POLLERR = 1, POLLHUP = 2, POLLNVAL = 4;

// WSAPoll's flags by what a socket is ready for.
constexpr struct {
  ULONG ready;
  SHORT flag;
} kPollFlags[] = {
    {AFD_POLL_RECEIVE | AFD_POLL_ACCEPT | AFD_POLL_DISCONNECT | AFD_POLL_ABORT, POLLRDNORM},
    {AFD_POLL_RECEIVE_EXPEDITED, POLLRDBAND},
    {AFD_POLL_SEND, POLLWRNORM},
    {AFD_POLL_DISCONNECT | AFD_POLL_ABORT, POLLHUP},
    {AFD_POLL_ABORT | AFD_POLL_CONNECT_FAIL, POLLERR},
    {AFD_POLL_CONNECT_FAIL, POLLHUP},
};

}  // namespace

struct WSAPOLLFD {
  SOCKET fd;
  SHORT events;
  SHORT revents;
};

EXPORT(ws2_32, int, select,
       (int nfds, fd_set* readfds, fd_set* writefds, fd_set* exceptfds, const timeval* timeout)) {
  if (!is_started()) return SOCKET_ERROR;
  constexpr ULONG kWanted[] = {kReadable, kWritable, kExceptional};
  fd_set* const sets[] = {readfds, writefds, exceptfds};
  std::vector<PolledSocket> sockets;
  std::vector<SOCKET> names[3];
  for (size_t set = 0; set < 3; ++set) {
    if (!sets[set]) continue;
    names[set].assign(sets[set]->fd_array, sets[set]->fd_array + sets[set]->fd_count);
    for (const SOCKET name : names[set]) {
      auto socket = socket_of(name);
      if (!socket) return fail_wsa(WSAENOTSOCK);
      sockets.push_back({std::move(*socket), kWanted[set], 0});
    }
  }
  if (sockets.empty()) return fail_wsa(WSAEINVAL);
  int64_t deadline = kNever;
  if (timeout) {
    if (timeout->tv_sec < 0 || timeout->tv_usec < 0) return fail_wsa(WSAEINVAL);
    deadline = monotonic_now() + timeout->tv_sec * 1'000'000'000ll + timeout->tv_usec * 1000ll;
  }
  poll_sockets(sockets, deadline);
  size_t at = 0;
  int ready = 0;
  for (size_t set = 0; set < 3; ++set) {
    if (!sets[set]) continue;
    UINT count = 0;
    for (const SOCKET name : names[set]) {
      const ULONG found = sockets[at++].found;
      if (found == AFD_POLL_LOCAL_CLOSE) return fail_wsa(WSAENOTSOCK);
      if (found) sets[set]->fd_array[count++] = name;
    }
    sets[set]->fd_count = count;
    ready += static_cast<int>(count);
  }
  return ready;
}
ORDINAL(ws2_32, select, 18);

EXPORT(ws2_32, int, __WSAFDIsSet, (SOCKET fd, fd_set* set)) {
  return std::find(set->fd_array, set->fd_array + set->fd_count, fd) !=
         set->fd_array + set->fd_count;
}
ORDINAL(ws2_32, __WSAFDIsSet, 151);

EXPORT(ws2_32, int, WSAPoll, (WSAPOLLFD * fdArray, ULONG fds, INT timeout)) {
  if (!is_started()) return SOCKET_ERROR;
  if (fds == 0) return fail_wsa(WSAEINVAL);
  if (!fdArray) return fail_wsa(WSAEFAULT);
  std::vector<PolledSocket> sockets;
  std::vector<ULONG> places;
  int invalid = 0;
  for (ULONG index = 0; index < fds; ++index) {
    WSAPOLLFD& entry = fdArray[index];
    entry.revents = 0;
    if (static_cast<int64_t>(entry.fd) < 0) continue;  // left out
    constexpr SHORT kKnown = POLLRDNORM | POLLRDBAND | POLLWRNORM;
    if (entry.events & ~kKnown) return fail_wsa(WSAEINVAL);
    auto socket = socket_of(entry.fd);
    if (!socket) {
      entry.revents = POLLNVAL;
      ++invalid;
      continue;
    }
    ULONG wanted = AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_CONNECT_FAIL;
    for (const auto& flag : kPollFlags)
      if (entry.events & flag.flag) wanted |= flag.ready;
    sockets.push_back({std::move(*socket), wanted, 0});
    places.push_back(index);
  }
  if (sockets.empty() && !invalid) return fail_wsa(WSAENOTSOCK);
  const int64_t deadline = invalid       ? monotonic_now()
                           : timeout < 0 ? kNever
                                         : monotonic_now() + timeout * 1'000'000ll;
  poll_sockets(sockets, deadline);
  int ready = invalid;
  for (size_t index = 0; index < sockets.size(); ++index) {
    WSAPOLLFD& entry = fdArray[places[index]];
    const ULONG found = sockets[index].found;
    SHORT flags = found == AFD_POLL_LOCAL_CLOSE ? POLLNVAL : SHORT{0};
    for (const auto& flag : kPollFlags)
      if (found & flag.ready) flags |= flag.flag & (entry.events | POLLHUP | POLLERR);
    entry.revents = flags;
    ready += flags != 0;
  }
  return ready;
}

}  // namespace mimic::win::ws2_32
