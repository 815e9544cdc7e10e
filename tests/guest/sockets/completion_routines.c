// Overlapped calls that end by a routine, by an event, and between processes' copies of a socket.
#include "check.h"

static DWORD routine_count, routine_error = 1;
static void CALLBACK routine(DWORD error, DWORD count, WSAOVERLAPPED* overlapped, DWORD flags) {
  routine_error = error;
  routine_count = count;
}

int main(void) {
  start();
  SOCKET client, server;
  make_pair(&client, &server);
  char buffer[16];
  WSABUF in = {sizeof buffer, buffer};
  DWORD flags = 0, bytes = 0;
  WSAOVERLAPPED overlapped = {0};
  CHECK_FAILS(WSARecv(client, &in, 1, NULL, &flags, &overlapped, routine), WSA_IO_PENDING);
  CHECK(send(server, "abc", 3, 0) == 3);
  CHECK(SleepEx(5000, TRUE) == WAIT_IO_COMPLETION);
  CHECK(routine_error == 0 && routine_count == 3);

  WSAOVERLAPPED with_event = {0};
  with_event.hEvent = WSACreateEvent();
  CHECK_FAILS(WSARecv(client, &in, 1, NULL, &flags, &with_event, NULL), WSA_IO_PENDING);
  CHECK(!WSAGetOverlappedResult(client, &with_event, &bytes, FALSE, &flags));
  CHECK(WSAGetLastError() == WSA_IO_INCOMPLETE);
  CHECK(send(server, "defg", 4, 0) == 4);
  CHECK(WSAGetOverlappedResult(client, &with_event, &bytes, TRUE, &flags) && bytes == 4);

  WSAPROTOCOL_INFOW info;
  CHECK(WSADuplicateSocketW(server, GetCurrentProcessId(), &info) == 0);
  SOCKET copy = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0);
  CHECK(copy != INVALID_SOCKET && copy != server);
  CHECK(closesocket(server) == 0);
  CHECK(send(copy, "hi", 2, 0) == 2);
  CHECK(recv(client, buffer, sizeof buffer, 0) == 2);
  CHECK(closesocket(copy) == 0);
  CHECK(recv(client, buffer, sizeof buffer, 0) == 0);
  CHECK(closesocket(client) == 0);
  return 0;
}
