#include "libs/windows/ws2_32/protocol.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/core/shared_socket.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ws2_32 {

namespace {

constexpr DWORD XP1_CONNECTIONLESS = 1, XP1_GUARANTEED_DELIVERY = 2, XP1_GUARANTEED_ORDER = 4,
                XP1_MESSAGE_ORIENTED = 8, XP1_GRACEFUL_CLOSE = 0x20, XP1_EXPEDITED_DATA = 0x40,
                XP1_SUPPORT_BROADCAST = 0x200, XP1_SUPPORT_MULTIPOINT = 0x400,
                XP1_IFS_HANDLES = 0x20000;
constexpr DWORD kStreamFlags = XP1_IFS_HANDLES | XP1_EXPEDITED_DATA | XP1_GRACEFUL_CLOSE |
                               XP1_GUARANTEED_ORDER | XP1_GUARANTEED_DELIVERY,
                kDatagramFlags = XP1_IFS_HANDLES | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT |
                                 XP1_MESSAGE_ORIENTED | XP1_CONNECTIONLESS;
constexpr DWORD PFL_MATCHES_PROTOCOL_ZERO = 8, PFL_MULTIPLE_PROTO_ENTRIES = 1;

// The identities of the system's own providers, by which libraries know that a socket is the
// driver's.
constexpr GUID
    kInetProvider = {0xe70f1aa0, 0xab8b, 0x11cf, {0x8c, 0xa3, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}},
    kInet6Provider = {0xf9eab0c0, 0x26d4, 0x11d0, {0xbb, 0xbf, 0x00, 0xaa, 0x00, 0x6c, 0x34, 0xe4}},
    kUnixProvider = {0xa00943d9, 0x9c2e, 0x4633, {0x9b, 0x59, 0x00, 0x57, 0xa3, 0x16, 0x09, 0x94}};

struct Entry {
  DWORD id, flags, provider_flags;
  const GUID* provider;
  int version, family, size, type, protocol;
  DWORD message_size;
  const char16_t* name;
};
constexpr Entry kCatalogue[] = {
    {1001, kStreamFlags, PFL_MATCHES_PROTOCOL_ZERO, &kInetProvider, 2, kWinInet, 16, 1, 6, 0,
     u"MSAFD Tcpip [TCP/IP]"},
    {1002, kDatagramFlags, PFL_MATCHES_PROTOCOL_ZERO, &kInetProvider, 2, kWinInet, 16, 2, 17, 65527,
     u"MSAFD Tcpip [UDP/IP]"},
    {1003, kDatagramFlags, PFL_MATCHES_PROTOCOL_ZERO, &kInetProvider, 2, kWinInet, 16, 3, 0, 32768,
     u"MSAFD Tcpip [RAW/IP]"},
    {1004, kStreamFlags, PFL_MATCHES_PROTOCOL_ZERO, &kInet6Provider, 2, kWinInet6, 28, 1, 6, 0,
     u"MSAFD Tcpip [TCP/IPv6]"},
    {1005, kDatagramFlags, PFL_MATCHES_PROTOCOL_ZERO, &kInet6Provider, 2, kWinInet6, 28, 2, 17,
     65527, u"MSAFD Tcpip [UDP/IPv6]"},
    {1006, kDatagramFlags, PFL_MATCHES_PROTOCOL_ZERO, &kInet6Provider, 2, kWinInet6, 28, 3, 0,
     32768, u"MSAFD Tcpip [RAW/IPv6]"},
    {1007, kStreamFlags & ~XP1_EXPEDITED_DATA, PFL_MATCHES_PROTOCOL_ZERO, &kUnixProvider, 2,
     kWinUnix, 110, 1, 0, 0, u"AF_UNIX"},
};

WSAPROTOCOL_INFOW info_of(const Entry& entry) {
  WSAPROTOCOL_INFOW info = {};
  info.dwServiceFlags1 = entry.flags;
  info.dwProviderFlags = entry.provider_flags;
  info.ProviderId = *entry.provider;
  info.dwCatalogEntryId = entry.id;
  info.ProtocolChain.ChainLen = 1;  // a base protocol
  info.iVersion = entry.version;
  info.iAddressFamily = entry.family;
  info.iMaxSockAddr = info.iMinSockAddr = entry.size;
  info.iSocketType = entry.type;
  info.iProtocol = entry.protocol;
  info.iProtocolMaxOffset = entry.type == 3 ? 255 : 0;
  info.dwMessageSize = entry.message_size;
  const auto name = view_of(entry.name);
  std::copy(name.begin(), name.end(), info.szProtocol);
  return info;
}

template <class To, class From>
To converted(const From& from) {
  To to = {};
  std::memcpy(&to, &from, offsetof(WSAPROTOCOL_INFOW, szProtocol));
  for (size_t index = 0; index < 255 && from.szProtocol[index]; ++index)
    to.szProtocol[index] = static_cast<char>(from.szProtocol[index]);
  return to;
}

// Calls give(index, entry) for each wanted entry; returns their number, or SOCKET_ERROR.
template <class Info, class Give>
int enumerate(const INT* protocols, Info* buffer, DWORD* size, Give give) {
  const auto wanted = [&](const Entry& entry) {
    if (!protocols) return true;
    for (const INT* protocol = protocols; *protocol; ++protocol)
      if (*protocol == entry.protocol) return true;
    return false;
  };
  if (!size) return fail_wsa(WSAEFAULT);
  const auto count =
      static_cast<DWORD>(std::count_if(std::begin(kCatalogue), std::end(kCatalogue), wanted));
  if (!buffer || *size < count * sizeof(Info)) {
    *size = count * sizeof(Info);
    return fail_wsa(WSAENOBUFS);
  }
  Info* to = buffer;
  for (const Entry& entry : kCatalogue)
    if (wanted(entry)) *to++ = give(info_of(entry));
  return static_cast<int>(count);
}

}  // namespace

WSAPROTOCOL_INFOW info_of(const Socket& socket) {
  const Socket::Kind& kind = socket.kind();
  for (const Entry& entry : kCatalogue) {
    if (entry.family != kind.family || entry.type != kind.type) continue;
    WSAPROTOCOL_INFOW info = info_of(entry);
    info.iProtocol = kind.protocol;
    return info;
  }
  return {};
}

WSAPROTOCOL_INFOA narrowed(const WSAPROTOCOL_INFOW& info) {
  return converted<WSAPROTOCOL_INFOA>(info);
}
WSAPROTOCOL_INFOW widened(const WSAPROTOCOL_INFOA& info) {
  return converted<WSAPROTOCOL_INFOW>(info);
}

EXPORT(ws2_32, int, WSAEnumProtocolsW,
       (INT * lpiProtocols, WSAPROTOCOL_INFOW* lpProtocolBuffer, DWORD* lpdwBufferLength)) {
  if (!is_started()) return SOCKET_ERROR;
  return enumerate(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                   [](const WSAPROTOCOL_INFOW& info) { return info; });
}

EXPORT(ws2_32, int, WSAEnumProtocolsA,
       (INT * lpiProtocols, WSAPROTOCOL_INFOA* lpProtocolBuffer, DWORD* lpdwBufferLength)) {
  if (!is_started()) return SOCKET_ERROR;
  return enumerate(lpiProtocols, lpProtocolBuffer, lpdwBufferLength, narrowed);
}

EXPORT(ws2_32, int, WSCEnumProtocols,
       (INT * lpiProtocols, WSAPROTOCOL_INFOW* lpProtocolBuffer, DWORD* lpdwBufferLength,
        INT* lpErrno)) {
  const int count = enumerate(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                              [](const WSAPROTOCOL_INFOW& info) { return info; });
  if (count < 0 && lpErrno) *lpErrno = static_cast<INT>(last_error());
  return count;
}

// Where a shared socket waits is in two fields that are reserved.
bool is_shared(const WSAPROTOCOL_INFOW& info) {
  return info.dwServiceFlags4 != 0 && info.dwProviderReserved != 0;
}

Expected<Ref<Socket>> open_shared(const WSAPROTOCOL_INFOW& info, bool synchronous) {
  return take_shared_socket({info.dwServiceFlags4, info.dwProviderReserved}, synchronous);
}

EXPORT(ws2_32, int, WSADuplicateSocketW,
       (SOCKET s, DWORD dwProcessId, WSAPROTOCOL_INFOW* lpProtocolInfo)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpProtocolInfo) return fail_wsa(WSAEFAULT);
  WSAPROTOCOL_INFOW info = info_of(**socket);
  const auto place = share_socket(**socket, dwProcessId);
  if (!place) return fail(place.error());
  info.dwServiceFlags4 = place->process;
  info.dwProviderReserved = place->number;
  *lpProtocolInfo = info;
  return 0;
}

EXPORT(ws2_32, int, WSADuplicateSocketA,
       (SOCKET s, DWORD dwProcessId, WSAPROTOCOL_INFOA* lpProtocolInfo)) {
  if (!lpProtocolInfo) return fail_wsa(WSAEFAULT);
  WSAPROTOCOL_INFOW info;
  if (WSADuplicateSocketW(s, dwProcessId, &info) != 0) return SOCKET_ERROR;
  *lpProtocolInfo = narrowed(info);
  return 0;
}

}  // namespace mimic::win::ws2_32
