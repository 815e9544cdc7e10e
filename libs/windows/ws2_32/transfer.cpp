// Sending and receiving.
#include "libs/windows/core/socket_transfer.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/extension.h"

namespace mimic::win::ws2_32 {

namespace {

constexpr DWORD MSG_OOB = 1, MSG_PEEK = 2, MSG_DONTROUTE = 4, MSG_WAITALL = 8,
                MSG_PUSH_IMMEDIATE = 0x20, MSG_PARTIAL = 0x8000;
constexpr DWORD kReceiveFlags = MSG_OOB | MSG_PEEK | MSG_WAITALL | MSG_PUSH_IMMEDIATE | MSG_PARTIAL,
                kSendFlags = MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL;

// After a receive the same events may be told again.
int receive(Socket& socket, std::unique_ptr<ReceiveOperation> operation, DWORD flags, DWORD* count,
            WSAOVERLAPPED* overlapped, CompletionRoutine routine) {
  const int result = perform(socket, std::move(operation), count, overlapped, routine);
  const DWORD error = result ? last_error() : 0;
  socket.enable_events(flags & MSG_OOB ? FD_OOB : FD_READ);
  if (result) set_last_error(error);
  return result;
}

int send_on(Socket& socket, std::unique_ptr<SendOperation> operation, DWORD* count,
            WSAOVERLAPPED* overlapped, CompletionRoutine routine) {
  const int result = perform(socket, std::move(operation), count, overlapped, routine);
  if (result && last_error() == WSAEWOULDBLOCK) {
    socket.enable_events(FD_WRITE);
    set_last_error(WSAEWOULDBLOCK);
  }
  return result;
}

}  // namespace

EXPORT(ws2_32, int, WSARecvFrom,
       (SOCKET s, WSABUF* lpBuffers, DWORD dwBufferCount, DWORD* lpNumberOfBytesRecvd,
        DWORD* lpFlags, void* lpFrom, INT* lpFromlen, WSAOVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpFlags || !lpBuffers || (!lpNumberOfBytesRecvd && !lpOverlapped))
    return fail_wsa(WSAEFAULT);
  const DWORD flags = *lpFlags;
  if (flags & ~kReceiveFlags) return fail_wsa(WSAEOPNOTSUPP);
  auto operation = std::make_unique<ReceiveOperation>(IoVector(lpBuffers, dwBufferCount), flags);
  operation->want_flags(lpFlags);
  if (lpFrom || lpFromlen) operation->want_address(lpFrom, lpFromlen);
  return receive(**socket, std::move(operation), flags, lpNumberOfBytesRecvd, lpOverlapped,
                 lpCompletionRoutine);
}

EXPORT(ws2_32, int, WSARecv,
       (SOCKET s, WSABUF* lpBuffers, DWORD dwBufferCount, DWORD* lpNumberOfBytesRecvd,
        DWORD* lpFlags, WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine)) {
  return WSARecvFrom(s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, nullptr, nullptr,
                     lpOverlapped, lpCompletionRoutine);
}

EXPORT(ws2_32, int, recvfrom, (SOCKET s, char* buf, int len, int flags, void* from, INT* fromlen)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (len < 0) return fail_wsa(WSAEFAULT);
  if (flags & ~kReceiveFlags) return fail_wsa(WSAEOPNOTSUPP);
  auto operation = std::make_unique<ReceiveOperation>(IoVector(buf, len), flags);
  if (from && fromlen) operation->want_address(from, fromlen);
  DWORD count = 0;
  return receive(**socket, std::move(operation), flags, &count, nullptr, nullptr) == 0
             ? static_cast<int>(count)
             : SOCKET_ERROR;
}
ORDINAL(ws2_32, recvfrom, 17);

EXPORT(ws2_32, int, recv, (SOCKET s, char* buf, int len, int flags)) {
  return recvfrom(s, buf, len, flags, nullptr, nullptr);
}
ORDINAL(ws2_32, recv, 16);

EXPORT(ws2_32, int, WSASendTo,
       (SOCKET s, WSABUF* lpBuffers, DWORD dwBufferCount, DWORD* lpNumberOfBytesSent, DWORD dwFlags,
        const void* lpTo, int iTolen, WSAOVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if ((!lpBuffers && dwBufferCount) || (!lpNumberOfBytesSent && !lpOverlapped))
    return fail_wsa(WSAEFAULT);
  if (dwFlags & ~kSendFlags) return fail_wsa(WSAEOPNOTSUPP);
  auto operation = std::make_unique<SendOperation>(IoVector(lpBuffers, dwBufferCount), dwFlags);
  if (lpTo) {
    const auto address = read_address(lpTo, iTolen);
    if (!address) return fail(address.error());
    if (const NTSTATUS status = operation->set_destination(*address)) return fail(status);
  }
  return send_on(**socket, std::move(operation), lpNumberOfBytesSent, lpOverlapped,
                 lpCompletionRoutine);
}

EXPORT(ws2_32, int, WSASend,
       (SOCKET s, WSABUF* lpBuffers, DWORD dwBufferCount, DWORD* lpNumberOfBytesSent, DWORD dwFlags,
        WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine)) {
  return WSASendTo(s, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, nullptr, 0,
                   lpOverlapped, lpCompletionRoutine);
}

EXPORT(ws2_32, int, sendto,
       (SOCKET s, const char* buf, int len, int flags, const void* to, int tolen)) {
  if (len < 0) return fail_wsa(WSAEFAULT);
  WSABUF buffer = {static_cast<ULONG>(len), const_cast<char*>(buf)};
  DWORD count = 0;
  return WSASendTo(s, &buffer, 1, &count, flags, to, tolen, nullptr, nullptr) == 0
             ? static_cast<int>(count)
             : SOCKET_ERROR;
}
ORDINAL(ws2_32, sendto, 20);

EXPORT(ws2_32, int, send, (SOCKET s, const char* buf, int len, int flags)) {
  return sendto(s, buf, len, flags, nullptr, 0);
}
ORDINAL(ws2_32, send, 19);

EXPORT(ws2_32, int, WSASendMsg,
       (SOCKET Handle, WSAMSG* lpMsg, DWORD dwFlags, DWORD* lpNumberOfBytesSent,
        WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine)) {
  const auto socket = socket_of(Handle);
  if (!socket) return fail(socket.error());
  if (!lpMsg) return fail_wsa(WSAEFAULT);
  if ((*socket)->kind().stream()) return fail_wsa(WSAEINVAL);
  auto operation = std::make_unique<SendOperation>(IoVector(lpMsg->lpBuffers, lpMsg->dwBufferCount),
                                                   dwFlags & kSendFlags);
  if (lpMsg->name && lpMsg->namelen) {
    const auto address = read_address(lpMsg->name, lpMsg->namelen);
    if (!address) return fail(address.error());
    if (const NTSTATUS status = operation->set_destination(*address)) return fail(status);
  }
  operation->set_control(lpMsg->Control);
  return send_on(**socket, std::move(operation), lpNumberOfBytesSent, lpOverlapped,
                 lpCompletionRoutine);
}

MS_ABI int WSARecvMsg(SOCKET s, WSAMSG* lpMsg, DWORD* lpdwNumberOfBytesRecvd,
                      WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpMsg) return fail_wsa(WSAEFAULT);
  if ((*socket)->kind().stream()) return fail_wsa(WSAEINVAL);
  const DWORD flags = lpMsg->dwFlags;
  auto operation = std::make_unique<ReceiveOperation>(
      IoVector(lpMsg->lpBuffers, lpMsg->dwBufferCount), flags & kReceiveFlags);
  operation->want_message(lpMsg);
  if (lpMsg->name) operation->want_address(lpMsg->name, &lpMsg->namelen);
  return receive(**socket, std::move(operation), flags, lpdwNumberOfBytesRecvd, lpOverlapped,
                 lpCompletionRoutine);
}

EXPORT(ws2_32, int, WSASendDisconnect, (SOCKET s, WSABUF* lpOutboundDisconnectData)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded((*socket)->shutdown(1));
}

EXPORT(ws2_32, int, WSARecvDisconnect, (SOCKET s, WSABUF* lpInboundDisconnectData)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  return succeeded((*socket)->shutdown(0));
}

EXPORT(ws2_32, BOOL, WSAGetOverlappedResult,
       (SOCKET s, WSAOVERLAPPED* lpOverlapped, DWORD* lpcbTransfer, BOOL fWait, DWORD* lpdwFlags)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error()), FALSE;
  if (!lpOverlapped || !lpcbTransfer || !lpdwFlags) return fail_wsa(WSAEFAULT), FALSE;
  const auto status = [lpOverlapped] {
    return static_cast<NTSTATUS>(__atomic_load_n(&lpOverlapped->Internal, __ATOMIC_ACQUIRE));
  };
  if (status() == STATUS_PENDING) {
    if (!fWait) return fail_wsa(WSA_IO_INCOMPLETE), FALSE;
    const auto event = reinterpret_cast<ULONG_PTR>(lpOverlapped->hEvent) & ~1ull;
    auto object = event ? object_of(reinterpret_cast<HANDLE>(event))
                        : Expected<Ref<Object>>(Ref<Object>(*socket));
    if (!object) return fail_wsa(WSA_INVALID_HANDLE), FALSE;
    while (status() == STATUS_PENDING) {
      const NTSTATUS waited = wait_for_one(**object, false, nullptr);
      if (!nt_success(waited)) return fail(waited), FALSE;
    }
  }
  *lpcbTransfer = static_cast<DWORD>(lpOverlapped->InternalHigh);
  *lpdwFlags = status() == STATUS_BUFFER_OVERFLOW ? MSG_PARTIAL : 0;
  if (status() == STATUS_SUCCESS) return TRUE;
  return fail(status()), FALSE;
}

}  // namespace mimic::win::ws2_32
