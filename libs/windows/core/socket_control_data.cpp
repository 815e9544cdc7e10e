// Control data of messages. Windows' header is {size_t length; int level; int type} as the host's,
// both aligned to 8; the numbers differ, and so do some contents.
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "libs/windows/core/socket_transfer.h"

namespace mimic::win {
namespace {

struct Kind {
  int windows_level, windows_type, host_level, host_type;
};
constexpr Kind kKinds[] = {
    {0, 19, IPPROTO_IP, IP_PKTINFO},        // IP_PKTINFO
    {0, 21, IPPROTO_IP, IP_TTL},            // IP_HOPLIMIT
    {0, 3, IPPROTO_IP, IP_TOS},             // IP_TOS
    {0, 50, IPPROTO_IP, IP_TOS},            // IP_ECN
    {41, 19, IPPROTO_IPV6, IPV6_PKTINFO},   // IPV6_PKTINFO
    {41, 21, IPPROTO_IPV6, IPV6_HOPLIMIT},  // IPV6_HOPLIMIT
    {41, 39, IPPROTO_IPV6, IPV6_TCLASS},    // IPV6_TCLASS
    {41, 50, IPPROTO_IPV6, IPV6_TCLASS},    // IPV6_ECN
};

struct Header {
  size_t length;
  int level;
  int type;
};
constexpr size_t align(size_t size) { return (size + 7) & ~size_t{7}; }

// Windows: the address, then the interface. Linux: the interface, local and header's address.
struct WindowsPacketInfo {
  in_addr address;
  uint32_t interface;
};

}  // namespace

size_t control_to_host(const void* windows, size_t size, void* host, size_t room) {
  const auto* in = static_cast<const unsigned char*>(windows);
  auto* out = static_cast<unsigned char*>(host);
  size_t used = 0;
  for (size_t at = 0; at + sizeof(Header) <= size;) {
    Header header;
    std::memcpy(&header, in + at, sizeof header);
    if (header.length < sizeof header || header.length > size - at) break;
    const size_t windows_length = header.length;
    const size_t data = header.length - sizeof header;
    const auto* kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& entry) {
      return entry.windows_level == header.level && entry.windows_type == header.type;
    });
    if (kind != std::end(kKinds) && used + align(header.length + 8) <= room) {
      unsigned char* place = out + used;
      header.level = kind->host_level;
      header.type = kind->host_type;
      if (kind->host_level == IPPROTO_IP && kind->host_type == IP_PKTINFO &&
          data >= sizeof(WindowsPacketInfo)) {
        WindowsPacketInfo info;
        std::memcpy(&info, in + at + sizeof header, sizeof info);
        in_pktinfo packet = {};
        packet.ipi_ifindex = static_cast<int>(info.interface);
        packet.ipi_spec_dst = info.address;
        header.length = sizeof header + sizeof packet;
        std::memcpy(place + sizeof header, &packet, sizeof packet);
      } else {
        std::memcpy(place + sizeof header, in + at + sizeof header, data);
      }
      std::memcpy(place, &header, sizeof header);
      used += align(header.length);
    }
    at += align(windows_length);
  }
  return used;
}

size_t control_from_host(const void* host, size_t size, void* windows, size_t room,
                         bool* truncated) {
  const auto* in = static_cast<const unsigned char*>(host);
  auto* out = static_cast<unsigned char*>(windows);
  size_t used = 0;
  for (size_t at = 0; at + sizeof(Header) <= size;) {
    Header header;
    std::memcpy(&header, in + at, sizeof header);
    if (header.length < sizeof header || header.length > size - at) break;
    const unsigned char* content = in + at + sizeof header;
    size_t data = header.length - sizeof header;
    at += align(header.length);
    const auto* kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& entry) {
      return entry.host_level == header.level && entry.host_type == header.type;
    });
    if (kind == std::end(kKinds)) continue;
    WindowsPacketInfo info;
    int number;
    if (kind->host_level == IPPROTO_IP && kind->host_type == IP_PKTINFO) {
      in_pktinfo packet;
      std::memcpy(&packet, content, sizeof packet);
      info = {packet.ipi_addr, static_cast<uint32_t>(packet.ipi_ifindex)};
      content = reinterpret_cast<const unsigned char*>(&info);
      data = sizeof info;
    } else if (data == 1) {  // IP_TOS comes as a byte
      number = *content;
      content = reinterpret_cast<const unsigned char*>(&number);
      data = sizeof number;
    }
    header.length = sizeof header + data;
    header.level = kind->windows_level;
    header.type = kind->windows_type;
    if (used + header.length > room) {
      *truncated = true;
      break;
    }
    std::memcpy(out + used, &header, sizeof header);
    std::memcpy(out + used + sizeof header, content, data);
    used += std::min(align(header.length), room - used);
  }
  return used;
}

}  // namespace mimic::win
