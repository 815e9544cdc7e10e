// select and WSAPoll, and connecting without blocking.
#include "check.h"

static int ready(SOCKET s, int which, int milliseconds) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(s, &set);
  struct timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};
  int count = select(0, which == 0 ? &set : NULL, which == 1 ? &set : NULL,
                     which == 2 ? &set : NULL, &time);
  CHECK(count >= 0);
  CHECK(!!FD_ISSET(s, &set) == count);
  return count;
}

int main(void) {
  start();
  SOCKET listening = listener(), client = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = name_of(listening);
  char buffer[8];
  CHECK(ready(listening, 0, 0) == 0);
  CHECK(ready(client, 1, 10) == 0);  // not connected: not ready
  set_non_blocking(client);
  CHECK_FAILS(connect(client, (struct sockaddr*)&address, sizeof address), WSAEWOULDBLOCK);
  CHECK(ready(client, 1, 5000) == 1);
  CHECK_FAILS(connect(client, (struct sockaddr*)&address, sizeof address), WSAEISCONN);
  CHECK(ready(listening, 0, 5000) == 1);
  SOCKET server = accept(listening, NULL, NULL);
  CHECK(server != INVALID_SOCKET);
  CHECK_FAILS(recv(client, buffer, sizeof buffer, 0), WSAEWOULDBLOCK);
  CHECK(ready(client, 0, 20) == 0);
  CHECK(send(server, "hi", 2, 0) == 2);
  CHECK(ready(client, 0, 5000) == 1);
  WSAPOLLFD entries[2] = {{client, POLLIN | POLLOUT, 0}, {server, POLLIN, 0}};
  CHECK(WSAPoll(entries, 2, 0) == 1);
  CHECK(entries[0].revents == (POLLRDNORM | POLLWRNORM) && entries[1].revents == 0);
  CHECK(recv(client, buffer, sizeof buffer, 0) == 2);
  CHECK(closesocket(server) == 0);
  CHECK(ready(client, 0, 5000) == 1);
  entries[0].events = POLLIN;
  CHECK(WSAPoll(entries, 1, 1000) == 1 && entries[0].revents & POLLHUP);
  CHECK(recv(client, buffer, sizeof buffer, 0) == 0);
  CHECK(closesocket(client) == 0);
  // A refused connection is an exception, and its error is kept.
  CHECK(closesocket(listening) == 0);
  client = socket(AF_INET, SOCK_STREAM, 0);
  set_non_blocking(client);
  if (connect(client, (struct sockaddr*)&address, sizeof address) == SOCKET_ERROR &&
      WSAGetLastError() == WSAEWOULDBLOCK) {
    CHECK(ready(client, 2, 10000) == 1);
    int error = 0, size = sizeof error;
    CHECK(getsockopt(client, SOL_SOCKET, SO_ERROR, (char*)&error, &size) == 0);
    CHECK(error == WSAECONNREFUSED);
  }
  CHECK(closesocket(client) == 0);
  CHECK_FAILS(select(0, NULL, NULL, NULL, NULL), WSAEINVAL);
  return 0;
}
