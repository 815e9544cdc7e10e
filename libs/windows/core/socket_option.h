// Options and controls of sockets, by Windows' numbers.
#pragma once

#include "libs/windows/core/socket.h"

namespace mimic::win {

// getsockopt and setsockopt of all that is a number, an address or a structure of the host's.
// `*size` becomes the size of the value. Statuses for WSAEFAULT (too small), WSAENOPROTOOPT, ….
NTSTATUS get_option(Socket& socket, int level, int name, void* value, INT* size);
NTSTATUS set_option(Socket& socket, int level, int name, const void* value, INT size);

// WSAIoctl: codes that concern one socket and end at once.
struct IoctlResult {
  NTSTATUS status;
  ULONG written = 0;
};
IoctlResult socket_ioctl(Socket& socket, DWORD code, const void* in, ULONG in_size, void* out,
                         ULONG out_size);

}  // namespace mimic::win
