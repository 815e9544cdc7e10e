// Byte order. No header of the host here: it has these names as macros.
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

EXPORT(ws2_32, ULONG, htonl, (ULONG hostlong)) { return __builtin_bswap32(hostlong); }
EXPORT(ws2_32, USHORT, htons, (USHORT hostshort)) { return __builtin_bswap16(hostshort); }
ORDINAL(ws2_32, htonl, 8);
ORDINAL(ws2_32, htons, 9);
ALSO(ws2_32, ntohl, "ws2_32.htonl");
ALSO(ws2_32, ntohs, "ws2_32.htons");
ORDINAL(ws2_32, ntohl, 14);
ORDINAL(ws2_32, ntohs, 15);

EXPORT(ws2_32, int, WSAHtonl, (SOCKET s, ULONG hostlong, ULONG* lpnetlong)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpnetlong) return fail_wsa(WSAEFAULT);
  *lpnetlong = __builtin_bswap32(hostlong);
  return 0;
}
ALSO(ws2_32, WSANtohl, "ws2_32.WSAHtonl");

EXPORT(ws2_32, int, WSAHtons, (SOCKET s, USHORT hostshort, USHORT* lpnetshort)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpnetshort) return fail_wsa(WSAEFAULT);
  *lpnetshort = __builtin_bswap16(hostshort);
  return 0;
}
ALSO(ws2_32, WSANtohs, "ws2_32.WSAHtons");

}  // namespace mimic::win::ws2_32
