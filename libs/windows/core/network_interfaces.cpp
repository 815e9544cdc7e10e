#include "libs/windows/core/network_interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "libs/windows/core/socket_error.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// A number below /sys/class/net/NAME.
int64_t attribute(const std::string& name, const char* file) {
  std::ifstream in("/sys/class/net/" + name + "/" + file);
  int64_t value = 0;
  in >> value;
  return value;
}

int prefix_of(const sockaddr* mask) {
  if (!mask) return 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(mask);
  const bool v4 = mask->sa_family == AF_INET;
  int bits = 0;
  for (int index = 0; index < (v4 ? 4 : 16); ++index)
    bits += std::popcount(bytes[(v4 ? 4 : 8) + index]);
  return bits;
}

uint32_t mtu_of(const std::string& name) {
  const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return 0;
  ifreq request = {};
  std::strncpy(request.ifr_name, name.c_str(), sizeof request.ifr_name - 1);
  const bool known = ::ioctl(descriptor, SIOCGIFMTU, &request) == 0;
  ::close(descriptor);
  return known ? request.ifr_mtu : 0;
}

SocketAddress inet_address(uint32_t network_order) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = network_order;
  return from_host(&address, sizeof address);
}

void read_gateways(std::map<std::string, NetworkInterface>& interfaces) {
  std::ifstream in("/proc/net/route");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    char name[64];
    unsigned destination, gateway, flags;
    if (std::sscanf(line.c_str(), "%63s %x %x %x", name, &destination, &gateway, &flags) != 4)
      continue;
    const auto found = interfaces.find(name);
    if (destination == 0 && gateway != 0 && found != interfaces.end())
      found->second.gateways.push_back(inet_address(gateway));
  }
}

SocketAddress inet6_address(const in6_addr& bytes, uint32_t scope) {
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  address.sin6_addr = bytes;
  // Multicast scopes up to the link's, and link-local addresses, say nothing without the interface.
  const bool local = IN6_IS_ADDR_MC_LINKLOCAL(&bytes) || IN6_IS_ADDR_MC_NODELOCAL(&bytes) ||
                     IN6_IS_ADDR_LINKLOCAL(&bytes);
  address.sin6_scope_id = local ? scope : 0;
  return from_host(&address, sizeof address);
}

// "2\teth0 : …", then a line for each group of that interface.
void read_groups(std::map<std::string, NetworkInterface>& interfaces) {
  std::ifstream in("/proc/net/igmp");
  std::string line;
  std::getline(in, line);
  auto current = interfaces.end();
  while (std::getline(in, line)) {
    char name[64];
    unsigned group;
    if (!line.starts_with('\t')) {
      const bool named = std::sscanf(line.c_str(), "%*d %63s", name) == 1;
      current = named ? interfaces.find(name) : interfaces.end();
    } else if (current != interfaces.end() && std::sscanf(line.c_str(), "%x", &group) == 1) {
      current->second.multicast_groups.push_back(inet_address(group));
    }
  }
}

// "2 eth0 ff02…", of /proc/net/igmp6 and anycast6.
void read_groups6(std::map<std::string, NetworkInterface>& interfaces, const char* file,
                  std::vector<SocketAddress> NetworkInterface::* to) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line)) {
    unsigned index;
    char name[64], digits[33];
    if (std::sscanf(line.c_str(), "%u %63s %32[0-9a-f]", &index, name, digits) != 3) continue;
    const auto found = interfaces.find(name);
    if (found == interfaces.end() || std::strlen(digits) != 32) continue;
    in6_addr address;
    for (int byte = 0; byte < 16; ++byte) {
      const char pair[] = {digits[2 * byte], digits[2 * byte + 1], 0};
      address.s6_addr[byte] = static_cast<uint8_t>(std::strtoul(pair, nullptr, 16));
    }
    (found->second.*to).push_back(inet6_address(address, index));
  }
}

void read_counters(std::map<std::string, NetworkInterface>& interfaces) {
  std::ifstream in("/proc/net/dev");
  std::string line;
  while (std::getline(in, line)) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const size_t start = line.find_first_not_of(' ');
    const auto found = interfaces.find(line.substr(start, colon - start));
    if (found == interfaces.end()) continue;
    NetworkInterface& to = found->second;
    uint64_t unused;
    std::istringstream numbers(line.substr(colon + 1));
    numbers >> to.received_bytes >> to.received_packets >> to.receive_errors >> to.receive_drops >>
        unused >> unused >> unused >> unused >> to.sent_bytes >> to.sent_packets >>
        to.send_errors >> to.send_drops;
  }
}

}  // namespace

GUID NetworkInterface::guid() const {
  GUID guid = {0x6d696d69, 0x6300, 0x4000, {0x80, 0, 0, 0, 0, 0, 0, 0}};
  for (int byte = 0; byte < 4; ++byte)
    guid.Data4[7 - byte] = static_cast<uint8_t>(index >> (8 * byte));
  return guid;
}

std::string NetworkInterface::guid_text() const {
  char text[64];
  std::snprintf(text, sizeof text, "{6D696D69-6300-4000-8000-0000%08X}", index);
  return text;
}

std::u16string NetworkInterface::friendly_name() const {
  return loopback ? u"Loopback Pseudo-Interface 1" : to_utf16(name);
}
std::u16string NetworkInterface::description() const {
  return loopback ? u"Software Loopback Interface 1" : to_utf16(name);
}

std::vector<NetworkInterface> network_interfaces() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  std::map<std::string, NetworkInterface> interfaces;
  for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
    NetworkInterface& to = interfaces[entry->ifa_name];
    if (to.name.empty()) {
      to.name = entry->ifa_name;
      to.index = ::if_nametoindex(entry->ifa_name);
      to.up = entry->ifa_flags & IFF_UP;
      to.running = entry->ifa_flags & IFF_RUNNING;
      to.loopback = entry->ifa_flags & IFF_LOOPBACK;
      to.point_to_point = entry->ifa_flags & IFF_POINTOPOINT;
      to.multicast = entry->ifa_flags & IFF_MULTICAST;
      to.mtu = mtu_of(to.name);
      const int64_t megabits = attribute(to.name, "speed");
      to.speed = megabits > 0 ? megabits * 1'000'000 : 1'073'741'824;
    }
    if (!entry->ifa_addr) continue;
    if (entry->ifa_addr->sa_family == AF_PACKET) {
      const auto* packet = reinterpret_cast<const sockaddr_ll*>(entry->ifa_addr);
      if (!to.loopback)
        to.hardware_address.assign(packet->sll_addr,
                                   packet->sll_addr + std::min<int>(packet->sll_halen, 8));
    } else if (const int family = windows_family(entry->ifa_addr->sa_family);
               family == kWinInet || family == kWinInet6) {
      to.addresses.push_back(
          {from_host(entry->ifa_addr, address_size(family)), prefix_of(entry->ifa_netmask)});
    }
  }
  ::freeifaddrs(list);
  read_gateways(interfaces);
  read_groups(interfaces);
  read_groups6(interfaces, "/proc/net/igmp6", &NetworkInterface::multicast_groups);
  read_groups6(interfaces, "/proc/net/anycast6", &NetworkInterface::anycast_addresses);
  read_counters(interfaces);
  std::vector<NetworkInterface> result;
  for (auto& [name, interface] : interfaces) result.push_back(std::move(interface));
  std::sort(result.begin(), result.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  return result;
}

ResolverConfiguration resolver_configuration() {
  ResolverConfiguration configuration;
  std::ifstream in("/etc/resolv.conf");
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string key, value;
    words >> key >> value;
    if (key == "nameserver") {
      in_addr v4;
      sockaddr_in6 v6 = {};
      if (::inet_pton(AF_INET, value.c_str(), &v4) == 1) {
        configuration.servers.push_back(inet_address(v4.s_addr));
      } else if (::inet_pton(AF_INET6, value.substr(0, value.find('%')).c_str(), &v6.sin6_addr) ==
                 1) {
        v6.sin6_family = AF_INET6;
        configuration.servers.push_back(from_host(&v6, sizeof v6));
      }
    } else if ((key == "search" || key == "domain") && configuration.domain.empty()) {
      configuration.domain = value;
    }
  }
  return configuration;
}

Expected<Route> route_to(const SocketAddress& target) {
  auto host = to_host(target, false);
  if (!host) return nt_fail(host.error());
  auto* const to = reinterpret_cast<sockaddr_in*>(host->bytes);
  if (to->sin_port == 0) to->sin_port = htons(9);
  const int probe = ::socket(host_family(target.family()), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return nt_fail(socket_status_of_errno(errno));
  HostAddress found;
  socklen_t size = sizeof found.bytes;
  NTSTATUS status = STATUS_SUCCESS;
  if (::connect(probe, reinterpret_cast<const sockaddr*>(host->bytes), host->size) != 0 ||
      ::getsockname(probe, reinterpret_cast<sockaddr*>(found.bytes), &size) != 0)
    status = socket_status_of_errno(errno);
  ::close(probe);
  if (status) return nt_fail(status);
  Route route;
  route.source = from_host(found.bytes, size);
  route.source.bytes[2] = route.source.bytes[3] = 0;
  const bool v4 = route.source.family() == kWinInet;
  for (const NetworkInterface& interface : network_interfaces()) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.address.family() == route.source.family() &&
          std::memcmp(own.address.bytes + (v4 ? 4 : 8), route.source.bytes + (v4 ? 4 : 8),
                      v4 ? 4 : 16) == 0)
        route.interface = interface.index;
    }
  }
  return route;
}

}  // namespace mimic::win
