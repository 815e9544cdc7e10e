// Polling by the socket driver, as event loops do it.
#include "check.h"

typedef struct {
  LARGE_INTEGER timeout;
  ULONG count, exclusive;
  struct {
    HANDLE handle;
    ULONG events;
    LONG status;
  } handles[1];
} PollInfo;
typedef struct {
  LONG_PTR status;
  ULONG_PTR information;
} Block;
typedef LONG(NTAPI* Control)(HANDLE, HANDLE, PVOID, PVOID, Block*, ULONG, PVOID, ULONG, PVOID,
                             ULONG);
enum { kReceive = 1, kSend = 4, kDisconnect = 8, kAbort = 16, kLocalClose = 32, kAccept = 128 };

int main(void) {
  start();
  Control control =
      (Control)(void*)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtDeviceIoControlFile");
  CHECK(control);
  SOCKET client, server;
  make_pair(&client, &server);
  SOCKET base = 0;
  DWORD size;
  CHECK(WSAIoctl(client, SIO_BASE_HANDLE, NULL, 0, &base, sizeof base, &size, NULL, NULL) == 0);
  CHECK(base == client);
  HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
  Block block = {0};
  PollInfo info = {
      {.QuadPart = 0x7fffffffffffffff}, 1, 0, {{(HANDLE)base, kReceive | kLocalClose, 0}}};
  PollInfo out = {0};
  LONG status = control((HANDLE)client, event, NULL, NULL, &block, 0x12024, &info, sizeof info,
                        &out, sizeof out);
  CHECK(status == 0x103);
  CHECK(WaitForSingleObject(event, 20) == WAIT_TIMEOUT);
  CHECK(send(server, "x", 1, 0) == 1);
  CHECK(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0);
  CHECK(block.status == 0 && out.count == 1);
  CHECK(out.handles[0].handle == (HANDLE)base && out.handles[0].events == kReceive);
  // Ready from the start.
  info.handles[0].events = kSend | kReceive;
  status = control((HANDLE)client, event, NULL, NULL, &block, 0x12024, &info, sizeof info, &out,
                   sizeof out);
  CHECK(status == 0 && out.handles[0].events == (kSend | kReceive));
  // Nothing within the time.
  char byte;
  CHECK(recv(client, &byte, 1, 0) == 1);
  info.handles[0].events = kReceive;
  info.timeout.QuadPart = -200000;
  status = control((HANDLE)client, event, NULL, NULL, &block, 0x12024, &info, sizeof info, &out,
                   sizeof out);
  CHECK(status == 0x103);
  CHECK(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0);
  CHECK((LONG)block.status == 0x102 && out.count == 0);
  CHECK(closesocket(client) == 0 && closesocket(server) == 0);
  return 0;
}
