// Microsoft's extensions: what servers make connections and send files with.
#include "libs/windows/ws2_32/extension.h"

#include <cstring>

#include "libs/windows/core/socket_connect.h"
#include "libs/windows/core/socket_transmit.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::mswsock {

using ws2_32::fail;
using ws2_32::fail_wsa;
using ws2_32::perform;
using ws2_32::SOCKET;
using ws2_32::socket_of;
using ws2_32::WSAOVERLAPPED;

namespace {

constexpr DWORD TF_DISCONNECT = 1, TF_REUSE_SOCKET = 2;
constexpr ULONG TP_ELEMENT_MEMORY = 1, TP_ELEMENT_FILE = 2;
// Behind an address in AcceptEx's buffer there must be 16 bytes more than it needs.
constexpr DWORD kAddressExtra = 16;

BOOL refuse(NTSTATUS status) {
  fail(status);
  return FALSE;
}
BOOL refuse_with(int error) {
  fail_wsa(error);
  return FALSE;
}

struct TRANSMIT_FILE_BUFFERS {
  PVOID Head;
  DWORD HeadLength;
  PVOID Tail;
  DWORD TailLength;
};
struct TRANSMIT_PACKETS_ELEMENT {
  ULONG dwElFlags;
  ULONG cLength;
  union {
    struct {
      LARGE_INTEGER nFileOffset;
      HANDLE hFile;
    };
    PVOID pBuffer;
  };
};

BOOL transmit(SOCKET s, std::vector<TransmitPart> parts, WSAOVERLAPPED* overlapped, DWORD flags) {
  const auto socket = socket_of(s);
  if (!socket) return refuse(socket.error());
  auto operation = std::make_unique<TransmitOperation>(std::move(parts));
  if (flags & TF_DISCONNECT) operation->disconnect_after(flags & TF_REUSE_SOCKET);
  DWORD count;
  return perform(**socket, std::move(operation), &count, overlapped, nullptr) == 0;
}

int length_of(const void* address) {
  uint16_t family;
  std::memcpy(&family, address, sizeof family);
  return family == kWinUnix ? 0 : address_size(family);
}

}  // namespace

EXPORT(mswsock, BOOL, AcceptEx,
       (SOCKET sListenSocket, SOCKET sAcceptSocket, PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
        DWORD dwLocalAddressLength, DWORD dwRemoteAddressLength, DWORD* lpdwBytesReceived,
        WSAOVERLAPPED* lpOverlapped)) {
  const auto listener = socket_of(sListenSocket);
  if (!listener) return refuse(listener.error());
  const auto accepting = socket_of(sAcceptSocket);
  if (!accepting) return refuse(accepting.error());
  if (!lpOverlapped) return refuse_with(WSA_INVALID_PARAMETER);
  // A path may be cut.
  const int family = (*listener)->kind().family;
  const DWORD needed = (family == kWinUnix ? sizeof(USHORT) : address_size(family)) + kAddressExtra;
  if (!lpOutputBuffer || dwRemoteAddressLength == 0) return refuse_with(WSAEFAULT);
  if (dwRemoteAddressLength < needed || (dwLocalAddressLength && dwLocalAddressLength < needed))
    return refuse_with(WSAEFAULT);
  if ((*listener)->state() != Socket::State::kListening ||
      (*accepting)->state() != Socket::State::kIdle || (*accepting)->flags.bound ||
      (*accepting)->kind().family != (*listener)->kind().family)
    return refuse_with(WSAEINVAL);
  auto operation = std::make_unique<AcceptExOperation>(
      *accepting, lpOutputBuffer, dwReceiveDataLength, dwLocalAddressLength, dwRemoteAddressLength);
  const int result =
      perform(**listener, std::move(operation), lpdwBytesReceived, lpOverlapped, nullptr);
  return result == 0;
}

EXPORT(mswsock, void, GetAcceptExSockaddrs,
       (PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
        DWORD dwRemoteAddressLength, void** LocalSockaddr, INT* LocalSockaddrLength,
        void** RemoteSockaddr, INT* RemoteSockaddrLength)) {
  char* const local = static_cast<char*>(lpOutputBuffer) + dwReceiveDataLength;
  char* const remote = local + dwLocalAddressLength;
  *LocalSockaddr = local;
  *LocalSockaddrLength = dwLocalAddressLength ? length_of(local) : 0;
  *RemoteSockaddr = remote;
  *RemoteSockaddrLength = length_of(remote);
}

EXPORT(mswsock, BOOL, ConnectEx,
       (SOCKET s, const void* name, int namelen, PVOID lpSendBuffer, DWORD dwSendDataLength,
        DWORD* lpdwBytesSent, WSAOVERLAPPED* lpOverlapped)) {
  const auto socket = socket_of(s);
  if (!socket) return refuse(socket.error());
  if (!lpOverlapped) return refuse_with(WSA_INVALID_PARAMETER);
  const auto address = read_address(name, namelen);
  if (!address) return refuse(address.error());
  if (!(*socket)->kind().stream() || !(*socket)->flags.bound) return refuse_with(WSAEINVAL);
  switch ((*socket)->state()) {
    case Socket::State::kConnected:
      return refuse_with(WSAEISCONN);
    case Socket::State::kConnecting:
      return refuse_with(WSAEALREADY);
    case Socket::State::kListening:
      return refuse_with(WSAEINVAL);
    default:
      break;
  }
  if (const NTSTATUS status = check_connect_address(**socket, *address)) return refuse(status);
  auto host = to_host(*address, false);
  if (!host) return refuse(host.error());
  auto operation = std::make_unique<ConnectOperation>(std::move(*host));
  if (lpSendBuffer) operation->send_first(lpSendBuffer, dwSendDataLength);
  return perform(**socket, std::move(operation), lpdwBytesSent, lpOverlapped, nullptr) == 0;
}

EXPORT(mswsock, BOOL, DisconnectEx,
       (SOCKET s, WSAOVERLAPPED* lpOverlapped, DWORD dwFlags, DWORD dwReserved)) {
  const auto socket = socket_of(s);
  if (!socket) return refuse(socket.error());
  if (dwFlags & ~TF_REUSE_SOCKET) return refuse_with(WSAEINVAL);
  if ((*socket)->state() != Socket::State::kConnected) return refuse_with(WSAENOTCONN);
  const NTSTATUS status = dwFlags & TF_REUSE_SOCKET ? (*socket)->reuse() : (*socket)->shutdown(2);
  if (!nt_success(status)) return refuse(status);
  if (lpOverlapped) {
    const auto request = ws2_32::request_of(lpOverlapped, nullptr);
    if (!request) return refuse(request.error());
    (*socket)->end_at_once(*request, 0);
  }
  return TRUE;
}

EXPORT(mswsock, BOOL, TransmitFile,
       (SOCKET hSocket, HANDLE hFile, DWORD nNumberOfBytesToWrite, DWORD nNumberOfBytesPerSend,
        WSAOVERLAPPED* lpOverlapped, TRANSMIT_FILE_BUFFERS* lpTransmitBuffers, DWORD dwFlags)) {
  std::vector<TransmitPart> parts;
  const auto memory = [&parts](const void* data, DWORD size) {
    TransmitPart part;
    part.data = data;
    part.size = size;
    if (data && size) parts.push_back(std::move(part));
  };
  if (lpTransmitBuffers) memory(lpTransmitBuffers->Head, lpTransmitBuffers->HeadLength);
  if (hFile) {
    auto file = io_object_of(hFile, 0);
    if (!file || (*file)->descriptor() < 0) return refuse_with(WSAEINVAL);
    TransmitPart part;
    // Without an OVERLAPPED from where the file stands.
    part.offset =
        lpOverlapped
            ? static_cast<int64_t>(uint64_t{lpOverlapped->OffsetHigh} << 32 | lpOverlapped->Offset)
            : file_position(**file);
    part.file = std::move(*file);
    part.size = nNumberOfBytesToWrite ? nNumberOfBytesToWrite : UINT64_MAX;
    parts.push_back(std::move(part));
  }
  if (lpTransmitBuffers) memory(lpTransmitBuffers->Tail, lpTransmitBuffers->TailLength);
  return transmit(hSocket, std::move(parts), lpOverlapped, dwFlags);
}

// Found by its identity only.
MS_ABI BOOL TransmitPackets(SOCKET hSocket, TRANSMIT_PACKETS_ELEMENT* lpPacketArray,
                            DWORD nElementCount, DWORD nSendSize, WSAOVERLAPPED* lpOverlapped,
                            DWORD dwFlags) {
  std::vector<TransmitPart> parts;
  for (DWORD index = 0; index < nElementCount; ++index) {
    const TRANSMIT_PACKETS_ELEMENT element = lpPacketArray[index];
    TransmitPart part;
    part.size = element.cLength;
    if (element.dwElFlags & TP_ELEMENT_FILE) {
      auto file = io_object_of(element.hFile, 0);
      if (!file || (*file)->descriptor() < 0) return refuse_with(WSAEINVAL);
      part.offset =
          element.nFileOffset.QuadPart == -1 ? file_position(**file) : element.nFileOffset.QuadPart;
      part.file = std::move(*file);
      if (!part.size) part.size = UINT64_MAX;
    } else if (element.dwElFlags & TP_ELEMENT_MEMORY) {
      part.data = element.pBuffer;
    } else {
      return refuse_with(WSAEINVAL);
    }
    parts.push_back(std::move(part));
  }
  return transmit(hSocket, std::move(parts), lpOverlapped, dwFlags);
}

// recv() with the flags in and out.
EXPORT(mswsock, int, WSARecvEx, (SOCKET s, char* buf, int len, int* flags)) {
  WSABUF buffer = {static_cast<ULONG>(len), buf};
  auto operation = std::make_unique<ReceiveOperation>(IoVector(&buffer, 1), *flags);
  DWORD found = 0;
  operation->want_flags(&found);
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  DWORD count = 0;
  const int result = perform(**socket, std::move(operation), &count, nullptr, nullptr);
  *flags = static_cast<int>(found);
  // A message that was cut is no error here.
  if (result != 0 && !(found & kMsgPartial)) return result;
  return static_cast<int>(count);
}

}  // namespace mimic::win::mswsock

namespace mimic::win::ws2_32 {

DECLARE_EXPORT(ws2_32, int, WSASendMsg,
               (SOCKET Handle, WSAMSG* lpMsg, DWORD dwFlags, DWORD* lpNumberOfBytesSent,
                WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine));
struct WSAPOLLFD;
DECLARE_EXPORT(ws2_32, int, WSAPoll, (WSAPOLLFD * fdArray, ULONG fds, INT timeout));

void* extension_function(const GUID& id) {
  const struct {
    GUID id;
    void* function;
  } kFunctions[] = {
      {{0xb5367df0, 0xcbac, 0x11cf, {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}},
       reinterpret_cast<void*>(mswsock::TransmitFile)},
      {{0xb5367df1, 0xcbac, 0x11cf, {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}},
       reinterpret_cast<void*>(mswsock::AcceptEx)},
      {{0xb5367df2, 0xcbac, 0x11cf, {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}},
       reinterpret_cast<void*>(mswsock::GetAcceptExSockaddrs)},
      {{0x25a207b9, 0xddf3, 0x4660, {0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e}},
       reinterpret_cast<void*>(mswsock::ConnectEx)},
      {{0x7fda2e11, 0x8630, 0x436f, {0xa0, 0x31, 0xf5, 0x36, 0xa6, 0xee, 0xc1, 0x57}},
       reinterpret_cast<void*>(mswsock::DisconnectEx)},
      {{0xd9689da0, 0x1f90, 0x11d3, {0x99, 0x71, 0x00, 0xc0, 0x4f, 0x68, 0xc8, 0x76}},
       reinterpret_cast<void*>(mswsock::TransmitPackets)},
      {{0xf689d7c8, 0x6f1f, 0x436b, {0x8a, 0x53, 0xe5, 0x4f, 0xe3, 0x51, 0xc3, 0x22}},
       reinterpret_cast<void*>(WSARecvMsg)},
      {{0xa441e712, 0x754f, 0x43ca, {0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d}},
       reinterpret_cast<void*>(WSASendMsg)},
      {{0x18c76f85, 0xdc66, 0x4964, {0x97, 0x2e, 0x23, 0xc2, 0x72, 0x38, 0x31, 0x2b}},
       reinterpret_cast<void*>(WSAPoll)},
  };
  for (const auto& entry : kFunctions)
    if (std::memcmp(&entry.id, &id, sizeof id) == 0) return entry.function;
  return nullptr;
}

}  // namespace mimic::win::ws2_32
