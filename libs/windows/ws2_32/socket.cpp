// Making, naming and closing sockets.
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/protocol.h"

namespace mimic::win::ws2_32 {

namespace {

constexpr DWORD WSA_FLAG_OVERLAPPED = 1, WSA_FLAG_NO_HANDLE_INHERIT = 0x80;
constexpr int FROM_PROTOCOL_INFO = -1;

}  // namespace

EXPORT(ws2_32, SOCKET, WSASocketW,
       (int af, int type, int protocol, WSAPROTOCOL_INFOW* lpProtocolInfo, UINT g, DWORD dwFlags)) {
  if (!is_started()) return INVALID_SOCKET;
  const bool synchronous = !(dwFlags & WSA_FLAG_OVERLAPPED);
  const bool inherit = !(dwFlags & WSA_FLAG_NO_HANDLE_INHERIT);
  if (lpProtocolInfo) {
    if (is_shared(*lpProtocolInfo)) {
      auto socket = open_shared(*lpProtocolInfo, synchronous);
      if (!socket) return fail(socket.error()), INVALID_SOCKET;
      return make_handle(std::move(*socket), inherit);
    }
    if (af == FROM_PROTOCOL_INFO || af == 0) af = lpProtocolInfo->iAddressFamily;
    if (type == FROM_PROTOCOL_INFO || type == 0) type = lpProtocolInfo->iSocketType;
    if (protocol == FROM_PROTOCOL_INFO || protocol == 0) protocol = lpProtocolInfo->iProtocol;
  }
  auto socket = Socket::create(af, type, protocol, synchronous);
  if (!socket) return fail(socket.error()), INVALID_SOCKET;
  return make_handle(std::move(*socket), inherit);
}

EXPORT(ws2_32, SOCKET, WSASocketA,
       (int af, int type, int protocol, WSAPROTOCOL_INFOA* lpProtocolInfo, UINT g, DWORD dwFlags)) {
  if (!lpProtocolInfo) return WSASocketW(af, type, protocol, nullptr, g, dwFlags);
  WSAPROTOCOL_INFOW info = widened(*lpProtocolInfo);
  return WSASocketW(af, type, protocol, &info, g, dwFlags);
}

EXPORT(ws2_32, SOCKET, socket, (int af, int type, int protocol)) {
  return WSASocketW(af, type, protocol, nullptr, 0, WSA_FLAG_OVERLAPPED);
}
ORDINAL(ws2_32, socket, 23);

EXPORT(ws2_32, int, closesocket, (SOCKET s)) {
  if (!is_started()) return SOCKET_ERROR;
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded(handles().close(reinterpret_cast<HANDLE>(s)));
}
ORDINAL(ws2_32, closesocket, 3);

EXPORT(ws2_32, int, bind, (SOCKET s, const void* name, int namelen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  const auto address = read_address(name, namelen);
  if (!address) return fail(address.error());
  return succeeded((*socket)->bind(*address));
}
ORDINAL(ws2_32, bind, 2);

EXPORT(ws2_32, int, listen, (SOCKET s, int backlog)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded((*socket)->listen(backlog));
}
ORDINAL(ws2_32, listen, 13);

EXPORT(ws2_32, int, shutdown, (SOCKET s, int how)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded((*socket)->shutdown(how));
}
ORDINAL(ws2_32, shutdown, 22);

EXPORT(ws2_32, int, getsockname, (SOCKET s, void* name, INT* namelen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  const auto address = (*socket)->local_address();
  if (!address) return fail(address.error());
  return give_address(*address, name, namelen);
}
ORDINAL(ws2_32, getsockname, 6);

EXPORT(ws2_32, int, getpeername, (SOCKET s, void* name, INT* namelen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  const auto address = (*socket)->peer_address();
  if (!address) return fail(address.error());
  return give_address(*address, name, namelen);
}
ORDINAL(ws2_32, getpeername, 5);

}  // namespace mimic::win::ws2_32
