#include "libs/windows/core/socket_address.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#include "libs/windows/core/path.h"
#include "libs/windows/core/socket_error.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr struct {
  int windows, host, size;
} kFamilies[] = {
    {kWinUnix, AF_UNIX, sizeof(sockaddr_un)},
    {kWinInet, AF_INET, sizeof(sockaddr_in)},
    {kWinInet6, AF_INET6, sizeof(sockaddr_in6)},
};

constexpr int kPathOffset = offsetof(sockaddr_un, sun_path);

Expected<HostAddress> unix_to_host(const SocketAddress& address, bool creating) {
  const auto* text = reinterpret_cast<const char*>(address.bytes + kPathOffset);
  const size_t room = std::max(address.size - kPathOffset, 0);
  HostAddress host;
  auto* un = reinterpret_cast<sockaddr_un*>(host.bytes);
  un->sun_family = AF_UNIX;
  if (room == 0) {
    host.size = kPathOffset;
    return host;
  }
  if (*text == 0) {  // an abstract name
    std::memcpy(un->sun_path, text, room);
    host.size = kPathOffset + room;
    return host;
  }
  const std::string_view name(text, ::strnlen(text, room));
  const auto location = locate(to_utf16(name));
  if (!location || location->kind != Location::Kind::kHost) return nt_fail(wsa_status(WSAEINVAL));
  std::string path = location->path;
  if (!creating) {
    if (auto found = host_path(to_utf16(name))) path = std::move(*found);
  }
  if (path.size() >= sizeof un->sun_path) {
    // Too long for the address: through a descriptor of its folder.
    const size_t slash = path.rfind('/');
    host.directory = ::open(path.substr(0, std::max<size_t>(slash, 1)).c_str(),
                            O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (host.directory < 0) return nt_fail(socket_status_of_errno(errno));
    path = "/proc/self/fd/" + std::to_string(host.directory) + path.substr(slash);
    if (path.size() >= sizeof un->sun_path) return nt_fail(wsa_status(WSAEINVAL));
  }
  std::memcpy(un->sun_path, path.c_str(), path.size() + 1);
  host.size = kPathOffset + path.size() + 1;
  return host;
}

}  // namespace

HostAddress::HostAddress(HostAddress&& other) noexcept
    : size(other.size), directory(std::exchange(other.directory, -1)) {
  std::memcpy(bytes, other.bytes, sizeof bytes);
}

HostAddress::~HostAddress() {
  if (directory >= 0) ::close(directory);
}

int host_family(int family) {
  for (const auto& entry : kFamilies)
    if (entry.windows == family) return entry.host;
  return 0;
}

int windows_family(int host_family) {
  for (const auto& entry : kFamilies)
    if (entry.host == host_family) return entry.windows;
  return kWinUnspecified;
}

int address_size(int family) {
  for (const auto& entry : kFamilies)
    if (entry.windows == family) return entry.size;
  return 0;
}

Expected<SocketAddress> read_address(const void* address, int size) {
  SocketAddress copy;
  if (!address || size < 2) return nt_fail(wsa_status(WSAEFAULT));
  copy.size = std::min<int>(size, sizeof copy.bytes);
  std::memcpy(copy.bytes, address, copy.size);
  const int whole = address_size(copy.family());
  if (copy.family() == kWinUnix)
    copy.size = std::min(copy.size, whole);
  else if (whole && copy.size < whole)
    return nt_fail(wsa_status(WSAEFAULT));
  else if (whole)
    copy.size = whole;
  return copy;
}

Expected<HostAddress> to_host(const SocketAddress& address, bool creating) {
  if (address.family() == kWinUnix) return unix_to_host(address, creating);
  const int family = host_family(address.family());
  if (!family) return nt_fail(wsa_status(WSAEAFNOSUPPORT));
  HostAddress host;
  std::memcpy(host.bytes, address.bytes, address.size);
  host.size = address.size;
  const auto number = static_cast<sa_family_t>(family);
  std::memcpy(host.bytes, &number, sizeof number);
  return host;
}

SocketAddress from_host(const void* host, uint32_t size) {
  SocketAddress address;
  if (size < sizeof(sa_family_t)) return address;
  sa_family_t family;
  std::memcpy(&family, host, sizeof family);
  address.size = std::min<int>(size, sizeof address.bytes);
  std::memcpy(address.bytes, host, address.size);
  const auto number = static_cast<uint16_t>(windows_family(family));
  std::memcpy(address.bytes, &number, sizeof number);
  if (family == AF_UNIX && address.size > kPathOffset && address.bytes[kPathOffset] == '/') {
    const std::string path(reinterpret_cast<const char*>(address.bytes + kPathOffset),
                           ::strnlen(reinterpret_cast<const char*>(address.bytes + kPathOffset),
                                     address.size - kPathOffset));
    const std::string windows = to_utf8(dos_path(path));
    std::memset(address.bytes + kPathOffset, 0, sizeof address.bytes - kPathOffset);
    const size_t count = std::min(windows.size(), sizeof(sockaddr_un::sun_path) - 1);
    std::memcpy(address.bytes + kPathOffset, windows.data(), count);
    address.size = kPathOffset + count + 1;
  }
  return address;
}

}  // namespace mimic::win
