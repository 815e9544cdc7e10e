// Adapters with all that belongs to them, in one block of the caller's.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "libs/windows/core/network_interfaces.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::iphlpapi {

namespace {

constexpr ULONG GAA_FLAG_SKIP_UNICAST = 1, GAA_FLAG_SKIP_ANYCAST = 2, GAA_FLAG_SKIP_MULTICAST = 4,
                GAA_FLAG_SKIP_DNS_SERVER = 8, GAA_FLAG_INCLUDE_PREFIX = 0x10,
                GAA_FLAG_SKIP_FRIENDLY_NAME = 0x20, GAA_FLAG_INCLUDE_GATEWAYS = 0x80;
constexpr ULONG IP_ADAPTER_IPV4_ENABLED = 0x80, IP_ADAPTER_IPV6_ENABLED = 0x100,
                IP_ADAPTER_NO_MULTICAST = 0x10;
constexpr int IfOperStatusUp = 1, IfOperStatusDown = 2;

struct SOCKET_ADDRESS {
  void* lpSockaddr;
  INT iSockaddrLength;
};
struct ADDRESS_ENTRY {  // of DNS servers, gateways, multicast and anycast addresses
  ULONG Length, Reserved;
  ADDRESS_ENTRY* Next;
  SOCKET_ADDRESS Address;
};
struct IP_ADAPTER_UNICAST_ADDRESS {
  ULONG Length, Flags;
  IP_ADAPTER_UNICAST_ADDRESS* Next;
  SOCKET_ADDRESS Address;
  int PrefixOrigin, SuffixOrigin, DadState;
  ULONG ValidLifetime, PreferredLifetime, LeaseLifetime;
  UCHAR OnLinkPrefixLength;
};
struct IP_ADAPTER_PREFIX {
  ULONG Length, Flags;
  IP_ADAPTER_PREFIX* Next;
  SOCKET_ADDRESS Address;
  ULONG PrefixLength;
};
struct IP_ADAPTER_ADDRESSES {
  ULONG Length, IfIndex;
  IP_ADAPTER_ADDRESSES* Next;
  char* AdapterName;
  IP_ADAPTER_UNICAST_ADDRESS* FirstUnicastAddress;
  ADDRESS_ENTRY* FirstAnycastAddress;
  ADDRESS_ENTRY* FirstMulticastAddress;
  ADDRESS_ENTRY* FirstDnsServerAddress;
  WCHAR* DnsSuffix;
  WCHAR* Description;
  WCHAR* FriendlyName;
  BYTE PhysicalAddress[8];
  ULONG PhysicalAddressLength, Flags, Mtu, IfType;
  int OperStatus;
  ULONG Ipv6IfIndex, ZoneIndices[16];
  IP_ADAPTER_PREFIX* FirstPrefix;
  ULONG64 TransmitLinkSpeed, ReceiveLinkSpeed;
  void* FirstWinsServerAddress;
  ADDRESS_ENTRY* FirstGatewayAddress;
  ULONG Ipv4Metric, Ipv6Metric;
  ULONG64 Luid;
  SOCKET_ADDRESS Dhcpv4Server;
  ULONG CompartmentId;
  GUID NetworkGuid;
  int ConnectionType, TunnelType;
  SOCKET_ADDRESS Dhcpv6Server;
  BYTE Dhcpv6ClientDuid[130];
  ULONG Dhcpv6ClientDuidLength, Dhcpv6Iaid;
  void* FirstDnsSuffix;
};
static_assert(sizeof(IP_ADAPTER_ADDRESSES) == 448 && sizeof(IP_ADAPTER_UNICAST_ADDRESS) == 64);

// Hands out parts of a block; counts on where the block ends.
class Block {
 public:
  Block(void* start, size_t size) : start_(static_cast<char*>(start)), size_(size) {}
  void* take(size_t size) {
    const size_t at = used_;
    used_ += (size + 7) & ~size_t{7};
    if (!fits()) return nullptr;
    std::memset(start_ + at, 0, size);
    return start_ + at;
  }
  template <class T>
  T* take() {
    return static_cast<T*>(take(sizeof(T)));
  }
  void* copy(const void* data, size_t size) {
    void* const to = take(size);
    if (to) std::memcpy(to, data, size);
    return to;
  }
  WCHAR* text(const std::u16string& text) {
    return static_cast<WCHAR*>(copy(text.c_str(), (text.size() + 1) * sizeof(WCHAR)));
  }
  SOCKET_ADDRESS address(const SocketAddress& address) {
    return {copy(address.bytes, address.size), address.size};
  }
  bool fits() const { return start_ && used_ <= size_; }
  size_t used() const { return used_; }

 private:
  char* start_;
  size_t size_, used_ = 0;
};

template <class T>
T* append(Block& block, T**& end, const SocketAddress& address) {
  T* const entry = block.take<T>();
  const SOCKET_ADDRESS copied = block.address(address);
  if (!entry || !block.fits()) return nullptr;
  entry->Length = sizeof(T);
  entry->Address = copied;
  *end = entry;
  end = &entry->Next;
  return entry;
}

SocketAddress masked(SocketAddress address, int prefix) {
  const int start = address.family() == kWinInet ? 4 : 8;
  const int size = address.family() == kWinInet ? 4 : 16;
  for (int index = 0; index < size; ++index) {
    const int bits = std::clamp(prefix - index * 8, 0, 8);
    address.bytes[start + index] &= static_cast<unsigned char>(0xff00 >> bits);
  }
  return address;
}

void put_adapter(const NetworkInterface& interface, const ResolverConfiguration& resolver,
                 ULONG family, ULONG flags, Block& block, IP_ADAPTER_ADDRESSES**& end) {
  auto* const adapter = block.take<IP_ADAPTER_ADDRESSES>();
  // Where it does not fit the same steps count what is needed.
  IP_ADAPTER_ADDRESSES unused = {};
  IP_ADAPTER_ADDRESSES& to = adapter ? *adapter : unused;
  to.Length = sizeof to;
  to.IfIndex = interface.index;
  const std::string name = interface.guid_text();
  to.AdapterName = static_cast<char*>(block.copy(name.c_str(), name.size() + 1));
  to.DnsSuffix = block.text(interface.loopback ? u"" : to_utf16(resolver.domain));
  to.Description = block.text(interface.description());
  if (!(flags & GAA_FLAG_SKIP_FRIENDLY_NAME))
    to.FriendlyName = block.text(interface.friendly_name());
  to.PhysicalAddressLength = interface.hardware_address.size();
  std::copy(interface.hardware_address.begin(), interface.hardware_address.end(),
            to.PhysicalAddress);
  to.Flags = IP_ADAPTER_IPV4_ENABLED | IP_ADAPTER_IPV6_ENABLED |
             (interface.multicast || interface.loopback ? 0 : IP_ADAPTER_NO_MULTICAST);
  to.Mtu = interface.loopback ? 0xffffffff : interface.mtu;
  to.IfType = interface.type();
  to.OperStatus = interface.up ? IfOperStatusUp : IfOperStatusDown;
  to.Ipv6IfIndex = interface.index;
  to.TransmitLinkSpeed = to.ReceiveLinkSpeed = interface.speed;
  to.Ipv4Metric = to.Ipv6Metric = interface.loopback ? 75 : 25;
  to.Luid = interface.luid();
  to.CompartmentId = 1;
  to.NetworkGuid = interface.guid();
  to.ConnectionType = 1;  // NET_IF_CONNECTION_DEDICATED
  const auto wanted = [family](const SocketAddress& address) {
    return family == 0 || address.family() == static_cast<int>(family);
  };
  auto** unicast_end = &to.FirstUnicastAddress;
  auto** prefix_end = &to.FirstPrefix;
  for (const InterfaceAddress& own : interface.addresses) {
    if (!wanted(own.address)) continue;
    if (!(flags & GAA_FLAG_SKIP_UNICAST)) {
      if (auto* const entry = append(block, unicast_end, own.address)) {
        entry->PrefixOrigin = entry->SuffixOrigin = 1;  // manual
        entry->DadState = 4;                            // preferred
        entry->ValidLifetime = entry->PreferredLifetime = entry->LeaseLifetime = 0xffffffff;
        entry->OnLinkPrefixLength = static_cast<UCHAR>(own.prefix);
      }
    }
    if (flags & GAA_FLAG_INCLUDE_PREFIX) {
      if (auto* const entry = append(block, prefix_end, masked(own.address, own.prefix)))
        entry->PrefixLength = own.prefix;
    }
  }
  const auto put_list = [&](ADDRESS_ENTRY*& first, const std::vector<SocketAddress>& addresses) {
    auto** list_end = &first;
    for (const SocketAddress& address : addresses)
      if (wanted(address)) append(block, list_end, address);
  };
  if (!(flags & GAA_FLAG_SKIP_ANYCAST))
    put_list(to.FirstAnycastAddress, interface.anycast_addresses);
  if (!(flags & GAA_FLAG_SKIP_MULTICAST))
    put_list(to.FirstMulticastAddress, interface.multicast_groups);
  if (!interface.loopback && !(flags & GAA_FLAG_SKIP_DNS_SERVER))
    put_list(to.FirstDnsServerAddress, resolver.servers);
  if (flags & GAA_FLAG_INCLUDE_GATEWAYS) put_list(to.FirstGatewayAddress, interface.gateways);
  if (!adapter) return;
  *end = adapter;
  end = &adapter->Next;
}

}  // namespace

EXPORT(iphlpapi, ULONG, GetAdaptersAddresses,
       (ULONG Family, ULONG Flags, PVOID Reserved, IP_ADAPTER_ADDRESSES* AdapterAddresses,
        ULONG* SizePointer)) {
  if (!SizePointer || Reserved) return ERROR_INVALID_PARAMETER;
  if (Family != kWinUnspecified && Family != kWinInet && Family != kWinInet6)
    return ERROR_INVALID_PARAMETER;
  const auto interfaces = network_interfaces();
  const auto resolver = resolver_configuration();
  Block block(AdapterAddresses, *SizePointer);
  IP_ADAPTER_ADDRESSES* first = nullptr;
  IP_ADAPTER_ADDRESSES** end = &first;
  for (const NetworkInterface& interface : interfaces)
    put_adapter(interface, resolver, Family, Flags, block, end);
  if (interfaces.empty()) return ERROR_NO_DATA;
  const bool fits = block.fits();
  if (!fits) *SizePointer = static_cast<ULONG>(block.used());
  return fits ? ERROR_SUCCESS : ERROR_BUFFER_OVERFLOW;
}

namespace {

struct IP_ADDR_STRING {
  IP_ADDR_STRING* Next;
  char IpAddress[16];
  char IpMask[16];
  DWORD Context;
};
struct IP_ADAPTER_INFO {
  IP_ADAPTER_INFO* Next;
  DWORD ComboIndex;
  char AdapterName[260];
  char Description[132];
  UINT AddressLength;
  BYTE Address[8];
  DWORD Index;
  UINT Type;
  UINT DhcpEnabled;
  IP_ADDR_STRING* CurrentIpAddress;
  IP_ADDR_STRING IpAddressList, GatewayList, DhcpServer;
  BOOL HaveWins;
  IP_ADDR_STRING PrimaryWinsServer, SecondaryWinsServer;
  int64_t LeaseObtained, LeaseExpires;
};
struct FIXED_INFO {
  char HostName[132];
  char DomainName[132];
  IP_ADDR_STRING* CurrentDnsServer;
  IP_ADDR_STRING DnsServerList;
  UINT NodeType;
  char ScopeId[260];
  UINT EnableRouting, EnableProxy, EnableDns;
};

void put_text(char (&to)[16], const unsigned char* bytes) {
  std::snprintf(to, sizeof to, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
}

// The first address lies in the structure, the others behind it.
void put_addresses(IP_ADDR_STRING& first, const std::vector<InterfaceAddress>& addresses,
                   Block& block) {
  std::strcpy(first.IpAddress, "0.0.0.0");
  std::strcpy(first.IpMask, "0.0.0.0");
  IP_ADDR_STRING* last = nullptr;
  for (const InterfaceAddress& own : addresses) {
    if (own.address.family() != kWinInet) continue;
    IP_ADDR_STRING* const to = last ? block.take<IP_ADDR_STRING>() : &first;
    if (!to) continue;
    put_text(to->IpAddress, own.address.bytes + 4);
    const uint32_t mask = __builtin_bswap32(own.prefix ? ~uint32_t{0} << (32 - own.prefix) : 0);
    put_text(to->IpMask, reinterpret_cast<const unsigned char*>(&mask));
    if (last) last->Next = to;
    last = to;
  }
}

std::vector<InterfaceAddress> as_addresses(const std::vector<SocketAddress>& list) {
  std::vector<InterfaceAddress> result;
  for (const SocketAddress& address : list) result.push_back({address, 32});
  return result;
}

}  // namespace

EXPORT(iphlpapi, ULONG, GetAdaptersInfo, (IP_ADAPTER_INFO * AdapterInfo, ULONG* SizePointer)) {
  if (!SizePointer) return ERROR_INVALID_PARAMETER;
  Block block(AdapterInfo, *SizePointer);
  IP_ADAPTER_INFO* last = nullptr;
  bool any = false;
  for (const NetworkInterface& interface : network_interfaces()) {
    if (interface.loopback) continue;
    any = true;
    auto* const adapter = block.take<IP_ADAPTER_INFO>();
    IP_ADAPTER_INFO unused = {};
    IP_ADAPTER_INFO& to = adapter ? *adapter : unused;
    to.ComboIndex = to.Index = interface.index;
    std::strcpy(to.AdapterName, interface.guid_text().c_str());
    std::strncpy(to.Description, interface.name.c_str(), sizeof to.Description - 1);
    to.AddressLength = interface.hardware_address.size();
    std::copy(interface.hardware_address.begin(), interface.hardware_address.end(), to.Address);
    to.Type = interface.type();
    put_addresses(to.IpAddressList, interface.addresses, block);
    put_addresses(to.GatewayList, as_addresses(interface.gateways), block);
    if (!adapter) continue;
    if (last) last->Next = adapter;
    last = adapter;
  }
  if (!any) return ERROR_NO_DATA;
  const bool fits = block.fits();
  if (!fits) *SizePointer = static_cast<ULONG>(block.used());
  return fits ? ERROR_SUCCESS : ERROR_BUFFER_OVERFLOW;
}

EXPORT(iphlpapi, DWORD, GetNetworkParams, (FIXED_INFO * pFixedInfo, ULONG* pOutBufLen)) {
  if (!pOutBufLen) return ERROR_INVALID_PARAMETER;
  const auto resolver = resolver_configuration();
  Block block(pFixedInfo, *pOutBufLen);
  auto* const info = block.take<FIXED_INFO>();
  FIXED_INFO unused = {};
  FIXED_INFO& to = info ? *info : unused;
  ::gethostname(to.HostName, sizeof to.HostName - 1);
  std::strncpy(to.DomainName, resolver.domain.c_str(), sizeof to.DomainName - 1);
  put_addresses(to.DnsServerList, as_addresses(resolver.servers), block);
  to.NodeType = 8;  // hybrid
  to.EnableDns = 1;
  const bool fits = block.fits();
  if (!fits) *pOutBufLen = static_cast<ULONG>(block.used());
  return fits ? ERROR_SUCCESS : ERROR_BUFFER_OVERFLOW;
}

}  // namespace mimic::win::iphlpapi
