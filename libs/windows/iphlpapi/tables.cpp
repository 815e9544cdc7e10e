// Connections and listeners of the machine, from the host's tables.
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::iphlpapi {

namespace {

constexpr ULONG kInet = 2, kInet6 = 23;
constexpr int TCP_TABLE_OWNER_PID_LISTENER = 3, TCP_TABLE_OWNER_PID_CONNECTIONS = 4,
              TCP_TABLE_OWNER_PID_ALL = 5;

// MIB_TCP_STATE of the host's states (1 is established).
constexpr DWORD kStates[] = {0, 5, 3, 4, 6, 7, 11, 1, 8, 10, 2, 9, 4};

struct Endpoint {
  unsigned char local[16], remote[16];
  DWORD local_port, remote_port, state, owner;
};

// The processes by the sockets they hold, as far as the host lets that be seen.
std::unordered_map<uint64_t, DWORD> socket_owners() {
  std::unordered_map<uint64_t, DWORD> owners;
  std::error_code error;
  for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = process.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    for (const auto& entry : std::filesystem::directory_iterator(process.path() / "fd", error)) {
      char target[64] = {};
      if (::readlink(entry.path().c_str(), target, sizeof target - 1) < 0) continue;
      unsigned long long inode;
      if (std::sscanf(target, "socket:[%llu]", &inode) == 1)
        owners.emplace(inode, static_cast<DWORD>(std::stoul(name)));
    }
  }
  return owners;
}

// Hexadecimal words in the host's byte order.
void parse_address(const char* text, unsigned char (&to)[16]) {
  for (int word = 0; word < 4 && std::strlen(text) >= static_cast<size_t>(8 * word + 8); ++word) {
    unsigned value = 0;
    std::sscanf(text + 8 * word, "%8x", &value);
    std::memcpy(to + 4 * word, &value, sizeof value);
  }
}

std::vector<Endpoint> read_endpoints(const char* file, bool owners_wanted) {
  std::vector<Endpoint> endpoints;
  std::unordered_map<uint64_t, DWORD> owners;
  if (owners_wanted) owners = socket_owners();
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    char local[40], remote[40];
    unsigned local_port, remote_port, state;
    unsigned long long inode = 0;
    if (std::sscanf(line.c_str(), " %*d: %39[0-9A-F]:%x %39[0-9A-F]:%x %x %*s %*s %*s %*u %*u %llu",
                    local, &local_port, remote, &remote_port, &state, &inode) < 5)
      continue;
    Endpoint endpoint = {};
    parse_address(local, endpoint.local);
    parse_address(remote, endpoint.remote);
    endpoint.local_port = __builtin_bswap16(static_cast<uint16_t>(local_port));
    endpoint.remote_port = __builtin_bswap16(static_cast<uint16_t>(remote_port));
    endpoint.state = state < std::size(kStates) ? kStates[state] : 1;
    if (const auto owner = owners.find(inode); owner != owners.end())
      endpoint.owner = owner->second;
    endpoints.push_back(endpoint);
  }
  return endpoints;
}

// Writes {count, rows} where it fits.
template <class Row, class Make>
DWORD give(const std::vector<Endpoint>& endpoints, void* table, DWORD* size, Make make) {
  if (!size) return ERROR_INVALID_PARAMETER;
  const auto needed = static_cast<DWORD>(sizeof(DWORD) + endpoints.size() * sizeof(Row));
  if (!table || *size < needed) return *size = needed, ERROR_INSUFFICIENT_BUFFER;
  *static_cast<DWORD*>(table) = static_cast<DWORD>(endpoints.size());
  auto* to = static_cast<char*>(table) + sizeof(DWORD);
  for (const Endpoint& endpoint : endpoints) {
    const Row row = make(endpoint);
    std::memcpy(to, &row, sizeof row);
    to += sizeof row;
  }
  return ERROR_SUCCESS;
}

DWORD word(const unsigned char* bytes) {
  DWORD value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

struct TcpRow {
  DWORD state, local, local_port, remote, remote_port;
};
struct TcpOwnerRow {
  TcpRow row;
  DWORD owner;
};
struct Tcp6OwnerRow {
  unsigned char local[16];
  DWORD local_scope, local_port;
  unsigned char remote[16];
  DWORD remote_scope, remote_port, state, owner;
};
struct UdpRow {
  DWORD local, local_port;
};
struct UdpOwnerRow {
  UdpRow row;
  DWORD owner;
};
struct Udp6OwnerRow {
  unsigned char local[16];
  DWORD scope, local_port, owner;
};

TcpRow tcp_row(const Endpoint& from) {
  return {from.state, word(from.local), from.local_port, word(from.remote), from.remote_port};
}

}  // namespace

EXPORT(iphlpapi, DWORD, GetTcpTable, (void* TcpTable, DWORD* SizePointer, BOOL Order)) {
  return give<TcpRow>(read_endpoints("/proc/net/tcp", false), TcpTable, SizePointer, tcp_row);
}

EXPORT(iphlpapi, DWORD, GetUdpTable, (void* UdpTable, DWORD* SizePointer, BOOL Order)) {
  return give<UdpRow>(
      read_endpoints("/proc/net/udp", false), UdpTable, SizePointer,
      [](const Endpoint& from) { return UdpRow{word(from.local), from.local_port}; });
}

EXPORT_PARTIAL("no tables of modules", iphlpapi, DWORD, GetExtendedTcpTable,
               (void* pTcpTable, DWORD* pdwSize, BOOL bOrder, ULONG ulAf, int TableClass,
                ULONG Reserved)) {
  if (ulAf != kInet && ulAf != kInet6) return ERROR_INVALID_PARAMETER;
  if (TableClass > TCP_TABLE_OWNER_PID_ALL) return ERROR_NOT_SUPPORTED;
  const bool owners = TableClass >= TCP_TABLE_OWNER_PID_LISTENER;
  auto endpoints = read_endpoints(ulAf == kInet ? "/proc/net/tcp" : "/proc/net/tcp6", owners);
  const int kind = TableClass % 3;  // listeners, connections, all
  std::erase_if(endpoints, [kind](const Endpoint& endpoint) {
    const bool listens = endpoint.state == 2;
    return (kind == 0 && !listens) || (kind == 1 && listens);
  });
  if (ulAf == kInet && !owners) return give<TcpRow>(endpoints, pTcpTable, pdwSize, tcp_row);
  if (ulAf == kInet)
    return give<TcpOwnerRow>(endpoints, pTcpTable, pdwSize, [](const Endpoint& from) {
      return TcpOwnerRow{tcp_row(from), from.owner};
    });
  if (!owners) return ERROR_NOT_SUPPORTED;
  return give<Tcp6OwnerRow>(endpoints, pTcpTable, pdwSize, [](const Endpoint& from) {
    Tcp6OwnerRow row = {};
    std::memcpy(row.local, from.local, 16);
    std::memcpy(row.remote, from.remote, 16);
    row.local_port = from.local_port;
    row.remote_port = from.remote_port;
    row.state = from.state;
    row.owner = from.owner;
    return row;
  });
}

EXPORT_PARTIAL("no tables of modules", iphlpapi, DWORD, GetExtendedUdpTable,
               (void* pUdpTable, DWORD* pdwSize, BOOL bOrder, ULONG ulAf, int TableClass,
                ULONG Reserved)) {
  if (ulAf != kInet && ulAf != kInet6) return ERROR_INVALID_PARAMETER;
  if (TableClass > 1) return ERROR_NOT_SUPPORTED;
  const bool owners = TableClass == 1;
  const auto endpoints = read_endpoints(ulAf == kInet ? "/proc/net/udp" : "/proc/net/udp6", owners);
  if (ulAf == kInet && !owners) return GetUdpTable(pUdpTable, pdwSize, bOrder);
  if (ulAf == kInet)
    return give<UdpOwnerRow>(endpoints, pUdpTable, pdwSize, [](const Endpoint& from) {
      return UdpOwnerRow{{word(from.local), from.local_port}, from.owner};
    });
  if (!owners) return ERROR_NOT_SUPPORTED;
  return give<Udp6OwnerRow>(endpoints, pUdpTable, pdwSize, [](const Endpoint& from) {
    Udp6OwnerRow row = {};
    std::memcpy(row.local, from.local, 16);
    row.local_port = from.local_port;
    row.owner = from.owner;
    return row;
  });
}

}  // namespace mimic::win::iphlpapi
