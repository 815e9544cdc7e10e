// AcceptEx and ConnectEx, sending and receiving by a completion port, cancelling.
#include "check.h"

static HANDLE port;

static OVERLAPPED* next(DWORD* count, ULONG_PTR* key) {
  OVERLAPPED* overlapped = NULL;
  *count = 0;
  BOOL success = GetQueuedCompletionStatus(port, count, key, &overlapped, 10000);
  CHECK(overlapped);
  return success ? overlapped : NULL;
}

int main(void) {
  start();
  GUID accept_id = WSAID_ACCEPTEX, connect_id = WSAID_CONNECTEX,
       names_id = WSAID_GETACCEPTEXSOCKADDRS;
  SOCKET listening = listener();
  SOCKET accepting = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
  SOCKET client = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
  LPFN_ACCEPTEX accept_ex = (LPFN_ACCEPTEX)extension(listening, accept_id);
  LPFN_CONNECTEX connect_ex = (LPFN_CONNECTEX)extension(client, connect_id);
  LPFN_GETACCEPTEXSOCKADDRS names = (LPFN_GETACCEPTEXSOCKADDRS)extension(listening, names_id);
  port = CreateIoCompletionPort((HANDLE)listening, NULL, 1, 0);
  CHECK(port);
  CHECK(CreateIoCompletionPort((HANDLE)client, port, 2, 0) == port);
  CHECK(CreateIoCompletionPort((HANDLE)accepting, port, 3, 0) == port);

  enum { kArea = sizeof(struct sockaddr_in) + 16 };
  char area[2 * kArea], buffer[64];
  OVERLAPPED accept_op = {0}, connect_op = {0}, receive = {0}, sent = {0};
  DWORD count, flags = 0, bytes;
  ULONG_PTR key;
  CHECK(!accept_ex(listening, accepting, area, 0, kArea, kArea, &bytes, &accept_op));
  CHECK(WSAGetLastError() == WSA_IO_PENDING);

  struct sockaddr_in address = name_of(listening), any = {AF_INET};
  CHECK(
      !connect_ex(client, (struct sockaddr*)&address, sizeof address, NULL, 0, NULL, &connect_op));
  CHECK(WSAGetLastError() == WSAEINVAL);  // not bound
  CHECK(bind(client, (struct sockaddr*)&any, sizeof any) == 0);
  BOOL connected =
      connect_ex(client, (struct sockaddr*)&address, sizeof address, NULL, 0, NULL, &connect_op);
  CHECK(connected || WSAGetLastError() == WSA_IO_PENDING);
  int seen = 0;
  for (int i = 0; i < 2; ++i) {
    OVERLAPPED* done = next(&count, &key);
    CHECK((done == &accept_op && key == 1) || (done == &connect_op && key == 2));
    seen |= done == &accept_op ? 1 : 2;
  }
  CHECK(seen == 3);
  CHECK(setsockopt(client, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) == 0);
  CHECK(setsockopt(accepting, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char*)&listening,
                   sizeof listening) == 0);
  struct sockaddr *local, *remote;
  int local_size, remote_size;
  names(area, 0, kArea, kArea, &local, &local_size, &remote, &remote_size);
  CHECK(((struct sockaddr_in*)local)->sin_port == address.sin_port);
  CHECK(((struct sockaddr_in*)remote)->sin_port == name_of(client).sin_port);
  DWORD seconds = 0;
  int size = sizeof seconds;
  CHECK(getsockopt(client, SOL_SOCKET, SO_CONNECT_TIME, (char*)&seconds, &size) == 0);
  CHECK(seconds < 10);

  WSABUF in = {sizeof buffer, buffer}, out[2] = {{3, "abc"}, {2, "de"}};
  CHECK_FAILS(WSARecv(accepting, &in, 1, NULL, &flags, &receive, NULL), WSA_IO_PENDING);
  CHECK(!HasOverlappedIoCompleted(&receive));
  CHECK(WSASend(client, out, 2, &bytes, 0, &sent, NULL) == 0 && bytes == 5);
  for (int i = 0; i < 2; ++i) {
    OVERLAPPED* done = next(&count, &key);
    CHECK(done == &receive || done == &sent);
    CHECK(count == 5);
  }
  CHECK(memcmp(buffer, "abcde", 5) == 0);
  CHECK(WSAGetOverlappedResult(accepting, &receive, &bytes, FALSE, &flags) && bytes == 5);

  // A receive of nothing tells of data and leaves it.
  WSABUF nothing = {0, NULL};
  CHECK_FAILS(WSARecv(accepting, &nothing, 1, NULL, &flags, &receive, NULL), WSA_IO_PENDING);
  CHECK(send(client, "xyz", 3, 0) == 3);
  CHECK(next(&count, &key) == &receive && count == 0);
  CHECK(recv(accepting, buffer, sizeof buffer, 0) == 3);

  // Cancelled.
  CHECK_FAILS(WSARecv(accepting, &in, 1, NULL, &flags, &receive, NULL), WSA_IO_PENDING);
  CHECK(CancelIoEx((HANDLE)accepting, &receive));
  CHECK(next(&count, &key) == NULL && GetLastError() == ERROR_OPERATION_ABORTED);
  CHECK(!CancelIoEx((HANDLE)accepting, NULL) && GetLastError() == ERROR_NOT_FOUND);

  // The end of the stream is a success of no bytes.
  CHECK_FAILS(WSARecv(accepting, &in, 1, NULL, &flags, &receive, NULL), WSA_IO_PENDING);
  CHECK(closesocket(client) == 0);
  CHECK(next(&count, &key) == &receive && count == 0);
  CHECK(closesocket(accepting) == 0);

  // Without a packet where it ends at once.
  SOCKET a, b;
  make_pair(&a, &b);
  CHECK(CreateIoCompletionPort((HANDLE)a, port, 4, 0) == port);
  CHECK(SetFileCompletionNotificationModes((HANDLE)a, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  CHECK(WSASend(a, out, 1, &bytes, 0, &sent, NULL) == 0 && bytes == 3);
  OVERLAPPED* none;
  CHECK(!GetQueuedCompletionStatus(port, &count, &key, &none, 20) && !none);
  CHECK(closesocket(a) == 0 && closesocket(b) == 0 && closesocket(listening) == 0);
  return 0;
}
