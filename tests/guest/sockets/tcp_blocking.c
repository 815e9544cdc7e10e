// Streams with blocking calls: echo, half-close, time-outs, closing while another thread waits.
#include "check.h"

static DWORD WINAPI echo(void* argument) {
  SOCKET s = *(SOCKET*)argument;
  char buffer[4096];
  int count;
  while ((count = recv(s, buffer, sizeof buffer, 0)) > 0) CHECK(send(s, buffer, count, 0) == count);
  CHECK(count == 0);
  CHECK(closesocket(s) == 0);
  return 0;
}

static DWORD WINAPI waits(void* argument) {
  char byte;
  int result = recv(*(SOCKET*)argument, &byte, 1, 0);
  int error = WSAGetLastError();
  CHECK(result == SOCKET_ERROR);
  CHECK(error == WSAEINTR || error == WSAECONNABORTED || error == WSAENOTSOCK);
  return 0;
}

int main(void) {
  SOCKET client, server;
  char buffer[20000], back[20000];
  CHECK(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  start();
  make_pair(&client, &server);
  CHECK(GetFileType((HANDLE)client) == FILE_TYPE_PIPE);
  HANDLE thread = CreateThread(NULL, 0, echo, &server, 0, NULL);
  for (size_t i = 0; i < sizeof buffer; ++i) buffer[i] = (char)(i * 7);
  CHECK(send(client, buffer, sizeof buffer, 0) == sizeof buffer);
  CHECK(shutdown(client, SD_SEND) == 0);
  CHECK(recv(client, back, sizeof back, MSG_WAITALL) == sizeof back);
  CHECK(memcmp(buffer, back, sizeof back) == 0);
  CHECK(recv(client, back, 1, 0) == 0);
  CHECK_FAILS(send(client, "x", 1, 0), WSAESHUTDOWN);
  CHECK(closesocket(client) == 0);
  CHECK_FAILS(closesocket(client), WSAENOTSOCK);
  CHECK(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);

  make_pair(&client, &server);
  DWORD limit = 50, size_back;
  int size = sizeof size_back;
  CHECK(setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, (char*)&limit, sizeof limit) == 0);
  CHECK(getsockopt(client, SOL_SOCKET, SO_RCVTIMEO, (char*)&size_back, &size) == 0);
  CHECK(size_back == 50);
  CHECK_FAILS(recv(client, back, 1, 0), WSAETIMEDOUT);
  CHECK(closesocket(client) == 0);

  CHECK(closesocket(server) == 0);
  SOCKET a, b;
  make_pair(&a, &b);
  HANDLE other = CreateThread(NULL, 0, waits, &a, 0, NULL);
  Sleep(50);
  CHECK(closesocket(a) == 0);
  CHECK(WaitForSingleObject(other, 10000) == WAIT_OBJECT_0);
  CHECK(closesocket(b) == 0);
  CHECK(WSACleanup() == 0);
  return 0;
}
