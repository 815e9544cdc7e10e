#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libs/windows/core/network_interfaces.h"
#include "libs/windows/core/socket_option.h"

namespace mimic::win {
namespace {

using Handler = IoctlResult (*)(Socket&, const void* in, ULONG in_size, void* out, ULONG out_size);

constexpr IoctlResult kFault = {wsa_status(WSAEFAULT)};

IoctlResult put_number(void* out, ULONG out_size, ULONG number) {
  if (!out || out_size < sizeof number) return kFault;
  std::memcpy(out, &number, sizeof number);
  return {STATUS_SUCCESS, sizeof number};
}

bool take_number(const void* in, ULONG in_size, ULONG* number) {
  if (!in || in_size < sizeof *number) return false;
  std::memcpy(number, in, sizeof *number);
  return true;
}

IoctlResult non_blocking(Socket& socket, const void* in, ULONG in_size, void*, ULONG) {
  ULONG on;
  if (!take_number(in, in_size, &on)) return kFault;
  return {socket.set_non_blocking(on != 0)};
}

IoctlResult bytes_to_read(Socket& socket, const void*, ULONG, void* out, ULONG out_size) {
  int count = 0;
  ::ioctl(socket.descriptor(), FIONREAD, &count);
  return put_number(out, out_size, std::max(count, 0));
}

// TRUE where no urgent data waits to be read.
IoctlResult at_mark(Socket& socket, const void*, ULONG, void* out, ULONG out_size) {
  pollfd entry = {socket.descriptor(), POLLPRI, 0};
  ::poll(&entry, 1, 0);
  return put_number(out, out_size, !(entry.revents & POLLPRI) || ::sockatmark(entry.fd) == 1);
}

IoctlResult keepalive(Socket& socket, const void* in, ULONG in_size, void*, ULONG) {
  struct {
    ULONG on, time, interval;  // ms
  } values;
  if (!in || in_size < sizeof values) return kFault;
  std::memcpy(&values, in, sizeof values);
  const int on = values.on != 0;
  const auto set = [&](int level, int name, int value) {
    return ::setsockopt(socket.descriptor(), level, name, &value, sizeof value) == 0;
  };
  const auto seconds = [](ULONG milliseconds) {
    return static_cast<int>(std::clamp<ULONG>((milliseconds + 999) / 1000, 1, 32767));
  };
  if (!set(SOL_SOCKET, SO_KEEPALIVE, on) ||
      (on && (!set(IPPROTO_TCP, TCP_KEEPIDLE, seconds(values.time)) ||
              !set(IPPROTO_TCP, TCP_KEEPINTVL, seconds(values.interval)))))
    return {socket_status_of_errno(errno)};
  return {STATUS_SUCCESS};
}

IoctlResult report_unreachable(Socket& socket, const void* in, ULONG in_size, void*, ULONG) {
  if (!in || in_size < 1) return kFault;
  ULONG on = 0;
  std::memcpy(&on, in, std::min<size_t>(in_size, sizeof on));
  if (socket.kind().stream()) return {STATUS_INVALID_PARAMETER};
  socket.flags.report_unreachable = on != 0;
  if (!on) socket.flags.unreachable = false;
  return {STATUS_SUCCESS};
}

// The address from which the host would send to the given one.
IoctlResult routing_interface(Socket&, const void* in, ULONG in_size, void* out, ULONG out_size) {
  const auto address = read_address(in, static_cast<int>(in_size));
  if (!address) return {address.error()};
  const auto route = route_to(*address);
  if (!route) return {route.error()};
  const SocketAddress& source = route->source;
  if (!out || out_size < static_cast<ULONG>(source.size)) return kFault;
  std::memcpy(out, source.bytes, source.size);
  return {STATUS_SUCCESS, static_cast<ULONG>(source.size)};
}

// The interfaces with IPv4 addresses.
IoctlResult interface_list(Socket& socket, const void*, ULONG, void* out, ULONG out_size) {
  struct Interface {
    ULONG flags;
    unsigned char address[24], broadcast[24], mask[24];
  };
  constexpr struct {
    short host;
    ULONG windows;
  } kFlags[] = {{IFF_UP, 1},
                {IFF_BROADCAST, 2},
                {IFF_LOOPBACK, 4},
                {IFF_POINTOPOINT, 8},
                {IFF_MULTICAST, 16}};
  ifreq requests[64];
  ifconf list = {};
  list.ifc_len = sizeof requests;
  list.ifc_req = requests;
  if (::ioctl(socket.descriptor(), SIOCGIFCONF, &list) != 0) return {socket_status_of_errno(errno)};
  const size_t count = list.ifc_len / sizeof(ifreq);
  if (!out || out_size < count * sizeof(Interface)) return kFault;
  for (size_t index = 0; index < count; ++index) {
    ifreq request = requests[index];
    Interface entry = {};
    std::memcpy(entry.address, &request.ifr_addr, sizeof(sockaddr_in));
    if (::ioctl(socket.descriptor(), SIOCGIFFLAGS, &request) == 0) {
      for (const auto& flag : kFlags)
        if (request.ifr_flags & flag.host) entry.flags |= flag.windows;
    }
    if (::ioctl(socket.descriptor(), SIOCGIFNETMASK, &request) == 0)
      std::memcpy(entry.mask, &request.ifr_netmask, sizeof(sockaddr_in));
    if (::ioctl(socket.descriptor(), SIOCGIFBRDADDR, &request) == 0)
      std::memcpy(entry.broadcast, &request.ifr_broadaddr, sizeof(sockaddr_in));
    std::memcpy(static_cast<Interface*>(out) + index, &entry, sizeof entry);
  }
  return {STATUS_SUCCESS, static_cast<ULONG>(count * sizeof(Interface))};
}

IoctlResult nothing(Socket&, const void*, ULONG, void*, ULONG) { return {STATUS_SUCCESS}; }

constexpr struct {
  DWORD code;
  Handler handler;
} kHandlers[] = {
    {0x8004667E, non_blocking},        // FIONBIO
    {0x4004667F, bytes_to_read},       // FIONREAD
    {0x40047307, at_mark},             // SIOCATMARK
    {0x98000004, keepalive},           // SIO_KEEPALIVE_VALS
    {0x9800000C, report_unreachable},  // SIO_UDP_CONNRESET
    {0x9800000F, nothing},             // SIO_UDP_NETRESET
    {0xC8000014, routing_interface},   // SIO_ROUTING_INTERFACE_QUERY
    {0x4004747F, interface_list},      // SIO_GET_INTERFACE_LIST
    {0x28000002, nothing},             // SIO_ENABLE_CIRCULAR_QUEUEING
    {0x98000010, nothing},             // SIO_LOOPBACK_FAST_PATH
    {0x98000017, nothing},             // SIO_TCP_SET_ACK_FREQUENCY
    {0x98000011, nothing},             // SIO_TCP_INITIAL_RTO
};

}  // namespace

IoctlResult socket_ioctl(Socket& socket, DWORD code, const void* in, ULONG in_size, void* out,
                         ULONG out_size) {
  for (const auto& entry : kHandlers)
    if (entry.code == code) return entry.handler(socket, in, in_size, out, out_size);
  return {STATUS_NOT_SUPPORTED};
}

}  // namespace mimic::win
