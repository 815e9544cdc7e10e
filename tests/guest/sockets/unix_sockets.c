// AF_UNIX: a path in the file system, removed by hand.
#include "check.h"
struct sockaddr_un_ {
  unsigned short family;
  char path[108];
};

int main(void) {
  start();
  struct sockaddr_un_ address = {AF_UNIX};
  char folder[MAX_PATH];
  CHECK(GetTempPathA(sizeof folder, folder));
  snprintf(address.path, sizeof address.path, "%smimic%lu.sock", folder, GetCurrentProcessId());
  SOCKET listening = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK(listening != INVALID_SOCKET);
  CHECK(bind(listening, (struct sockaddr*)&address, sizeof address) == 0);
  CHECK(listen(listening, 4) == 0);
  SOCKET client = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK(connect(client, (struct sockaddr*)&address, sizeof address) == 0);
  SOCKET server = accept(listening, NULL, NULL);
  CHECK(server != INVALID_SOCKET);
  CHECK(send(client, "hello", 5, 0) == 5);
  char buffer[8];
  CHECK(recv(server, buffer, sizeof buffer, 0) == 5);
  struct sockaddr_un_ name = {0};
  int size = sizeof name;
  CHECK(getsockname(listening, (struct sockaddr*)&name, &size) == 0);
  CHECK(name.family == AF_UNIX && _stricmp(name.path, address.path) == 0);
  CHECK(closesocket(client) == 0 && closesocket(server) == 0);

  // AcceptEx, with less room for addresses than the longest takes.
  LPFN_ACCEPTEX accept_ex = extension(listening, (GUID)WSAID_ACCEPTEX);
  server = socket(AF_UNIX, SOCK_STREAM, 0);
  char addresses[2 * 116];
  WSAOVERLAPPED overlapped = {0};
  DWORD count = 0, flags = 0;
  overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
  CHECK(!accept_ex(listening, server, addresses, 0, 116, 116, &count, &overlapped));
  CHECK(WSAGetLastError() == WSA_IO_PENDING);
  client = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK(connect(client, (struct sockaddr*)&address, sizeof address) == 0);
  CHECK(WSAGetOverlappedResult(listening, &overlapped, &count, TRUE, &flags) && count == 0);
  CHECK(setsockopt(server, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char*)&listening,
                   sizeof listening) == 0);
  CHECK(send(client, "again", 5, 0) == 5);
  CHECK(recv(server, buffer, sizeof buffer, 0) == 5);
  CHECK(closesocket(client) == 0 && closesocket(server) == 0 && closesocket(listening) == 0);
  CHECK(DeleteFileA(address.path));
  return 0;
}
