// connect and accept.
#include <cstring>

#include "libs/windows/core/socket_connect.h"
#include "libs/windows/core/socket_transfer.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

namespace {

constexpr int CF_ACCEPT = 0, CF_REJECT = 1, CF_DEFER = 2;

int connect_to(Socket& socket, const SocketAddress& address) {
  switch (socket.state()) {
    case Socket::State::kListening:
      return fail_wsa(WSAEINVAL);
    case Socket::State::kConnected:
      return fail_wsa(WSAEISCONN);
    case Socket::State::kConnecting: {
      const NTSTATUS status = socket.settle_connect();
      if (status == STATUS_PENDING) return fail_wsa(WSAEALREADY);
      return nt_success(status) ? fail_wsa(WSAEISCONN) : fail(status);
    }
    default:
      break;
  }
  if (const NTSTATUS status = check_connect_address(socket, address)) return fail(status);
  auto host = address.family() ? to_host(address, false) : Expected<HostAddress>(HostAddress());
  if (!host) return fail(host.error());
  // The host takes a datagram socket's peer away by an address of no family.
  if (!address.family()) host->size = sizeof(uint16_t) * 8;
  ConnectOperation operation(std::move(*host));
  const SocketOutcome outcome = socket.run(operation);
  // However fast the peer answers, a stream that does not block tells of it later.
  const bool answered =
      outcome.status == STATUS_SUCCESS || outcome.status == STATUS_CONNECTION_REFUSED;
  if (outcome.status == kWouldBlock ||
      (answered && socket.non_blocking() && socket.kind().stream())) {
    socket.enable_events(FD_CONNECT | FD_WRITE);
    return fail(kWouldBlock);
  }
  if (outcome.status != STATUS_SUCCESS) return fail(outcome.status);
  socket.enable_events(FD_WRITE | FD_READ);
  return 0;
}

SOCKET accept_on(SOCKET s, void* addr, INT* addrlen) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error()), INVALID_SOCKET;
  if (!(*socket)->kind().stream()) return fail_wsa(WSAEOPNOTSUPP), INVALID_SOCKET;
  AcceptOperation operation((*socket)->synchronous());
  const SocketOutcome outcome = (*socket)->run(operation);
  (*socket)->enable_events(FD_ACCEPT);
  if (outcome.status != STATUS_SUCCESS) return fail(outcome.status), INVALID_SOCKET;
  const Ref<Socket> accepted = operation.accepted();
  if (addr && addrlen) {
    const int room = *addrlen;
    if (room < operation.peer().size) return fail_wsa(WSAEFAULT), INVALID_SOCKET;
    std::memcpy(addr, operation.peer().bytes, operation.peer().size);
    *addrlen = operation.peer().size;
  }
  // The listener's properties go on to the connection, its selection of events included.
  if ((*socket)->non_blocking()) accepted->set_non_blocking(true);
  (*socket)->pass_events_to(*accepted);
  return make_handle(accepted, true);
}

}  // namespace

EXPORT(ws2_32, int, connect, (SOCKET s, const void* name, int namelen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  const auto address = read_address(name, namelen);
  if (!address) return fail(address.error());
  return connect_to(**socket, *address);
}
ORDINAL(ws2_32, connect, 4);

EXPORT(ws2_32, int, WSAConnect,
       (SOCKET s, const void* name, int namelen, WSABUF* lpCallerData, WSABUF* lpCalleeData,
        void* lpSQOS, void* lpGQOS)) {
  if (lpCalleeData) lpCalleeData->len = 0;
  return connect(s, name, namelen);
}

EXPORT(ws2_32, SOCKET, accept, (SOCKET s, void* addr, INT* addrlen)) {
  return accept_on(s, addr, addrlen);
}
ORDINAL(ws2_32, accept, 1);

using AcceptCondition = int(MS_ABI*)(WSABUF* caller, WSABUF* caller_data, void* sqos, void* gqos,
                                     WSABUF* callee, WSABUF* callee_data, UINT* group,
                                     DWORD_PTR data);

EXPORT(ws2_32, SOCKET, WSAAccept,
       (SOCKET s, void* addr, INT* addrlen, AcceptCondition lpfnCondition,
        DWORD_PTR dwCallbackData)) {
  if (!lpfnCondition) return accept_on(s, addr, addrlen);
  SocketAddress name;
  INT size = sizeof name.bytes;
  const SOCKET made = accept_on(s, name.bytes, &size);
  if (made == INVALID_SOCKET) return made;
  WSABUF caller = {static_cast<ULONG>(size), reinterpret_cast<char*>(name.bytes)};
  SocketAddress local;
  if (const auto socket = socket_of(made); socket)
    if (const auto found = (*socket)->local_address()) local = *found;
  WSABUF callee = {static_cast<ULONG>(local.size), reinterpret_cast<char*>(local.bytes)};
  UINT group = 0;
  const int answer =
      lpfnCondition(&caller, nullptr, nullptr, nullptr, &callee, nullptr, &group, dwCallbackData);
  if (answer != CF_ACCEPT) {
    handles().close(reinterpret_cast<HANDLE>(made));
    return fail_wsa(answer == CF_DEFER ? WSATRY_AGAIN : WSAECONNREFUSED), INVALID_SOCKET;
  }
  if (addr && addrlen) {
    if (*addrlen < size) {
      handles().close(reinterpret_cast<HANDLE>(made));
      return fail_wsa(WSAEFAULT), INVALID_SOCKET;
    }
    std::memcpy(addr, name.bytes, size);
    *addrlen = size;
  }
  return made;
}

}  // namespace mimic::win::ws2_32
