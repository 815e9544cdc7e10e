// Addresses and routes, and notes of their changes, of which none ever comes.
#include <cstring>

#include "abi/windows/teb.h"
#include "libs/windows/core/event.h"
#include "libs/windows/core/network_interfaces.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::iphlpapi {

namespace {

struct MIB_IPADDRROW {
  DWORD dwAddr, dwIndex, dwMask, dwBCastAddr, dwReasmSize;
  USHORT unused1, wType;
};
struct MIB_IPADDRTABLE {
  DWORD dwNumEntries;
  MIB_IPADDRROW table[1];
};

union SOCKADDR_INET {
  unsigned char bytes[28];
  USHORT si_family;
};
struct MIB_IPFORWARD_ROW2 {
  ULONG64 InterfaceLuid;
  ULONG InterfaceIndex;
  SOCKADDR_INET Prefix;
  UCHAR PrefixLength;
  alignas(4) SOCKADDR_INET NextHop;
  UCHAR SitePrefixLength;
  ULONG ValidLifetime, PreferredLifetime, Metric;
  int Protocol;
  BOOLEAN Loopback, AutoconfigureAddress, Publish, Immortal;
  ULONG Age;
  int Origin;
};

SOCKADDR_INET inet_of(const SocketAddress& address) {
  SOCKADDR_INET result = {};
  std::memcpy(result.bytes, address.bytes, sizeof result.bytes);
  return result;
}

// What a change would be told by. It stands for nothing else.
int change_token;

}  // namespace

EXPORT(iphlpapi, DWORD, GetIpAddrTable,
       (MIB_IPADDRTABLE * pIpAddrTable, ULONG* pdwSize, BOOL bOrder)) {
  if (!pdwSize) return ERROR_INVALID_PARAMETER;
  std::vector<MIB_IPADDRROW> rows;
  for (const NetworkInterface& interface : network_interfaces()) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.address.family() != kWinInet) continue;
      MIB_IPADDRROW row = {};
      std::memcpy(&row.dwAddr, own.address.bytes + 4, 4);
      row.dwIndex = interface.index;
      row.dwMask = __builtin_bswap32(own.prefix ? ~uint32_t{0} << (32 - own.prefix) : 0);
      row.dwBCastAddr = 1;
      row.dwReasmSize = 65535;
      row.wType = 1;  // primary
      rows.push_back(row);
    }
  }
  const auto needed =
      static_cast<ULONG>(offsetof(MIB_IPADDRTABLE, table) + rows.size() * sizeof(MIB_IPADDRROW));
  if (!pIpAddrTable || *pdwSize < needed) return *pdwSize = needed, ERROR_INSUFFICIENT_BUFFER;
  pIpAddrTable->dwNumEntries = static_cast<DWORD>(rows.size());
  std::memcpy(pIpAddrTable->table, rows.data(), rows.size() * sizeof(MIB_IPADDRROW));
  return ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, GetBestInterfaceEx, (const void* pDestAddr, DWORD* pdwBestIfIndex)) {
  if (!pDestAddr || !pdwBestIfIndex) return ERROR_INVALID_PARAMETER;
  const auto address = read_address(pDestAddr, 28);
  if (!address) return ERROR_INVALID_PARAMETER;
  const auto route = route_to(*address);
  if (!route) return error_of(route.error());
  *pdwBestIfIndex = route->interface;
  return ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, GetBestInterface, (uint32_t dwDestAddr, DWORD* pdwBestIfIndex)) {
  unsigned char address[28] = {kWinInet};
  std::memcpy(address + 4, &dwDestAddr, sizeof dwDestAddr);
  return GetBestInterfaceEx(address, pdwBestIfIndex);
}

EXPORT(iphlpapi, DWORD, GetBestRoute2,
       (ULONG64 * InterfaceLuid, ULONG InterfaceIndex, const SOCKADDR_INET* SourceAddress,
        const SOCKADDR_INET* DestinationAddress, ULONG AddressSortOptions,
        MIB_IPFORWARD_ROW2* BestRoute, SOCKADDR_INET* BestSourceAddress)) {
  if (!DestinationAddress || !BestRoute || !BestSourceAddress) return ERROR_INVALID_PARAMETER;
  const auto address = read_address(DestinationAddress, sizeof *DestinationAddress);
  if (!address) return ERROR_INVALID_PARAMETER;
  const auto route = route_to(*address);
  if (!route) return error_of(route.error());
  MIB_IPFORWARD_ROW2 row = {};
  row.InterfaceIndex = route->interface;
  row.Prefix.si_family = row.NextHop.si_family = static_cast<USHORT>(address->family());
  for (const NetworkInterface& interface : network_interfaces()) {
    if (interface.index != route->interface) continue;
    row.InterfaceLuid = interface.luid();
    row.Loopback = interface.loopback;
    for (const SocketAddress& gateway : interface.gateways)
      if (gateway.family() == address->family()) row.NextHop = inet_of(gateway);
  }
  row.ValidLifetime = row.PreferredLifetime = 0xffffffff;
  row.Protocol = 3;  // by management
  row.Immortal = TRUE;
  *BestRoute = row;
  *BestSourceAddress = inet_of(route->source);
  return ERROR_SUCCESS;
}

// The callback would be called with MibInitialNotification at once where that is asked for.
using ChangeCallback = void(MS_ABI*)(PVOID context, void* row, int type);

EXPORT_PARTIAL("changes are not told", iphlpapi, DWORD, NotifyIpInterfaceChange,
               (USHORT Family, ChangeCallback Callback, PVOID CallerContext,
                BOOLEAN InitialNotification, HANDLE* NotificationHandle)) {
  constexpr int kInitialNotification = 3;
  if (!Callback || !NotificationHandle) return ERROR_INVALID_PARAMETER;
  *NotificationHandle = &change_token;
  if (InitialNotification) Callback(CallerContext, nullptr, kInitialNotification);
  return ERROR_SUCCESS;
}
ALSO(iphlpapi, NotifyUnicastIpAddressChange, "iphlpapi.NotifyIpInterfaceChange");
ALSO(iphlpapi, NotifyRouteChange2, "iphlpapi.NotifyIpInterfaceChange");

EXPORT(iphlpapi, DWORD, CancelMibChangeNotify2, (HANDLE NotificationHandle)) {
  return NotificationHandle == &change_token ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

EXPORT_PARTIAL("changes are not told", iphlpapi, DWORD, NotifyAddrChange,
               (HANDLE * Handle, OVERLAPPED* overlapped)) {
  if (!overlapped) {
    // Waits for a change.
    const auto never = make_object<Event>(true, false);
    return error_of(wait_for_one(*never, false, nullptr));
  }
  if (Handle) *Handle = &change_token;
  overlapped->Internal = STATUS_PENDING;
  return ERROR_IO_PENDING;
}
ALSO(iphlpapi, NotifyRouteChange, "iphlpapi.NotifyAddrChange");

EXPORT(iphlpapi, BOOL, CancelIPChangeNotify, (OVERLAPPED * notifyOverlapped)) {
  if (!notifyOverlapped) return FALSE;
  notifyOverlapped->Internal = static_cast<ULONG>(STATUS_CANCELLED);
  if (!notifyOverlapped->hEvent) return TRUE;
  if (const auto event = object_of<Event>(notifyOverlapped->hEvent)) (*event)->set();
  return TRUE;
}

EXPORT(iphlpapi, HANDLE, IcmpCreateFile, ()) {
  set_last_error(ERROR_ACCESS_DENIED);
  return INVALID_HANDLE_VALUE;
}
ALSO(iphlpapi, Icmp6CreateFile, "iphlpapi.IcmpCreateFile");

EXPORT(iphlpapi, BOOL, IcmpCloseHandle, (HANDLE IcmpHandle)) {
  set_last_error(ERROR_INVALID_HANDLE);
  return FALSE;
}

}  // namespace mimic::win::iphlpapi
