// Network events: what is recorded, when it is recorded again.
#include "check.h"

static WSANETWORKEVENTS events_of(SOCKET s, WSAEVENT event, DWORD milliseconds) {
  WSANETWORKEVENTS events = {0};
  if (WSAWaitForMultipleEvents(1, &event, FALSE, milliseconds, FALSE) == WSA_WAIT_EVENT_0)
    CHECK(WSAEnumNetworkEvents(s, event, &events) == 0);
  return events;
}

int main(void) {
  start();
  SOCKET listening = listener(), client = socket(AF_INET, SOCK_STREAM, 0);
  WSAEVENT listens = WSACreateEvent(), event = WSACreateEvent();
  struct sockaddr_in address = name_of(listening);
  char buffer[8];
  CHECK(WSAEventSelect(listening, listens, FD_ACCEPT) == 0);
  CHECK(WSAEventSelect(client, event, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE) == 0);
  CHECK_FAILS(connect(client, (struct sockaddr*)&address, sizeof address), WSAEWOULDBLOCK);
  LONG seen = 0;
  while ((seen & (FD_CONNECT | FD_WRITE)) != (FD_CONNECT | FD_WRITE)) {
    WSANETWORKEVENTS events = events_of(client, event, 5000);
    CHECK(events.lNetworkEvents);
    CHECK(events.iErrorCode[FD_CONNECT_BIT] == 0);
    seen |= events.lNetworkEvents;
  }
  CHECK(events_of(listening, listens, 5000).lNetworkEvents == FD_ACCEPT);
  SOCKET server = accept(listening, NULL, NULL);
  CHECK(server != INVALID_SOCKET);
  CHECK(WSAEventSelect(server, NULL, 0) == 0);
  u_long off = 0;
  CHECK(ioctlsocket(server, FIONBIO, &off) == 0);
  CHECK_FAILS(ioctlsocket(client, FIONBIO, &off), WSAEINVAL);

  CHECK(events_of(client, event, 20).lNetworkEvents == 0);
  CHECK(send(server, "abcd", 4, 0) == 4);
  CHECK(events_of(client, event, 5000).lNetworkEvents == FD_READ);
  CHECK(events_of(client, event, 20).lNetworkEvents == 0);  // once, until the next receive
  CHECK(recv(client, buffer, 2, 0) == 2);
  CHECK(events_of(client, event, 5000).lNetworkEvents == FD_READ);
  CHECK(recv(client, buffer, 2, 0) == 2);
  CHECK(events_of(client, event, 20).lNetworkEvents == 0);
  CHECK(closesocket(server) == 0);
  CHECK(events_of(client, event, 5000).lNetworkEvents & FD_CLOSE);
  CHECK(closesocket(client) == 0 && closesocket(listening) == 0);
  CHECK(WSACloseEvent(event) && WSACloseEvent(listens));
  return 0;
}
