// What goes wrong, and the numbers for it.
#include "check.h"

int main(void) {
  start();
  struct sockaddr_in address = loopback(0);
  char byte = 0;
  int size;
  SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
  CHECK_FAILS(recv(s, &byte, 1, 0), WSAENOTCONN);
  CHECK_FAILS(send(s, &byte, 1, 0), WSAENOTCONN);
  CHECK_FAILS(listen(s, 1), WSAEINVAL);
  size = sizeof address;
  CHECK_FAILS(getsockname(s, (struct sockaddr*)&address, &size), WSAEINVAL);
  CHECK_FAILS(getpeername(s, (struct sockaddr*)&address, &size), WSAENOTCONN);
  CHECK(accept(s, NULL, NULL) == INVALID_SOCKET && WSAGetLastError() == WSAEINVAL);
  address = loopback(0);
  CHECK_FAILS(connect(s, (struct sockaddr*)&address, sizeof address), WSAEADDRNOTAVAIL);
  CHECK_FAILS(bind(s, (struct sockaddr*)&address, 4), WSAEFAULT);
  address.sin_family = AF_INET6;
  CHECK_FAILS(connect(s, (struct sockaddr*)&address, sizeof address), WSAEFAULT);
  address = loopback(0);
  CHECK(bind(s, (struct sockaddr*)&address, sizeof address) == 0);
  CHECK_FAILS(bind(s, (struct sockaddr*)&address, sizeof address), WSAEINVAL);
  // A port that somebody has.
  CHECK(listen(s, 5) == 0);
  struct sockaddr_in taken = name_of(s);
  SOCKET other = socket(AF_INET, SOCK_STREAM, 0);
  CHECK_FAILS(bind(other, (struct sockaddr*)&taken, sizeof taken), WSAEADDRINUSE);
  // A port that nobody has any more.
  CHECK(closesocket(s) == 0);
  CHECK_FAILS(connect(other, (struct sockaddr*)&taken, sizeof taken), WSAECONNREFUSED);
  CHECK(closesocket(other) == 0);
  CHECK_FAILS(send((SOCKET)0x7ffc, &byte, 1, 0), WSAENOTSOCK);
  HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
  CHECK_FAILS(send((SOCKET)event, &byte, 1, 0), WSAENOTSOCK);
  CHECK(socket(77, SOCK_STREAM, 0) == INVALID_SOCKET && WSAGetLastError() == WSAEAFNOSUPPORT);
  CHECK(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP) == INVALID_SOCKET &&
        WSAGetLastError() == WSAEPROTONOSUPPORT);
  // A reset is an error at every receive.
  SOCKET client, server;
  make_pair(&client, &server);
  struct linger now = {1, 0};
  CHECK(setsockopt(client, SOL_SOCKET, SO_LINGER, (char*)&now, sizeof now) == 0);
  CHECK(closesocket(client) == 0);
  CHECK_FAILS(recv(server, &byte, 1, 0), WSAECONNRESET);
  CHECK_FAILS(recv(server, &byte, 1, 0), WSAECONNRESET);
  CHECK(closesocket(server) == 0);
  return 0;
}
