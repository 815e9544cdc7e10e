// Event objects and the selection of network events.
#include "libs/windows/core/clock.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

namespace {

struct WSANETWORKEVENTS {
  LONG lNetworkEvents;
  int iErrorCode[FD_MAX_EVENTS];
};
constexpr ACCESS_MASK kEventAccess = 0x1f0003;
constexpr DWORD WSA_MAXIMUM_WAIT_EVENTS = 64;
constexpr DWORD WSA_WAIT_FAILED = 0xffffffff, WSA_WAIT_TIMEOUT = 258, WAIT_IO_COMPLETION = 0xc0;

Expected<Ref<Event>> event_of(HANDLE handle) {
  auto event = object_of<Event>(handle);
  if (!event) return nt_fail(wsa_status(WSA_INVALID_HANDLE));
  return event;
}
BOOL refuse(NTSTATUS status) { return fail(status), FALSE; }

}  // namespace

EXPORT(ws2_32, HANDLE, WSACreateEvent, ()) {
  return handles().insert(make_object<Event>(true, false), kEventAccess);
}

EXPORT(ws2_32, BOOL, WSACloseEvent, (HANDLE hEvent)) {
  const auto event = event_of(hEvent);
  if (!event) return refuse(event.error());
  const NTSTATUS status = handles().close(hEvent);
  return nt_success(status) ? TRUE : refuse(status);
}

EXPORT(ws2_32, BOOL, WSASetEvent, (HANDLE hEvent)) {
  const auto event = event_of(hEvent);
  if (!event) return refuse(event.error());
  (*event)->set();
  return TRUE;
}

EXPORT(ws2_32, BOOL, WSAResetEvent, (HANDLE hEvent)) {
  const auto event = event_of(hEvent);
  if (!event) return refuse(event.error());
  (*event)->reset();
  return TRUE;
}

EXPORT(ws2_32, DWORD, WSAWaitForMultipleEvents,
       (DWORD cEvents, const HANDLE* lphEvents, BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable)) {
  if (cEvents == 0 || cEvents > WSA_MAXIMUM_WAIT_EVENTS)
    return fail_wsa(WSA_INVALID_PARAMETER), WSA_WAIT_FAILED;
  Ref<Object> objects[WSA_MAXIMUM_WAIT_EVENTS];
  for (DWORD index = 0; index < cEvents; ++index) {
    auto object = object_of(lphEvents[index]);
    if (!object) return fail_wsa(WSA_INVALID_HANDLE), WSA_WAIT_FAILED;
    objects[index] = std::move(*object);
  }
  LARGE_INTEGER storage;
  const NTSTATUS status =
      wait_for({objects, cEvents}, fWaitAll, fAlertable, timeout_of(dwTimeout, storage));
  if (!nt_success(status)) return fail_wsa(WSA_INVALID_HANDLE), WSA_WAIT_FAILED;
  static_assert(STATUS_TIMEOUT == WSA_WAIT_TIMEOUT && STATUS_USER_APC == WAIT_IO_COMPLETION);
  return static_cast<DWORD>(status);
}

EXPORT(ws2_32, int, WSAEventSelect, (SOCKET s, HANDLE hEventObject, LONG lNetworkEvents)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (lNetworkEvents == 0 || !hEventObject) {
    if (lNetworkEvents) return fail_wsa(WSAEINVAL);
    (*socket)->select_events({}, 0);
    return 0;
  }
  auto event = event_of(hEventObject);
  if (!event) return fail_wsa(WSAEINVAL);
  (*socket)->select_events(std::move(*event), lNetworkEvents);
  return 0;
}

EXPORT(ws2_32, int, WSAEnumNetworkEvents,
       (SOCKET s, HANDLE hEventObject, WSANETWORKEVENTS* lpNetworkEvents)) {
  const auto socket = socket_of(s);
  if (!socket) return fail(socket.error());
  if (!lpNetworkEvents) return fail_wsa(WSAEFAULT);
  if (hEventObject) {
    const auto event = event_of(hEventObject);
    if (!event) return fail_wsa(WSAEINVAL);
    (*event)->reset();
  }
  const Socket::NetworkEvents taken = (*socket)->take_events();
  lpNetworkEvents->lNetworkEvents = taken.events;
  for (int index = 0; index < FD_MAX_EVENTS; ++index)
    lpNetworkEvents->iErrorCode[index] = taken.errors[index];
  return 0;
}

}  // namespace mimic::win::ws2_32
