// Interfaces: their indices, names and identities, and their rows.
#include <net/if.h>

#include <algorithm>
#include <cstring>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/network_interfaces.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::iphlpapi {

namespace {

constexpr size_t kMaxName = 256;
constexpr int kStatusUp = 1, kStatusDown = 2;

template <class Match>
DWORD with_interface(Match match, auto&& use) {
  for (const NetworkInterface& interface : network_interfaces())
    if (match(interface)) return use(interface);
  return ERROR_FILE_NOT_FOUND;
}
auto by_index(uint32_t index) {
  return [index](const NetworkInterface& interface) { return interface.index == index; };
}
auto by_luid(uint64_t luid) {
  return [luid](const NetworkInterface& interface) { return interface.luid() == luid; };
}

DWORD give_text(const std::u16string& text, WCHAR* to, size_t size) {
  if (size <= text.size()) return ERROR_NOT_ENOUGH_MEMORY;
  std::memcpy(to, text.c_str(), (text.size() + 1) * sizeof(WCHAR));
  return ERROR_SUCCESS;
}
DWORD give_text(const std::string& text, char* to, size_t size) {
  if (size <= text.size()) return ERROR_NOT_ENOUGH_MEMORY;
  std::memcpy(to, text.c_str(), text.size() + 1);
  return ERROR_SUCCESS;
}

// The name of an interface by its kind and number ("ethernet_2").
std::string luid_name(const NetworkInterface& interface) {
  const char* kind = interface.loopback      ? "loopback_"
                     : interface.type() == 6 ? "ethernet_"
                                             : "ppp_";
  return kind + std::to_string(interface.index);
}

struct MIB_IF_ROW2 {
  ULONG64 InterfaceLuid;
  ULONG InterfaceIndex;
  GUID InterfaceGuid;
  WCHAR Alias[257], Description[257];
  ULONG PhysicalAddressLength;
  UCHAR PhysicalAddress[32], PermanentPhysicalAddress[32];
  ULONG Mtu, Type;
  int TunnelType, MediaType, PhysicalMediumType, AccessType, DirectionType;
  UCHAR Flags;
  int OperStatus, AdminStatus, MediaConnectState;
  GUID NetworkGuid;
  int ConnectionType;
  ULONG64 TransmitLinkSpeed, ReceiveLinkSpeed, InOctets, InUcastPkts, InNUcastPkts, InDiscards,
      InErrors, InUnknownProtos, InUcastOctets, InMulticastOctets, InBroadcastOctets, OutOctets,
      OutUcastPkts, OutNUcastPkts, OutDiscards, OutErrors, OutUcastOctets, OutMulticastOctets,
      OutBroadcastOctets, OutQLen;
};
static_assert(sizeof(MIB_IF_ROW2) == 1352);

struct MIB_IF_TABLE2 {
  ULONG NumEntries;
  MIB_IF_ROW2 Table[1];
};

struct MIB_IFROW {
  WCHAR wszName[kMaxName];
  DWORD dwIndex, dwType, dwMtu, dwSpeed, dwPhysAddrLen;
  BYTE bPhysAddr[8];
  DWORD dwAdminStatus, dwOperStatus, dwLastChange, dwInOctets, dwInUcastPkts, dwInNUcastPkts,
      dwInDiscards, dwInErrors, dwInUnknownProtos, dwOutOctets, dwOutUcastPkts, dwOutNUcastPkts,
      dwOutDiscards, dwOutErrors, dwOutQLen, dwDescrLen;
  UCHAR bDescr[256];
};
static_assert(sizeof(MIB_IFROW) == 860);
struct MIB_IFTABLE {
  DWORD dwNumEntries;
  MIB_IFROW table[1];
};

MIB_IF_ROW2 row2_of(const NetworkInterface& from) {
  MIB_IF_ROW2 row = {};
  row.InterfaceLuid = from.luid();
  row.InterfaceIndex = from.index;
  row.InterfaceGuid = row.NetworkGuid = from.guid();
  from.friendly_name().copy(row.Alias, 256);
  from.description().copy(row.Description, 256);
  row.PhysicalAddressLength = from.hardware_address.size();
  std::copy(from.hardware_address.begin(), from.hardware_address.end(), row.PhysicalAddress);
  std::copy(from.hardware_address.begin(), from.hardware_address.end(),
            row.PermanentPhysicalAddress);
  row.Mtu = from.mtu;
  row.Type = from.type();
  row.AccessType = from.loopback ? 1 : 2;  // loopback, broadcast
  row.OperStatus = from.up ? kStatusUp : kStatusDown;
  row.AdminStatus = row.OperStatus;
  row.MediaConnectState = from.running ? 1 : 2;
  row.ConnectionType = 1;
  row.TransmitLinkSpeed = row.ReceiveLinkSpeed = from.speed;
  row.InOctets = row.InUcastOctets = from.received_bytes;
  row.InUcastPkts = from.received_packets;
  row.InErrors = from.receive_errors;
  row.InDiscards = from.receive_drops;
  row.OutOctets = row.OutUcastOctets = from.sent_bytes;
  row.OutUcastPkts = from.sent_packets;
  row.OutErrors = from.send_errors;
  row.OutDiscards = from.send_drops;
  return row;
}

MIB_IFROW row_of(const NetworkInterface& from) {
  MIB_IFROW row = {};
  to_utf16("\\DEVICE\\TCPIP_" + from.guid_text()).copy(row.wszName, kMaxName - 1);
  row.dwIndex = from.index;
  row.dwType = from.type();
  row.dwMtu = from.mtu;
  row.dwSpeed = static_cast<DWORD>(std::min<uint64_t>(from.speed, 0xffffffff));
  row.dwPhysAddrLen = from.hardware_address.size();
  std::copy(from.hardware_address.begin(), from.hardware_address.end(), row.bPhysAddr);
  row.dwAdminStatus = from.up;
  row.dwOperStatus = from.up ? 5 : 0;  // operational
  row.dwInOctets = static_cast<DWORD>(from.received_bytes);
  row.dwInUcastPkts = static_cast<DWORD>(from.received_packets);
  row.dwInErrors = static_cast<DWORD>(from.receive_errors);
  row.dwInDiscards = static_cast<DWORD>(from.receive_drops);
  row.dwOutOctets = static_cast<DWORD>(from.sent_bytes);
  row.dwOutUcastPkts = static_cast<DWORD>(from.sent_packets);
  row.dwOutErrors = static_cast<DWORD>(from.send_errors);
  row.dwOutDiscards = static_cast<DWORD>(from.send_drops);
  row.dwDescrLen = from.name.copy(reinterpret_cast<char*>(row.bDescr), 255);
  return row;
}

}  // namespace

EXPORT(iphlpapi, ULONG, if_nametoindex, (const char* InterfaceName)) {
  const std::string name = InterfaceName ? InterfaceName : "";
  ULONG index = 0;
  with_interface(
      [&](const NetworkInterface& interface) {
        return luid_name(interface) == name || interface.name == name;
      },
      [&](const NetworkInterface& interface) { return index = interface.index, ERROR_SUCCESS; });
  return index;
}

EXPORT(iphlpapi, char*, if_indextoname, (ULONG InterfaceIndex, char* InterfaceName)) {
  return with_interface(by_index(InterfaceIndex),
                        [&](const NetworkInterface& interface) {
                          return give_text(luid_name(interface), InterfaceName, kMaxName);
                        }) == ERROR_SUCCESS
             ? InterfaceName
             : nullptr;
}
// The API in ws2_32's headers, under the names that IP Helper's tables use.
EXPORT(iphlpapi, DWORD, ConvertInterfaceIndexToLuid,
       (ULONG InterfaceIndex, ULONG64* InterfaceLuid)) {
  if (!InterfaceLuid) return ERROR_INVALID_PARAMETER;
  *InterfaceLuid = 0;
  return with_interface(by_index(InterfaceIndex), [&](const NetworkInterface& interface) {
    *InterfaceLuid = interface.luid();
    return ERROR_SUCCESS;
  });
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceLuidToIndex,
       (const ULONG64* InterfaceLuid, ULONG* InterfaceIndex)) {
  if (!InterfaceLuid || !InterfaceIndex) return ERROR_INVALID_PARAMETER;
  *InterfaceIndex = 0;
  return with_interface(by_luid(*InterfaceLuid), [&](const NetworkInterface& interface) {
    *InterfaceIndex = interface.index;
    return ERROR_SUCCESS;
  });
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceLuidToNameW,
       (const ULONG64* InterfaceLuid, LPWSTR InterfaceName, SIZE_T Length)) {
  if (!InterfaceLuid || !InterfaceName) return ERROR_INVALID_PARAMETER;
  return with_interface(by_luid(*InterfaceLuid), [&](const NetworkInterface& interface) {
    return give_text(to_utf16(luid_name(interface)), InterfaceName, Length);
  });
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceLuidToNameA,
       (const ULONG64* InterfaceLuid, LPSTR InterfaceName, SIZE_T Length)) {
  if (!InterfaceLuid || !InterfaceName) return ERROR_INVALID_PARAMETER;
  return with_interface(by_luid(*InterfaceLuid), [&](const NetworkInterface& interface) {
    return give_text(luid_name(interface), InterfaceName, Length);
  });
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceNameToLuidA,
       (LPCSTR InterfaceName, ULONG64* InterfaceLuid)) {
  if (!InterfaceName || !InterfaceLuid) return ERROR_INVALID_PARAMETER;
  const std::string name = InterfaceName;
  const DWORD error = with_interface(
      [&](const NetworkInterface& interface) { return luid_name(interface) == name; },
      [&](const NetworkInterface& interface) {
        *InterfaceLuid = interface.luid();
        return ERROR_SUCCESS;
      });
  return error ? ERROR_INVALID_NAME : ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceNameToLuidW,
       (LPCWSTR InterfaceName, ULONG64* InterfaceLuid)) {
  if (!InterfaceName) return ERROR_INVALID_PARAMETER;
  return ConvertInterfaceNameToLuidA(to_utf8(view_of(InterfaceName)).c_str(), InterfaceLuid);
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceLuidToAlias,
       (const ULONG64* InterfaceLuid, LPWSTR InterfaceAlias, SIZE_T Length)) {
  if (!InterfaceLuid || !InterfaceAlias) return ERROR_INVALID_PARAMETER;
  return with_interface(by_luid(*InterfaceLuid), [&](const NetworkInterface& interface) {
    return give_text(interface.friendly_name(), InterfaceAlias, Length);
  });
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceAliasToLuid,
       (LPCWSTR InterfaceAlias, ULONG64* InterfaceLuid)) {
  if (!InterfaceAlias || !InterfaceLuid) return ERROR_INVALID_PARAMETER;
  const DWORD error = with_interface(
      [&](const NetworkInterface& interface) {
        return equal_ignoring_case(interface.friendly_name(), view_of(InterfaceAlias));
      },
      [&](const NetworkInterface& interface) {
        *InterfaceLuid = interface.luid();
        return ERROR_SUCCESS;
      });
  return error ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceLuidToGuid,
       (const ULONG64* InterfaceLuid, GUID* InterfaceGuid)) {
  if (!InterfaceLuid || !InterfaceGuid) return ERROR_INVALID_PARAMETER;
  return with_interface(by_luid(*InterfaceLuid), [&](const NetworkInterface& interface) {
    *InterfaceGuid = interface.guid();
    return ERROR_SUCCESS;
  });
}

EXPORT(iphlpapi, DWORD, ConvertInterfaceGuidToLuid,
       (const GUID* InterfaceGuid, ULONG64* InterfaceLuid)) {
  if (!InterfaceGuid || !InterfaceLuid) return ERROR_INVALID_PARAMETER;
  const GUID guid = *InterfaceGuid;
  const DWORD error = with_interface(
      [&](const NetworkInterface& interface) {
        const GUID own = interface.guid();
        return std::memcmp(&own, &guid, sizeof guid) == 0;
      },
      [&](const NetworkInterface& interface) {
        *InterfaceLuid = interface.luid();
        return ERROR_SUCCESS;
      });
  return error ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, GetNumberOfInterfaces, (DWORD * pdwNumIf)) {
  if (!pdwNumIf) return ERROR_INVALID_PARAMETER;
  *pdwNumIf = static_cast<DWORD>(network_interfaces().size());
  return ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, GetIfEntry2, (MIB_IF_ROW2 * Row)) {
  if (!Row) return ERROR_INVALID_PARAMETER;
  const uint64_t luid = Row->InterfaceLuid;
  const uint32_t index = Row->InterfaceIndex;
  return with_interface(
      [&](const NetworkInterface& interface) {
        return luid ? interface.luid() == luid : interface.index == index;
      },
      [&](const NetworkInterface& interface) { return *Row = row2_of(interface), ERROR_SUCCESS; });
}

EXPORT(iphlpapi, DWORD, GetIfTable2, (MIB_IF_TABLE2 * *Table)) {
  if (!Table) return ERROR_INVALID_PARAMETER;
  const auto interfaces = network_interfaces();
  auto* const table = static_cast<MIB_IF_TABLE2*>(
      heap_allocate(sizeof(MIB_IF_TABLE2) + interfaces.size() * sizeof(MIB_IF_ROW2), true));
  if (!table) return ERROR_NOT_ENOUGH_MEMORY;
  for (const NetworkInterface& interface : interfaces)
    table->Table[table->NumEntries++] = row2_of(interface);
  *Table = table;
  return ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, GetIfTable2Ex, (int Level, MIB_IF_TABLE2** Table)) {
  return GetIfTable2(Table);
}

EXPORT(iphlpapi, void, FreeMibTable, (PVOID Memory)) { heap_free(Memory); }

EXPORT(iphlpapi, DWORD, GetIfEntry, (MIB_IFROW * pIfRow)) {
  if (!pIfRow) return ERROR_INVALID_PARAMETER;
  const DWORD error =
      with_interface(by_index(pIfRow->dwIndex), [&](const NetworkInterface& interface) {
        return *pIfRow = row_of(interface), ERROR_SUCCESS;
      });
  return error ? ERROR_INVALID_DATA : ERROR_SUCCESS;
}

EXPORT(iphlpapi, DWORD, GetIfTable, (MIB_IFTABLE * pIfTable, ULONG* pdwSize, BOOL bOrder)) {
  if (!pdwSize) return ERROR_INVALID_PARAMETER;
  const auto interfaces = network_interfaces();
  const auto needed =
      static_cast<ULONG>(offsetof(MIB_IFTABLE, table) + interfaces.size() * sizeof(MIB_IFROW));
  if (!pIfTable || *pdwSize < needed) return *pdwSize = needed, ERROR_INSUFFICIENT_BUFFER;
  pIfTable->dwNumEntries = 0;
  for (const NetworkInterface& interface : interfaces)
    pIfTable->table[pIfTable->dwNumEntries++] = row_of(interface);
  return ERROR_SUCCESS;
}

}  // namespace mimic::win::iphlpapi
