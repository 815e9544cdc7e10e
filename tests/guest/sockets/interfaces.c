// IP Helper: the loopback interface is there, under all its names; the table knows our listener.
#include "check.h"
// clang-format off: these stand on the Windows headers that check.h includes
#include <iphlpapi.h>
#include <netioapi.h>
// clang-format on

int main(void) {
  start();
  ULONG size = 0;
  CHECK(GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, NULL, &size) ==
        ERROR_BUFFER_OVERFLOW);
  CHECK(size);
  IP_ADAPTER_ADDRESSES* list = malloc(size);
  CHECK(GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, list, &size) == 0);
  IP_ADAPTER_ADDRESSES* found = NULL;
  for (IP_ADAPTER_ADDRESSES* entry = list; entry; entry = entry->Next)
    if (entry->IfType == IF_TYPE_SOFTWARE_LOOPBACK) found = entry;
  CHECK(found && found->OperStatus == IfOperStatusUp && found->FriendlyName[0]);
  int seen = 0;
  for (IP_ADAPTER_UNICAST_ADDRESS* own = found->FirstUnicastAddress; own; own = own->Next) {
    struct sockaddr_in* address = (struct sockaddr_in*)own->Address.lpSockaddr;
    if (address->sin_family == AF_INET && address->sin_addr.s_addr == htonl(INADDR_LOOPBACK)) {
      seen = 1;
      CHECK(own->OnLinkPrefixLength == 8);
    }
  }
  CHECK(seen);

  // All hosts are in the group of all hosts, on every interface that can.
  int groups = 0;
  for (IP_ADAPTER_ADDRESSES* entry = list; entry; entry = entry->Next) {
    for (IP_ADAPTER_MULTICAST_ADDRESS* group = entry->FirstMulticastAddress; group;
         group = group->Next) {
      struct sockaddr_in* v4 = (struct sockaddr_in*)group->Address.lpSockaddr;
      struct sockaddr_in6* v6 = (struct sockaddr_in6*)group->Address.lpSockaddr;
      CHECK(v4->sin_family == AF_INET6 ? v6->sin6_addr.s6_addr[0] == 0xff
                                       : IN_MULTICAST(ntohl(v4->sin_addr.s_addr)));
      ++groups;
    }
  }
  CHECK(groups);
  CHECK(GetAdaptersAddresses(AF_INET, GAA_FLAG_SKIP_MULTICAST, NULL, list, &size) == 0);
  for (IP_ADAPTER_ADDRESSES* entry = list; entry; entry = entry->Next)
    CHECK(!entry->FirstMulticastAddress);
  CHECK(GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, list, &size) == 0);
  for (found = list; found->IfType != IF_TYPE_SOFTWARE_LOOPBACK; found = found->Next) {
  }

  NET_LUID luid, back;
  NET_IFINDEX index = 0;
  GUID guid;
  WCHAR name[IF_MAX_STRING_SIZE + 1];
  CHECK(ConvertInterfaceIndexToLuid(found->IfIndex, &luid) == 0);
  CHECK(luid.Value == found->Luid.Value && luid.Info.IfType == IF_TYPE_SOFTWARE_LOOPBACK);
  CHECK(ConvertInterfaceLuidToIndex(&luid, &index) == 0 && index == found->IfIndex);
  CHECK(ConvertInterfaceLuidToNameW(&luid, name, IF_MAX_STRING_SIZE + 1) == 0);
  CHECK(ConvertInterfaceNameToLuidW(name, &back) == 0 && back.Value == luid.Value);
  CHECK(ConvertInterfaceLuidToGuid(&luid, &guid) == 0);
  CHECK(ConvertInterfaceGuidToLuid(&guid, &back) == 0 && back.Value == luid.Value);
  char text[256];
  CHECK(if_indextoname(index, text) == text && if_nametoindex(text) == index);
  CHECK(ConvertInterfaceIndexToLuid(999999, &luid) == ERROR_FILE_NOT_FOUND);

  DWORD best = 0;
  CHECK(GetBestInterface(htonl(INADDR_LOOPBACK), &best) == 0 && best == index);
  MIB_IF_TABLE2* table = NULL;
  CHECK(GetIfTable2(&table) == 0 && table->NumEntries >= 1);
  FreeMibTable(table);

  SOCKET listening = listener();
  unsigned short port = name_of(listening).sin_port;
  size = 0;
  CHECK(GetExtendedTcpTable(NULL, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0) ==
        ERROR_INSUFFICIENT_BUFFER);
  size += 64 * sizeof(MIB_TCPROW_OWNER_PID);
  MIB_TCPTABLE_OWNER_PID* tcp = malloc(size);
  CHECK(GetExtendedTcpTable(tcp, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0) == 0);
  seen = 0;
  for (DWORD row = 0; row < tcp->dwNumEntries; ++row) {
    if (tcp->table[row].dwLocalPort != port) continue;
    seen = 1;
    CHECK(tcp->table[row].dwState == MIB_TCP_STATE_LISTEN);
    CHECK(tcp->table[row].dwOwningPid == GetCurrentProcessId());
  }
  CHECK(seen);
  CHECK(closesocket(listening) == 0);
  return 0;
}
