// The host's network interfaces, as far as Windows programs ask for them.
#pragma once

#include <string>
#include <vector>

#include "libs/windows/core/socket_address.h"

namespace mimic::win {

struct InterfaceAddress {
  SocketAddress address;
  int prefix = 0;  // bits
};

struct NetworkInterface {
  uint32_t index = 0;
  std::string name;  // the host's
  bool up = false, running = false, loopback = false, point_to_point = false, multicast = false;
  uint32_t mtu = 0;
  uint64_t speed = 0;  // bits per second
  std::vector<unsigned char> hardware_address;
  std::vector<InterfaceAddress> addresses;
  std::vector<SocketAddress> gateways, multicast_groups, anycast_addresses;
  uint64_t received_bytes = 0, received_packets = 0, receive_errors = 0, receive_drops = 0;
  uint64_t sent_bytes = 0, sent_packets = 0, send_errors = 0, send_drops = 0;

  uint32_t type() const { return loopback ? 24 : point_to_point ? 23 : 6; }  // IF_TYPE_…
  uint64_t luid() const { return uint64_t{type()} << 48 | uint64_t{index} << 24; }
  GUID guid() const;
  std::string guid_text() const;  // "{…}", the name of the adapter
  // What the user sees, and what the hardware is called.
  std::u16string friendly_name() const;
  std::u16string description() const;
};

std::vector<NetworkInterface> network_interfaces();
// The resolver's servers and its search domain.
struct ResolverConfiguration {
  std::vector<SocketAddress> servers;
  std::string domain;
};
ResolverConfiguration resolver_configuration();
// The address and the interface from which the host sends to an address. WSAENETUNREACH and the
// like.
struct Route {
  SocketAddress source;
  uint32_t interface = 0;
};
Expected<Route> route_to(const SocketAddress& target);

}  // namespace mimic::win
