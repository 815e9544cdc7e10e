#include "libs/windows/ws2_32/name_info.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "libs/windows/core/text.h"

namespace mimic::win::ws2_32 {
namespace {

constexpr int kPassive = 1, kCanonicalName = 2, kNumericHost = 4, kNumericService = 8, kAll = 0x100,
              kAddressConfigured = 0x400, kV4Mapped = 0x800, kFullyQualified = 0x20000;

constexpr struct {
  int windows, host;
} kFlags[] = {
    {kPassive, AI_PASSIVE},
    {kCanonicalName, AI_CANONNAME},
    {kFullyQualified, AI_CANONNAME},
    {kNumericHost, AI_NUMERICHOST},
    {kNumericService, AI_NUMERICSERV},
    {kAll, AI_ALL},
    {kAddressConfigured, AI_ADDRCONFIG},
    {kV4Mapped, AI_V4MAPPED},
};

constexpr struct {
  int host, windows;
} kErrors[] = {
    {0, 0},
    {EAI_AGAIN, WSATRY_AGAIN},
    {EAI_BADFLAGS, WSAEINVAL},
    {EAI_FAIL, WSANO_RECOVERY},
    {EAI_FAMILY, WSAEAFNOSUPPORT},
    {EAI_MEMORY, WSA_NOT_ENOUGH_MEMORY},
    {EAI_NONAME, WSAHOST_NOT_FOUND},
    {EAI_SERVICE, WSATYPE_NOT_FOUND},
    {EAI_SOCKTYPE, WSAESOCKTNOSUPPORT},
    {EAI_NODATA, WSANO_DATA},
    {EAI_ADDRFAMILY, WSANO_DATA},
};

constexpr int kStream = 1, kDatagram = 2, kRaw = 3;

}  // namespace

int resolver_error(int error) {
  for (const auto& entry : kErrors)
    if (entry.host == error) return entry.windows;
  return WSANO_RECOVERY;
}

std::u16string host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return to_utf16(name);
}

int resolve(const char16_t* node, const char16_t* service, const NameHints& hints,
            std::vector<ResolvedName>& answers) {
  if (!node && !service) return WSAHOST_NOT_FOUND;
  addrinfo wanted = {};
  for (const auto& flag : kFlags)
    if (hints.flags & flag.windows) wanted.ai_flags |= flag.host;
  if ((hints.flags & kCanonicalName) && !node) return WSAEINVAL;
  if (hints.family) {
    wanted.ai_family = hints.family == kWinUnix ? 0 : host_family(hints.family);
    if (!wanted.ai_family) return WSAEAFNOSUPPORT;
  }
  if (hints.type < 0 || hints.type > 5) return WSAESOCKTNOSUPPORT;
  wanted.ai_socktype = hints.type;
  wanted.ai_protocol = hints.protocol;
  const std::string service_text = to_utf8(view_of(service));
  std::string node_text = to_utf8(view_of(node));
  // An empty name is this machine's.
  if (node && node_text.empty()) node_text = to_utf8(host_name());
  // Without a type the host gives an answer for each; Windows one of no type.
  const bool typeless = hints.type == 0 && hints.protocol == 0;
  if (typeless && (!service || service_text.find_first_not_of("0123456789") == std::string::npos))
    wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(node ? node_text.c_str() : nullptr,
                                  service && !service_text.empty() ? service_text.c_str() : nullptr,
                                  &wanted, &list);
  if (error) {
    if (error == EAI_NONAME && service && wanted.ai_flags & AI_NUMERICSERV)
      return WSATYPE_NOT_FOUND;
    return resolver_error(error);
  }
  for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
    ResolvedName answer;
    answer.family = windows_family(entry->ai_family);
    if (answer.family == 0) continue;
    answer.type = typeless && wanted.ai_socktype ? 0 : entry->ai_socktype;
    answer.protocol = typeless && wanted.ai_socktype ? 0 : entry->ai_protocol;
    if (hints.type) answer.protocol = hints.protocol;
    answer.address = from_host(entry->ai_addr, entry->ai_addrlen);
    if (entry->ai_canonname) answer.canonical = to_utf16(entry->ai_canonname);
    answers.push_back(std::move(answer));
  }
  ::freeaddrinfo(list);
  return answers.empty() ? WSANO_DATA : 0;
}

}  // namespace mimic::win::ws2_32
