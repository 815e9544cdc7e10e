// Socket addresses, as Windows lays them out and as the host does.
#pragma once

#include <cstdint>

#include "abi/windows/status.h"

namespace mimic::win {

// Windows' address families (ws2def.h), named so that they stand beside the host's macros.
inline constexpr int kWinUnspecified = 0, kWinUnix = 1, kWinInet = 2, kWinInet6 = 23;

// An address in Windows' layout: the family in the first two bytes.
struct SocketAddress {
  alignas(8) unsigned char bytes[128] = {};
  int size = 0;  // 0 for none

  int family() const { return bytes[0] | bytes[1] << 8; }
  uint16_t port() const { return static_cast<uint16_t>(bytes[2] << 8 | bytes[3]); }
};

// The same for the host's calls.
struct HostAddress {
  alignas(8) unsigned char bytes[128] = {};
  uint32_t size = 0;
  int directory = -1;  // descriptor that the path of an AF_UNIX address goes through

  HostAddress() = default;
  HostAddress(HostAddress&& other) noexcept;
  ~HostAddress();
};

// 0 for a family that is not known; the host's family for Windows' and back.
int host_family(int family);
int windows_family(int host_family);

// Copies an address of the guest. WSAEFAULT where it is shorter than its family's.
Expected<SocketAddress> read_address(const void* address, int size);
// The whole size of an address of this family, 0 for an unknown one.
int address_size(int family);

// AF_UNIX paths are Windows paths. `creating`: the last part need not exist.
Expected<HostAddress> to_host(const SocketAddress& address, bool creating);
SocketAddress from_host(const void* host, uint32_t size);

}  // namespace mimic::win
