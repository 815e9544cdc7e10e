// Addresses as text.
#include <arpa/inet.h>
#include <net/if.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

namespace {

int host_of(int family) { return family == kWinUnix ? 0 : host_family(family); }

// "1.2.3.4:80", "[::1%2]:80", "::1".
std::string text_of(const SocketAddress& address) {
  char text[INET6_ADDRSTRLEN];
  const uint16_t port = address.port();
  if (address.family() == kWinInet) {
    ::inet_ntop(AF_INET, address.bytes + 4, text, sizeof text);
    return port ? std::string(text) + ":" + std::to_string(port) : text;
  }
  ::inet_ntop(AF_INET6, address.bytes + 8, text, sizeof text);
  std::string result = text;
  uint32_t scope;
  std::memcpy(&scope, address.bytes + 24, sizeof scope);
  if (scope) result += "%" + std::to_string(scope);
  return port ? "[" + result + "]:" + std::to_string(port) : result;
}

bool parse_number(std::string_view text, uint32_t limit, uint32_t* number) {
  if (text.empty()) return false;
  uint64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return false;
    value = value * 10 + (digit - '0');
    if (value > limit) return false;
  }
  *number = static_cast<uint32_t>(value);
  return true;
}

bool parse(std::string text, int family, SocketAddress* address) {
  uint32_t port = 0, scope = 0;
  *address = {};
  const auto number = static_cast<uint16_t>(family);
  std::memcpy(address->bytes, &number, sizeof number);
  if (family == kWinInet) {
    if (const size_t colon = text.find(':'); colon != std::string::npos) {
      if (!parse_number(text.substr(colon + 1), 65535, &port)) return false;
      text.resize(colon);
    }
    in_addr found;
    if (!::inet_aton(text.c_str(), &found)) return false;
    std::memcpy(address->bytes + 4, &found, sizeof found);
  } else {
    if (!text.empty() && text[0] == '[') {
      const size_t end = text.find(']');
      if (end == std::string::npos) return false;
      const std::string rest = text.substr(end + 1);
      if (!rest.empty() && (rest[0] != ':' || !parse_number(rest.substr(1), 65535, &port)))
        return false;
      text = text.substr(1, end - 1);
    }
    if (const size_t percent = text.find('%'); percent != std::string::npos) {
      if (!parse_number(text.substr(percent + 1), UINT32_MAX, &scope)) return false;
      text.resize(percent);
    }
    if (::inet_pton(AF_INET6, text.c_str(), address->bytes + 8) != 1) return false;
    std::memcpy(address->bytes + 24, &scope, sizeof scope);
  }
  address->bytes[2] = static_cast<unsigned char>(port >> 8);
  address->bytes[3] = static_cast<unsigned char>(port);
  address->size = address_size(family);
  return true;
}

}  // namespace

// "1.2.3.4", "1.2", hexadecimal and octal parts, as ever.
EXPORT(ws2_32, ULONG, inet_addr, (const char* cp)) {
  if (!cp) return INADDR_NONE;
  // A blank alone is the zero address.
  if (cp[0] == ' ' && cp[1] == 0) return 0;
  return ::inet_addr(cp);
}
ORDINAL(ws2_32, inet_addr, 11);

EXPORT(ws2_32, char*, inet_ntoa, (uint32_t in)) {
  static thread_local char text[16];
  const in_addr address = {in};
  ::inet_ntop(AF_INET, &address, text, sizeof text);
  return text;
}
ORDINAL(ws2_32, inet_ntoa, 12);

EXPORT(ws2_32, const char*, inet_ntop,
       (INT Family, const void* pAddr, char* pStringBuf, size_t StringBufSize)) {
  const int family = host_of(Family);
  if (!family) return fail_wsa(WSAEAFNOSUPPORT), nullptr;
  char text[INET6_ADDRSTRLEN];
  ::inet_ntop(family, pAddr, text, sizeof text);
  const size_t length = std::strlen(text);
  if (!pStringBuf || length >= StringBufSize) return fail_wsa(WSA_INVALID_PARAMETER), nullptr;
  std::memcpy(pStringBuf, text, length + 1);
  return pStringBuf;
}

EXPORT(ws2_32, LPCWSTR, InetNtopW,
       (INT Family, const void* pAddr, LPWSTR pStringBuf, size_t StringBufSize)) {
  char text[INET6_ADDRSTRLEN];
  if (!inet_ntop(Family, pAddr, text, sizeof text)) return nullptr;
  const size_t length = std::strlen(text);
  if (!pStringBuf || length >= StringBufSize) return fail_wsa(WSA_INVALID_PARAMETER), nullptr;
  for (size_t index = 0; index <= length; ++index) pStringBuf[index] = text[index];
  return pStringBuf;
}

EXPORT(ws2_32, INT, inet_pton, (INT Family, const char* pszAddrString, void* pAddrBuf)) {
  const int family = host_of(Family);
  if (!family) return fail_wsa(WSAEAFNOSUPPORT);
  if (!pszAddrString || !pAddrBuf) return fail_wsa(WSAEFAULT);
  return ::inet_pton(family, pszAddrString, pAddrBuf);
}

EXPORT(ws2_32, INT, InetPtonW, (INT Family, LPCWSTR pszAddrString, void* pAddrBuf)) {
  if (!pszAddrString) return fail_wsa(WSAEFAULT);
  return inet_pton(Family, to_utf8(view_of(pszAddrString)).c_str(), pAddrBuf);
}

EXPORT(ws2_32, INT, WSAAddressToStringW,
       (const void* lpsaAddress, DWORD dwAddressLength, void* lpProtocolInfo,
        LPWSTR lpszAddressString, DWORD* lpdwAddressStringLength)) {
  if (!is_started()) return SOCKET_ERROR;
  const auto address = read_address(lpsaAddress, static_cast<int>(dwAddressLength));
  if (!address || !lpdwAddressStringLength) return fail_wsa(WSAEFAULT);
  if (!host_of(address->family())) return fail_wsa(WSAEINVAL);
  const std::string text = text_of(*address);
  const DWORD room = *lpdwAddressStringLength;
  *lpdwAddressStringLength = static_cast<DWORD>(text.size() + 1);
  if (!lpszAddressString || room <= text.size()) return fail_wsa(WSAEFAULT);
  for (size_t index = 0; index <= text.size(); ++index)
    lpszAddressString[index] = text.c_str()[index];
  return 0;
}

EXPORT(ws2_32, INT, WSAAddressToStringA,
       (const void* lpsaAddress, DWORD dwAddressLength, void* lpProtocolInfo,
        LPSTR lpszAddressString, DWORD* lpdwAddressStringLength)) {
  WCHAR wide[80];
  if (!lpdwAddressStringLength) return fail_wsa(WSAEFAULT);
  DWORD length = std::size(wide);
  if (WSAAddressToStringW(lpsaAddress, dwAddressLength, lpProtocolInfo, wide, &length) != 0)
    return SOCKET_ERROR;
  const DWORD room = *lpdwAddressStringLength;
  *lpdwAddressStringLength = length;
  if (!lpszAddressString || room < length) return fail_wsa(WSAEFAULT);
  for (DWORD index = 0; index < length; ++index)
    lpszAddressString[index] = static_cast<char>(wide[index]);
  return 0;
}

EXPORT(ws2_32, INT, WSAStringToAddressA,
       (LPSTR AddressString, INT AddressFamily, void* lpProtocolInfo, void* lpAddress,
        INT* lpAddressLength)) {
  if (!is_started()) return SOCKET_ERROR;
  if (!AddressString || !lpAddressLength) return fail_wsa(WSAEFAULT);
  if (!host_of(AddressFamily)) return fail_wsa(WSAEINVAL);
  SocketAddress address;
  if (!parse(AddressString, AddressFamily, &address)) return fail_wsa(WSAEINVAL);
  const INT room = *lpAddressLength;
  *lpAddressLength = address.size;
  if (!lpAddress || room < address.size) return fail_wsa(WSAEFAULT);
  std::memcpy(lpAddress, address.bytes, address.size);
  return 0;
}

EXPORT(ws2_32, INT, WSAStringToAddressW,
       (LPWSTR AddressString, INT AddressFamily, void* lpProtocolInfo, void* lpAddress,
        INT* lpAddressLength)) {
  if (!AddressString) return fail_wsa(WSAEFAULT);
  std::string text = to_utf8(view_of(AddressString));
  return WSAStringToAddressA(text.data(), AddressFamily, lpProtocolInfo, lpAddress,
                             lpAddressLength);
}

}  // namespace mimic::win::ws2_32
