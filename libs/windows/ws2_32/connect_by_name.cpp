// Connecting to the first address of several that answers.
#include "libs/windows/core/socket_connect.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/name_info.h"

namespace mimic::win::ws2_32 {

namespace {

struct timeval {
  LONG tv_sec;
  LONG tv_usec;
};
struct SOCKET_ADDRESS {
  void* lpSockaddr;
  INT iSockaddrLength;
};
struct SOCKET_ADDRESS_LIST {
  INT iAddressCount;
  SOCKET_ADDRESS Address[1];
};

// An IPv4 address as an IPv6 socket takes it.
SocketAddress for_family(const SocketAddress& address, int family) {
  if (family != kWinInet6 || address.family() != kWinInet) return address;
  SocketAddress mapped;
  mapped.size = address_size(kWinInet6);
  mapped.bytes[0] = kWinInet6;
  mapped.bytes[2] = address.bytes[2];
  mapped.bytes[3] = address.bytes[3];
  mapped.bytes[18] = mapped.bytes[19] = 0xff;
  for (int index = 0; index < 4; ++index) mapped.bytes[20 + index] = address.bytes[4 + index];
  return mapped;
}

void give(const Expected<SocketAddress>& address, DWORD* size, void* to) {
  if (!address || !size || !to) return;
  INT room = static_cast<INT>(*size);
  if (give_address(*address, to, &room) == 0) *size = static_cast<DWORD>(room);
}

BOOL connect_first(Socket& socket, const std::vector<SocketAddress>& addresses, DWORD* local_size,
                   void* local, DWORD* remote_size, void* remote) {
  int error = WSAHOST_NOT_FOUND;
  for (const SocketAddress& found : addresses) {
    const SocketAddress address = for_family(found, socket.kind().family);
    if (const NTSTATUS status = check_connect_address(socket, address)) {
      error = wsa_error_of(status);
      continue;
    }
    auto host = to_host(address, false);
    if (!host) continue;
    ConnectOperation operation(std::move(*host));
    const SocketOutcome outcome = socket.run(operation);
    if (outcome.status == STATUS_SUCCESS) {
      give(socket.local_address(), local_size, local);
      give(socket.peer_address(), remote_size, remote);
      return TRUE;
    }
    error = wsa_error_of(outcome.status);
  }
  fail_wsa(error);
  return FALSE;
}

}  // namespace

EXPORT(ws2_32, BOOL, WSAConnectByNameW,
       (SOCKET s, LPWSTR nodename, LPWSTR servicename, DWORD* LocalAddressLength,
        void* LocalAddress, DWORD* RemoteAddressLength, void* RemoteAddress, const timeval* timeout,
        WSAOVERLAPPED* Reserved)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error()), FALSE;
  if (Reserved || !nodename || !servicename) return fail_wsa(WSAEINVAL), FALSE;
  NameHints hints;
  hints.type = (*socket)->kind().type;
  if ((*socket)->kind().family == kWinInet) hints.family = kWinInet;
  std::vector<ResolvedName> answers;
  if (const int error = resolve(nodename, servicename, hints, answers))
    return fail_wsa(error), FALSE;
  std::vector<SocketAddress> addresses;
  for (const ResolvedName& answer : answers) addresses.push_back(answer.address);
  return connect_first(**socket, addresses, LocalAddressLength, LocalAddress, RemoteAddressLength,
                       RemoteAddress);
}

EXPORT(ws2_32, BOOL, WSAConnectByNameA,
       (SOCKET s, LPCSTR nodename, LPCSTR servicename, DWORD* LocalAddressLength,
        void* LocalAddress, DWORD* RemoteAddressLength, void* RemoteAddress, const timeval* timeout,
        WSAOVERLAPPED* Reserved)) {
  std::u16string node = from_ansi(nodename), service = from_ansi(servicename);
  return WSAConnectByNameW(s, node.data(), service.data(), LocalAddressLength, LocalAddress,
                           RemoteAddressLength, RemoteAddress, timeout, Reserved);
}

EXPORT(ws2_32, BOOL, WSAConnectByList,
       (SOCKET s, SOCKET_ADDRESS_LIST* SocketAddress, DWORD* LocalAddressLength, void* LocalAddress,
        DWORD* RemoteAddressLength, void* RemoteAddress, const timeval* timeout,
        WSAOVERLAPPED* Reserved)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error()), FALSE;
  if (Reserved || !SocketAddress || SocketAddress->iAddressCount < 1)
    return fail_wsa(WSAEINVAL), FALSE;
  std::vector<win::SocketAddress> addresses;
  for (INT index = 0; index < SocketAddress->iAddressCount; ++index) {
    const SOCKET_ADDRESS& entry = SocketAddress->Address[index];
    auto address = read_address(entry.lpSockaddr, entry.iSockaddrLength);
    if (!address) return fail(address.error()), FALSE;
    addresses.push_back(*address);
  }
  return connect_first(**socket, addresses, LocalAddressLength, LocalAddress, RemoteAddressLength,
                       RemoteAddress);
}

}  // namespace mimic::win::ws2_32
