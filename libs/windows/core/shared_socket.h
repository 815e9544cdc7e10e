// Sockets that one process offers to another (WSADuplicateSocket).
#pragma once

#include "libs/windows/core/socket.h"

namespace mimic::win {

// Where an offered socket can be fetched, once: from this process, under this number.
struct SharedSocket {
  DWORD process = 0;
  DWORD number = 0;
};

// STATUS_INVALID_PARAMETER where there is no process `target`.
Expected<SharedSocket> share_socket(Socket& socket, DWORD target);
Expected<Ref<Socket>> take_shared_socket(const SharedSocket& place, bool synchronous);

}  // namespace mimic::win
