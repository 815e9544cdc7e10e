// Starting and ending the use of Winsock, and its last error.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

namespace {

struct WSADATA {
  WORD wVersion;
  WORD wHighVersion;
  unsigned short iMaxSockets;
  unsigned short iMaxUdpDg;
  char* lpVendorInfo;
  char szDescription[257];
  char szSystemStatus[129];
};

constexpr WORD kHighest = 0x0202;
std::atomic<uint32_t> started{0};

}  // namespace

bool is_started() {
  if (started.load(std::memory_order_relaxed)) return true;
  set_last_error(WSANOTINITIALISED);
  return false;
}

EXPORT(ws2_32, int, WSAStartup, (WORD wVersionRequested, WSADATA* lpWSAData)) {
  if (!lpWSAData) return WSAEFAULT;
  const int major = wVersionRequested & 0xff, minor = wVersionRequested >> 8;
  *lpWSAData = {};
  lpWSAData->wHighVersion = kHighest;
  lpWSAData->wVersion = kHighest;
  if (major == 0) return WSAVERNOTSUPPORTED;
  if (major == 1) {
    lpWSAData->wVersion = minor == 0 ? 0x0001 : 0x0101;
    // Only the first version knows these limits.
    lpWSAData->iMaxSockets = 32767;
    lpWSAData->iMaxUdpDg = 65467;
  } else if (major == 2) {
    lpWSAData->wVersion = static_cast<WORD>(2 | std::min(minor, 2) << 8);
  }
  std::strcpy(lpWSAData->szDescription, "WinSock 2.0");
  std::strcpy(lpWSAData->szSystemStatus, "Running");
  ++started;
  return 0;
}
ORDINAL(ws2_32, WSAStartup, 115);

EXPORT(ws2_32, int, WSACleanup, ()) {
  uint32_t count = started;
  do {
    if (count == 0) return fail_wsa(WSANOTINITIALISED);
  } while (!started.compare_exchange_weak(count, count - 1));
  return 0;
}
ORDINAL(ws2_32, WSACleanup, 116);

EXPORT(ws2_32, int, WSAGetLastError, ()) { return static_cast<int>(last_error()); }
ORDINAL(ws2_32, WSAGetLastError, 111);

EXPORT(ws2_32, void, WSASetLastError, (int iError)) { set_last_error(iError); }
ORDINAL(ws2_32, WSASetLastError, 112);

}  // namespace mimic::win::ws2_32
