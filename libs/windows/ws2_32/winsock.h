// What the functions of ws2_32 share.
#pragma once

#include "abi/windows/teb.h"
#include "libs/windows/core/socket.h"

namespace mimic::win::ws2_32 {

using SOCKET = UINT_PTR;
inline constexpr SOCKET INVALID_SOCKET = ~SOCKET{0};
inline constexpr int SOCKET_ERROR = -1;

inline int fail_wsa(int error) {
  set_last_error(error);
  return SOCKET_ERROR;
}
inline int fail(NTSTATUS status) { return fail_wsa(wsa_error_of(status)); }
inline int succeeded(NTSTATUS status) { return nt_success(status) ? 0 : fail(status); }

// The socket behind a handle; the failures are those that WSAENOTSOCK stands for.
inline Expected<Ref<Socket>> socket_of(SOCKET s) {
  return object_of<Socket>(reinterpret_cast<HANDLE>(s));
}
SOCKET make_handle(Ref<Socket> socket, bool inherit);

// Was WSAStartup called? Sets WSANOTINITIALISED where not.
bool is_started();

// How an overlapped call asks for its operation. STATUS_INVALID_HANDLE for a bad event.
struct WSAOVERLAPPED {
  ULONG_PTR Internal, InternalHigh;
  DWORD Offset, OffsetHigh;
  HANDLE hEvent;
};
using CompletionRoutine = void(MS_ABI*)(DWORD error, DWORD transferred, WSAOVERLAPPED* overlapped,
                                        DWORD flags);
Expected<IoRequest> request_of(WSAOVERLAPPED* overlapped, CompletionRoutine routine);

// Starts an overlapped operation, or runs it where there is no OVERLAPPED. `*count` gets what was
// transferred. The result of a Winsock function.
int perform(Socket& socket, std::unique_ptr<SocketOperation> operation, DWORD* count,
            WSAOVERLAPPED* overlapped, CompletionRoutine routine);

// Gives an address to the caller: WSAEFAULT where it does not fit.
int give_address(const SocketAddress& address, void* name, INT* namelen);

}  // namespace mimic::win::ws2_32
