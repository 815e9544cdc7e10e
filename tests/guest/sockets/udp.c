// Datagrams: addresses, cut messages, unreachable ports.
#include "check.h"

int main(void) {
  start();
  SOCKET a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  struct sockaddr_in address = loopback(0), from;
  char buffer[16];
  int size = sizeof from;
  CHECK_FAILS(recvfrom(a, buffer, sizeof buffer, 0, NULL, NULL), WSAEINVAL);
  CHECK(bind(a, (struct sockaddr*)&address, sizeof address) == 0);
  struct sockaddr_in name = name_of(a);
  CHECK_FAILS(send(b, "x", 1, 0), WSAENOTCONN);
  CHECK(sendto(b, "hello", 5, 0, (struct sockaddr*)&name, sizeof name) == 5);
  CHECK(recvfrom(a, buffer, sizeof buffer, 0, (struct sockaddr*)&from, &size) == 5);
  CHECK(size == sizeof from && from.sin_family == AF_INET);
  CHECK(from.sin_port == name_of(b).sin_port);
  CHECK(sendto(b, "a long message", 14, 0, (struct sockaddr*)&name, sizeof name) == 14);
  CHECK_FAILS(recv(a, buffer, 4, 0), WSAEMSGSIZE);
  CHECK(memcmp(buffer, "a lo", 4) == 0);
  // An empty message is one.
  CHECK(sendto(b, "", 0, 0, (struct sockaddr*)&name, sizeof name) == 0);
  CHECK(recv(a, buffer, sizeof buffer, 0) == 0);
  u_long waiting = 1;
  CHECK(ioctlsocket(a, FIONREAD, &waiting) == 0 && waiting == 0);
  // Nobody is there: the next receive says so, unless that is switched off.
  CHECK(closesocket(a) == 0);
  CHECK(sendto(b, "x", 1, 0, (struct sockaddr*)&name, sizeof name) == 1);
  CHECK_FAILS(recv(b, buffer, sizeof buffer, 0), WSAECONNRESET);
  BOOL off = FALSE;
  DWORD ignored;
  CHECK(WSAIoctl(b, SIO_UDP_CONNRESET, &off, sizeof off, NULL, 0, &ignored, NULL, NULL) == 0);
  CHECK(sendto(b, "x", 1, 0, (struct sockaddr*)&name, sizeof name) == 1);
  Sleep(20);
  DWORD limit = 50;
  CHECK(setsockopt(b, SOL_SOCKET, SO_RCVTIMEO, (char*)&limit, sizeof limit) == 0);
  CHECK_FAILS(recv(b, buffer, sizeof buffer, 0), WSAETIMEDOUT);
  CHECK(closesocket(b) == 0);
  return 0;
}
