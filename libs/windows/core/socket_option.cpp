#include "libs/windows/core/socket_option.h"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libs/windows/core/clock.h"

namespace mimic::win {
namespace {

constexpr int kSocket = 0xffff, kIp = 0, kTcp = 6, kUdp = 17, kIpv6 = 41;

// Options that are the host's under another number.
struct Number {
  int level, name, host_level, host_name;
  bool flag;  // any value that is not 0 is 1, and one byte is enough
};
constexpr Number kNumbers[] = {
    {kSocket, 0x0002, SOL_SOCKET, SO_ACCEPTCONN, true},
    {kSocket, 0x0008, SOL_SOCKET, SO_KEEPALIVE, true},
    {kSocket, 0x0010, SOL_SOCKET, SO_DONTROUTE, true},
    {kSocket, 0x0020, SOL_SOCKET, SO_BROADCAST, true},
    {kSocket, 0x0100, SOL_SOCKET, SO_OOBINLINE, true},
    {kTcp, 1, IPPROTO_TCP, TCP_NODELAY, true},
    {kTcp, 3, IPPROTO_TCP, TCP_KEEPIDLE, false},
    {kTcp, 4, IPPROTO_TCP, TCP_MAXSEG, false},
    {kTcp, 16, IPPROTO_TCP, TCP_KEEPCNT, false},
    {kTcp, 17, IPPROTO_TCP, TCP_KEEPINTVL, false},
    {kIp, 2, IPPROTO_IP, IP_HDRINCL, true},
    {kIp, 3, IPPROTO_IP, IP_TOS, false},
    {kIp, 4, IPPROTO_IP, IP_TTL, false},
    {kIp, 10, IPPROTO_IP, IP_MULTICAST_TTL, false},
    {kIp, 11, IPPROTO_IP, IP_MULTICAST_LOOP, true},
    {kIp, 19, IPPROTO_IP, IP_PKTINFO, true},
    {kIp, 21, IPPROTO_IP, IP_RECVTTL, true},
    {kIp, 40, IPPROTO_IP, IP_RECVTOS, true},
    {kIp, 50, IPPROTO_IP, IP_RECVTOS, true},
    {kIp, 73, IPPROTO_IP, IP_MTU, false},
    {kIpv6, 4, IPPROTO_IPV6, IPV6_UNICAST_HOPS, false},
    {kIpv6, 9, IPPROTO_IPV6, IPV6_MULTICAST_IF, false},
    {kIpv6, 10, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, false},
    {kIpv6, 11, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, true},
    {kIpv6, 14, IPPROTO_IPV6, IPV6_DONTFRAG, true},
    {kIpv6, 19, IPPROTO_IPV6, IPV6_RECVPKTINFO, true},
    {kIpv6, 21, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, true},
    {kIpv6, 27, IPPROTO_IPV6, IPV6_V6ONLY, true},
    {kIpv6, 39, IPPROTO_IPV6, IPV6_TCLASS, false},
    {kIpv6, 40, IPPROTO_IPV6, IPV6_RECVTCLASS, true},
    {kIpv6, 50, IPPROTO_IPV6, IPV6_RECVTCLASS, true},
    {kIpv6, 72, IPPROTO_IPV6, IPV6_MTU, false},
};

// Options without a counterpart that are taken and read back as 0: their effect is none that a
// program could see here.
constexpr struct {
  int level, name;
} kIgnored[] = {
    {kSocket, 0x0001},  // SO_DEBUG
    {kSocket, 0x0040},  // SO_USELOOPBACK
    {kSocket, 0x2001},  // SO_GROUP_ID
    {kSocket, 0x2002},  // SO_GROUP_PRIORITY
    {kSocket, 0x3003},  // SO_PAUSE_ACCEPT
    {kSocket, 0x3004},  // SO_COMPARTMENT_ID
    {kSocket, 0x3005},  // SO_RANDOMIZE_PORT
    {kSocket, 0x3006},  // SO_PORT_SCALABILITY
    {kSocket, 0x3007},  // SO_REUSE_UNICASTPORT
    {kSocket, 0x7008},  // SO_OPENTYPE
    {kTcp, 2},          // TCP_EXPEDITED_1122
    {kTcp, 5},          // TCP_MAXRT
    {kTcp, 6},          // TCP_STDURG
    {kTcp, 9},          // TCP_NOSYNRETRIES
    {kTcp, 10},         // TCP_TIMESTAMPS
    {kTcp, 13},         // TCP_DELAY_FIN_ACK
    {kTcp, 15},         // TCP_FASTOPEN
    {kTcp, 18},         // TCP_FAIL_CONNECT_ON_ICMP_ERROR
    {kUdp, 1},          // UDP_NOCHECKSUM
    {kUdp, 20},         // UDP_CHECKSUM_COVERAGE
    {kIp, 22},          // IP_RECEIVE_BROADCAST
    {kIp, 71},          // IP_MTU_DISCOVER
    {kIpv6, 23},        // IPV6_PROTECTION_LEVEL
    {kIpv6, 71},        // IPV6_MTU_DISCOVER
};

const Number* number_of(int level, int name) {
  for (const Number& entry : kNumbers)
    if (entry.level == level && entry.name == name) return &entry;
  return nullptr;
}

bool is_ignored(int level, int name) {
  for (const auto& entry : kIgnored)
    if (entry.level == level && entry.name == name) return true;
  return false;
}

int host_option(const Socket& socket, int level, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  ::getsockopt(socket.descriptor(), level, name, &value, &size);
  return value;
}

NTSTATUS set_host(const Socket& socket, int level, int name, const void* value, socklen_t size) {
  return ::setsockopt(socket.descriptor(), level, name, value, size) == 0
             ? STATUS_SUCCESS
             : socket_status_of_errno(errno);
}
NTSTATUS set_host(const Socket& socket, int level, int name, int value) {
  return set_host(socket, level, name, &value, sizeof value);
}

constexpr NTSTATUS kFault = wsa_status(WSAEFAULT);

NTSTATUS put(void* value, INT* size, const void* from, INT count) {
  if (!value || *size < count) return kFault;
  std::memcpy(value, from, count);
  *size = count;
  return STATUS_SUCCESS;
}
NTSTATUS put(void* value, INT* size, int number) {
  return put(value, size, &number, sizeof number);
}
NTSTATUS put_flag(void* value, INT* size, bool flag) {
  if (!value || *size < 1) return kFault;
  const int number = flag;
  *size = std::min<INT>(*size, sizeof number);
  std::memcpy(value, &number, *size);
  return STATUS_SUCCESS;
}

// Windows' address of an interface is its index where the first byte is 0.
ip_mreqn membership_of(const void* value) {
  struct {
    in_addr group, interface;
  } request;
  std::memcpy(&request, value, sizeof request);
  ip_mreqn host = {request.group, request.interface, 0};
  const uint32_t number = ntohl(request.interface.s_addr);
  if (number && number >> 24 == 0) {
    host.imr_ifindex = static_cast<int>(number);
    host.imr_address.s_addr = 0;
  }
  return host;
}

struct Linger {
  uint16_t on, seconds;
};

}  // namespace

NTSTATUS get_option(Socket& socket, int level, int name, void* value, INT* size) {
  if (!size) return kFault;
  auto& flags = socket.flags;
  if (const Number* number = number_of(level, name)) {
    const int found = host_option(socket, number->host_level, number->host_name);
    return number->flag ? put_flag(value, size, found) : put(value, size, found);
  }
  if (is_ignored(level, name)) return put(value, size, 0);
  if (level == kIp && name == 9) {  // IP_MULTICAST_IF
    in_addr address = {};
    socklen_t length = sizeof address;
    ::getsockopt(socket.descriptor(), IPPROTO_IP, IP_MULTICAST_IF, &address, &length);
    return put(value, size, &address, sizeof address);
  }
  if (level == kIp && name == 14)  // IP_DONTFRAGMENT
    return put_flag(value, size,
                    host_option(socket, IPPROTO_IP, IP_MTU_DISCOVER) == IP_PMTUDISC_DO);
  if (level != kSocket) return wsa_status(WSAENOPROTOOPT);
  switch (name) {
    case 0x0004:  // SO_REUSEADDR
      return put_flag(value, size, flags.reuse_address);
    case ~0x0004:  // SO_EXCLUSIVEADDRUSE
      return put_flag(value, size, flags.exclusive);
    case 0x0080:     // SO_LINGER
    case ~0x0080: {  // SO_DONTLINGER
      linger host = {};
      socklen_t length = sizeof host;
      ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_LINGER, &host, &length);
      if (name == ~0x0080) return put_flag(value, size, !host.l_onoff);
      const Linger found = {static_cast<uint16_t>(host.l_onoff != 0),
                            static_cast<uint16_t>(host.l_linger)};
      return put(value, size, &found, sizeof found);
    }
    case 0x1001:  // SO_SNDBUF; Linux reports twice what was asked for
      return put(value, size, host_option(socket, SOL_SOCKET, SO_SNDBUF) / 2);
    case 0x1002:  // SO_RCVBUF
      return put(value, size, host_option(socket, SOL_SOCKET, SO_RCVBUF) / 2);
    case 0x1005:  // SO_SNDTIMEO
      return put(value, size, flags.send_timeout);
    case 0x1006:  // SO_RCVTIMEO
      return put(value, size, flags.receive_timeout);
    case 0x1007: {  // SO_ERROR, which reading clears
      if (socket.state() == Socket::State::kConnecting) socket.settle_connect();
      const NTSTATUS status = flags.connect_error.exchange(STATUS_SUCCESS);
      if (status) return put(value, size, wsa_error_of(status));
      const int error = host_option(socket, SOL_SOCKET, SO_ERROR);
      if (error == ECONNRESET) flags.reset = true;
      return put(value, size, error ? wsa_error_of(socket_status_of_errno(error)) : 0);
    }
    case 0x1008:  // SO_TYPE
      return put(value, size, socket.kind().type);
    case 0x2003:  // SO_MAX_MSG_SIZE
      return socket.kind().stream() ? wsa_status(WSAENOPROTOOPT) : put(value, size, 65507);
    case 0x3002:  // SO_CONDITIONAL_ACCEPT
      return put_flag(value, size, flags.conditional_accept);
    case 0x700C: {  // SO_CONNECT_TIME, in seconds
      const bool connected = socket.state() == Socket::State::kConnected;
      return put(value, size,
                 connected
                     ? static_cast<int>((monotonic_now() - flags.connected_at) / 1'000'000'000)
                     : -1);
    }
    default:
      return wsa_status(WSAENOPROTOOPT);
  }
}

NTSTATUS set_option(Socket& socket, int level, int name, const void* value, INT size) {
  auto& flags = socket.flags;
  // These two take no value, or one that only names the other socket.
  if (level == kSocket && name == 0x7010) return STATUS_SUCCESS;  // SO_UPDATE_CONNECT_CONTEXT
  if (level == kSocket && name == 0x700B) {                       // SO_UPDATE_ACCEPT_CONTEXT
    HANDLE listener;
    if (size < static_cast<INT>(sizeof listener)) return kFault;
    std::memcpy(&listener, value, sizeof listener);
    auto other = object_of<Socket>(listener);
    if (!other) return other.error();
    if (socket.state() != Socket::State::kConnected) return STATUS_INVALID_CONNECTION;
    flags.receive_timeout = (*other)->flags.receive_timeout.load();
    flags.send_timeout = (*other)->flags.send_timeout.load();
    return STATUS_SUCCESS;
  }
  if (!value || size < 1) return kFault;
  int number = 0;
  std::memcpy(&number, value, std::min<size_t>(size, sizeof number));
  if (const Number* entry = number_of(level, name)) {
    if (!entry->flag && size < 4) return kFault;
    return set_host(socket, entry->host_level, entry->host_name,
                    entry->flag ? number != 0 : number);
  }
  if (is_ignored(level, name)) return STATUS_SUCCESS;
  if (level == kIp) {
    switch (name) {
      case 9: {  // IP_MULTICAST_IF
        ip_mreqn request = {};
        if (size < 4) return kFault;
        request.imr_address.s_addr = number;
        if (const uint32_t index = ntohl(number); index && index >> 24 == 0) {
          request.imr_ifindex = static_cast<int>(index);
          request.imr_address.s_addr = 0;
        }
        return set_host(socket, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
      }
      case 12:    // IP_ADD_MEMBERSHIP
      case 13: {  // IP_DROP_MEMBERSHIP
        if (size < 8) return kFault;
        const ip_mreqn request = membership_of(value);
        return set_host(socket, IPPROTO_IP, name == 12 ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                        &request, sizeof request);
      }
      case 14:  // IP_DONTFRAGMENT
        return set_host(socket, IPPROTO_IP, IP_MTU_DISCOVER,
                        number ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT);
      case 15:    // IP_ADD_SOURCE_MEMBERSHIP
      case 16: {  // IP_DROP_SOURCE_MEMBERSHIP
        struct {
          in_addr group, source, interface;
        } request;
        if (size < static_cast<INT>(sizeof request)) return kFault;
        std::memcpy(&request, value, sizeof request);
        ip_mreq_source host = {};
        host.imr_multiaddr = request.group;
        host.imr_sourceaddr = request.source;
        host.imr_interface = request.interface;
        return set_host(socket, IPPROTO_IP,
                        name == 15 ? IP_ADD_SOURCE_MEMBERSHIP : IP_DROP_SOURCE_MEMBERSHIP, &host,
                        sizeof host);
      }
      default:
        return wsa_status(WSAENOPROTOOPT);
    }
  }
  if (level == kIpv6) {
    if (name != 12 && name != 13) return wsa_status(WSAENOPROTOOPT);
    if (size < static_cast<INT>(sizeof(ipv6_mreq))) return kFault;
    return set_host(socket, IPPROTO_IPV6, name == 12 ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, value,
                    sizeof(ipv6_mreq));
  }
  if (level != kSocket) return wsa_status(WSAENOPROTOOPT);
  switch (name) {
    case 0x0004:  // SO_REUSEADDR
      if (flags.exclusive && number) return wsa_status(WSAEINVAL);
      flags.reuse_address = number != 0;
      return STATUS_SUCCESS;
    case ~0x0004:  // SO_EXCLUSIVEADDRUSE
      if (flags.reuse_address && number) return wsa_status(WSAEINVAL);
      flags.exclusive = number != 0;
      return STATUS_SUCCESS;
    case 0x0080: {  // SO_LINGER
      Linger wanted;
      if (size < static_cast<INT>(sizeof wanted)) return kFault;
      std::memcpy(&wanted, value, sizeof wanted);
      const linger host = {wanted.on != 0, wanted.seconds};
      return set_host(socket, SOL_SOCKET, SO_LINGER, &host, sizeof host);
    }
    case ~0x0080: {  // SO_DONTLINGER
      const linger host = {number == 0, 0};
      return set_host(socket, SOL_SOCKET, SO_LINGER, &host, sizeof host);
    }
    case 0x1001:  // SO_SNDBUF
    case 0x1002:  // SO_RCVBUF
      if (size < 4) return kFault;
      return set_host(socket, SOL_SOCKET, name == 0x1001 ? SO_SNDBUF : SO_RCVBUF,
                      std::max(number, 0));
    case 0x1005:  // SO_SNDTIMEO, in ms
      flags.send_timeout = number;
      return STATUS_SUCCESS;
    case 0x1006:  // SO_RCVTIMEO
      flags.receive_timeout = number;
      return STATUS_SUCCESS;
    case 0x3002:  // SO_CONDITIONAL_ACCEPT
      flags.conditional_accept = number != 0;
      return STATUS_SUCCESS;
    default:
      return wsa_status(WSAENOPROTOOPT);
  }
}

}  // namespace mimic::win
