// Names and addresses as text.
#include "check.h"

int main(void) {
  start();
  struct addrinfo hints = {0}, *list = NULL;
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  CHECK(getaddrinfo("localhost", "80", &hints, &list) == 0);
  struct sockaddr_in* found = (struct sockaddr_in*)list->ai_addr;
  CHECK(list->ai_family == AF_INET && list->ai_socktype == SOCK_STREAM);
  CHECK(found->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && found->sin_port == htons(80));
  freeaddrinfo(list);
  hints.ai_family = AF_INET6;
  hints.ai_flags = AI_NUMERICHOST;
  CHECK(getaddrinfo("::1", NULL, &hints, &list) == 0);
  CHECK(list->ai_family == AF_INET6 && list->ai_addr->sa_family == AF_INET6);
  CHECK(list->ai_addrlen == sizeof(struct sockaddr_in6));
  freeaddrinfo(list);
  CHECK(getaddrinfo("no number", NULL, &hints, &list) == WSAHOST_NOT_FOUND);
  char text[64], service[16];
  DWORD size = sizeof text;
  struct sockaddr_in address = loopback(8080);
  CHECK(WSAAddressToStringA((struct sockaddr*)&address, sizeof address, NULL, text, &size) == 0);
  CHECK(strcmp(text, "127.0.0.1:8080") == 0 && size == 15);
  CHECK(getnameinfo((struct sockaddr*)&address, sizeof address, text, sizeof text, service,
                    sizeof service, NI_NUMERICHOST | NI_NUMERICSERV) == 0);
  CHECK(strcmp(text, "127.0.0.1") == 0 && strcmp(service, "8080") == 0);
  struct in6_addr six;
  CHECK(inet_pton(AF_INET6, "fe80::1:2", &six) == 1);
  CHECK(strcmp(inet_ntop(AF_INET6, &six, text, sizeof text), "fe80::1:2") == 0);
  CHECK(inet_pton(AF_INET, "1.2.3", &six) == 0);
  CHECK(inet_pton(99, "1.2.3.4", &six) == -1 && WSAGetLastError() == WSAEAFNOSUPPORT);
  CHECK(inet_addr("10.1") == htonl(0x0a000001) && inet_addr("x") == INADDR_NONE);
  CHECK(htons(0x1234) == 0x3412 && ntohl(1) == 0x01000000);
  int length = sizeof address;
  CHECK(WSAStringToAddressA("1.2.3.4:5", AF_INET, NULL, (struct sockaddr*)&address, &length) == 0);
  CHECK(address.sin_port == htons(5) && address.sin_addr.s_addr == htonl(0x01020304));
  struct hostent* host = gethostbyname("127.0.0.1");
  CHECK(host && host->h_length == 4 && *(ULONG*)host->h_addr_list[0] == htonl(0x7f000001));
  CHECK(gethostname(text, sizeof text) == 0 && text[0]);
  CHECK_FAILS(gethostname(text, 1), WSAEFAULT);
  return 0;
}
