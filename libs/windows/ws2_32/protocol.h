// The catalogue of protocols, and sockets that other processes offer by an entry of it.
#pragma once

#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

struct WSAPROTOCOLCHAIN {
  int ChainLen;
  DWORD ChainEntries[7];
};
template <class Char>
struct ProtocolInfo {
  DWORD dwServiceFlags1, dwServiceFlags2, dwServiceFlags3, dwServiceFlags4, dwProviderFlags;
  GUID ProviderId;
  DWORD dwCatalogEntryId;
  WSAPROTOCOLCHAIN ProtocolChain;
  int iVersion, iAddressFamily, iMaxSockAddr, iMinSockAddr, iSocketType, iProtocol,
      iProtocolMaxOffset, iNetworkByteOrder, iSecurityScheme;
  DWORD dwMessageSize, dwProviderReserved;
  Char szProtocol[256];
};
struct WSAPROTOCOL_INFOW : ProtocolInfo<WCHAR> {};
struct WSAPROTOCOL_INFOA : ProtocolInfo<char> {};
static_assert(sizeof(WSAPROTOCOL_INFOW) == 628 && sizeof(WSAPROTOCOL_INFOA) == 372);

// The entry of what a socket is (SO_PROTOCOL_INFOW).
WSAPROTOCOL_INFOW info_of(const Socket& socket);
WSAPROTOCOL_INFOA narrowed(const WSAPROTOCOL_INFOW& info);
WSAPROTOCOL_INFOW widened(const WSAPROTOCOL_INFOA& info);

// Does the entry come from WSADuplicateSocket? Opens the socket it stands for.
bool is_shared(const WSAPROTOCOL_INFOW& info);
Expected<Ref<Socket>> open_shared(const WSAPROTOCOL_INFOW& info, bool synchronous);

}  // namespace mimic::win::ws2_32
