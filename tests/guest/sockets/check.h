// What the guest programs of this folder share.
#pragma once
#define _WIN32_WINNT 0x0A00
#include <mswsock.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#ifndef SIO_UDP_CONNRESET
#define SIO_UDP_CONNRESET _WSAIOW(IOC_VENDOR, 12)
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      printf("%s:%d: %s (last error %lu)\n", __FILE__, __LINE__, #condition, GetLastError()); \
      fflush(stdout);                                                                         \
      ExitProcess(1);                                                                         \
    }                                                                                         \
  } while (0)

#define CHECK_FAILS(call, error) CHECK((call) == SOCKET_ERROR && WSAGetLastError() == (error))

static inline void start(void) {
  WSADATA data;
  CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  CHECK(data.wVersion == MAKEWORD(2, 2));
}

static inline struct sockaddr_in loopback(unsigned short port) {
  struct sockaddr_in address = {0};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

static inline struct sockaddr_in name_of(SOCKET s) {
  struct sockaddr_in address = {0};
  int size = sizeof address;
  CHECK(getsockname(s, (struct sockaddr*)&address, &size) == 0 && size == sizeof address);
  return address;
}

static inline SOCKET listener(void) {
  SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  CHECK(s != INVALID_SOCKET);
  struct sockaddr_in address = loopback(0);
  CHECK(bind(s, (struct sockaddr*)&address, sizeof address) == 0);
  CHECK(listen(s, SOMAXCONN) == 0);
  return s;
}

static inline SOCKET connected_to(SOCKET listening) {
  SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  CHECK(s != INVALID_SOCKET);
  struct sockaddr_in address = name_of(listening);
  CHECK(connect(s, (struct sockaddr*)&address, sizeof address) == 0);
  return s;
}

static inline void make_pair(SOCKET* client, SOCKET* server) {
  SOCKET listening = listener();
  *client = connected_to(listening);
  *server = accept(listening, NULL, NULL);
  CHECK(*server != INVALID_SOCKET);
  CHECK(closesocket(listening) == 0);
}

static inline void set_non_blocking(SOCKET s) {
  u_long on = 1;
  CHECK(ioctlsocket(s, FIONBIO, &on) == 0);
}

static inline void* extension(SOCKET s, GUID id) {
  void* function = NULL;
  DWORD size = 0;
  CHECK(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function,
                 &size, NULL, NULL) == 0);
  CHECK(function && size == sizeof function);
  return function;
}
