// A datagram that does not fit, received by an overlapped call: its completion tells the bytes that
// fitted, whether the datagram was there before the call or came later.
#include "check.h"

static SOCKET receiver, sender;
static HANDLE port;
static struct sockaddr_in to;

static void send_message(void) {
  CHECK(sendto(sender, "read size", 9, 0, (struct sockaddr*)&to, sizeof to) == 9);
}

static void expect_cut(int sent_first) {
  char data[4] = {0};
  WSABUF buffer = {sizeof data, data};
  WSAOVERLAPPED overlapped = {0}, *ended = NULL;
  struct sockaddr_in from = {0};
  int size = sizeof from;
  DWORD flags = 0, count = 0;
  ULONG_PTR key = 0;
  if (sent_first) send_message();
  CHECK(WSARecvFrom(receiver, &buffer, 1, &count, &flags, (struct sockaddr*)&from, &size,
                    &overlapped, NULL) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSA_IO_PENDING);
  if (!sent_first) {
    CHECK(!WSAGetOverlappedResult(receiver, &overlapped, &count, FALSE, &flags));
    CHECK(WSAGetLastError() == WSA_IO_INCOMPLETE);
    send_message();
  }
  SetLastError(0);
  CHECK(!GetQueuedCompletionStatus(port, &count, &key, &ended, 5000));
  CHECK(GetLastError() == ERROR_MORE_DATA && ended == &overlapped && key == 7 && count == 4);
  count = 0;
  flags = 0;
  CHECK(!WSAGetOverlappedResult(receiver, &overlapped, &count, FALSE, &flags));
  CHECK(WSAGetLastError() == WSAEMSGSIZE && count == 4 && flags & MSG_PARTIAL);
  CHECK(memcmp(data, "read", 4) == 0);
  CHECK(size == sizeof from && from.sin_port == name_of(sender).sin_port);
  // It is told once, and its rest is gone.
  CHECK(!GetQueuedCompletionStatus(port, &count, &key, &ended, 0) && !ended);
  u_long waiting = 1;
  CHECK(ioctlsocket(receiver, FIONREAD, &waiting) == 0 && waiting == 0);
}

int main(void) {
  start();
  receiver = socket(AF_INET, SOCK_DGRAM, 0);
  sender = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = loopback(0);
  CHECK(bind(receiver, (struct sockaddr*)&address, sizeof address) == 0);
  CHECK(bind(sender, (struct sockaddr*)&address, sizeof address) == 0);
  to = name_of(receiver);
  port = CreateIoCompletionPort((HANDLE)receiver, NULL, 7, 0);
  CHECK(port);
  expect_cut(0);
  expect_cut(1);
  // Ends that are told at once leave no packet; this one does not count as such.
  CHECK(SetFileCompletionNotificationModes((HANDLE)receiver, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  expect_cut(1);
  return 0;
}
