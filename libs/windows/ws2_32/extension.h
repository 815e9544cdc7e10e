// The functions that a socket's provider gives out by their identities.
#pragma once

#include "libs/windows/core/socket_transfer.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

// Exported by no library of Windows.
MS_ABI int WSARecvMsg(SOCKET s, WSAMSG* lpMsg, DWORD* lpdwNumberOfBytesRecvd,
                      WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine);

// For SIO_GET_EXTENSION_FUNCTION_POINTER; null for an unknown identity.
void* extension_function(const GUID& id);

}  // namespace mimic::win::ws2_32
