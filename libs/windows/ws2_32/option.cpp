// Options and controls.
#include <cstring>

#include "libs/windows/core/socket_option.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/extension.h"
#include "libs/windows/ws2_32/protocol.h"

namespace mimic::win::ws2_32 {

namespace {

constexpr int SOL_SOCKET = 0xffff, SO_PROTOCOL_INFOA = 0x2004, SO_PROTOCOL_INFOW = 0x2005,
              SO_BSP_STATE = 0x1009;
constexpr DWORD SIO_GET_EXTENSION_FUNCTION_POINTER = 0xC8000006, SIO_BASE_HANDLE = 0x48000022,
                SIO_BSP_HANDLE = 0x4800001B, SIO_BSP_HANDLE_SELECT = 0x4800001C,
                SIO_BSP_HANDLE_POLL = 0x4800001D;

template <class Info>
int give_info(const Info& info, void* value, INT* size) {
  if (!value || *size < static_cast<INT>(sizeof info)) return fail_wsa(WSAEFAULT);
  std::memcpy(value, &info, sizeof info);
  *size = sizeof info;
  return 0;
}

// CSADDR_INFO with the addresses behind it.
int give_state(const Socket& socket, void* value, INT* size) {
  struct Side {
    void* address;
    INT length;
  };
  struct {
    Side local, remote;
    INT type, protocol;
  } state = {};
  constexpr INT kSize = sizeof state + 2 * 128;
  if (!value || *size < kSize) return fail_wsa(WSAEFAULT);
  auto* const place = static_cast<char*>(value) + sizeof state;
  if (const auto local = socket.local_address()) {
    std::memcpy(place, local->bytes, local->size);
    state.local = {place, local->size};
  }
  if (const auto remote = socket.peer_address()) {
    std::memcpy(place + 128, remote->bytes, remote->size);
    state.remote = {place + 128, remote->size};
  }
  state.type = socket.kind().type;
  state.protocol = socket.kind().protocol;
  std::memcpy(value, &state, sizeof state);
  *size = kSize;
  return 0;
}

}  // namespace

EXPORT(ws2_32, int, getsockopt, (SOCKET s, int level, int optname, void* optval, INT* optlen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!optlen) return fail_wsa(WSAEFAULT);
  if (level == SOL_SOCKET) {
    if (optname == SO_PROTOCOL_INFOW) return give_info(info_of(**socket), optval, optlen);
    if (optname == SO_PROTOCOL_INFOA) return give_info(narrowed(info_of(**socket)), optval, optlen);
    if (optname == SO_BSP_STATE) return give_state(**socket, optval, optlen);
  }
  return succeeded(get_option(**socket, level, optname, optval, optlen));
}
ORDINAL(ws2_32, getsockopt, 7);

EXPORT(ws2_32, int, setsockopt,
       (SOCKET s, int level, int optname, const void* optval, int optlen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded(set_option(**socket, level, optname, optval, optlen));
}
ORDINAL(ws2_32, setsockopt, 21);

EXPORT(ws2_32, int, ioctlsocket, (SOCKET s, LONG cmd, ULONG* argp)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded(socket_ioctl(**socket, cmd, argp, sizeof *argp, argp, sizeof *argp).status);
}
ORDINAL(ws2_32, ioctlsocket, 10);

EXPORT(ws2_32, int, WSAIoctl,
       (SOCKET s, DWORD dwIoControlCode, void* lpvInBuffer, DWORD cbInBuffer, void* lpvOutBuffer,
        DWORD cbOutBuffer, DWORD* lpcbBytesReturned, WSAOVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpcbBytesReturned && !lpOverlapped) return fail_wsa(WSAEFAULT);
  IoctlResult result = {wsa_status(WSAEFAULT)};
  switch (dwIoControlCode) {
    case SIO_GET_EXTENSION_FUNCTION_POINTER:
      if (lpvInBuffer && cbInBuffer >= sizeof(GUID) && lpvOutBuffer && cbOutBuffer >= 8) {
        void* const function = extension_function(*static_cast<const GUID*>(lpvInBuffer));
        if (!function) return fail_wsa(WSAEINVAL);
        std::memcpy(lpvOutBuffer, &function, sizeof function);
        result = {STATUS_SUCCESS, sizeof function};
      }
      break;
    case SIO_BASE_HANDLE:
    case SIO_BSP_HANDLE:
    case SIO_BSP_HANDLE_SELECT:
    case SIO_BSP_HANDLE_POLL:
      // No layered provider is ever above the driver.
      if (lpvOutBuffer && cbOutBuffer >= sizeof s) {
        std::memcpy(lpvOutBuffer, &s, sizeof s);
        result = {STATUS_SUCCESS, sizeof s};
      }
      break;
    default:
      result = socket_ioctl(**socket, dwIoControlCode, lpvInBuffer, cbInBuffer, lpvOutBuffer,
                            cbOutBuffer);
  }
  if (!nt_success(result.status)) return fail(result.status);
  if (lpcbBytesReturned) *lpcbBytesReturned = result.written;
  if (lpOverlapped) {
    const auto request = request_of(lpOverlapped, lpCompletionRoutine);
    if (!request) return fail(request.error());
    (*socket)->end_at_once(*request, result.written);
  }
  return 0;
}

}  // namespace mimic::win::ws2_32
