// Names and addresses, by the host's resolver.
#pragma once

#include <string>
#include <vector>

#include "libs/windows/ws2_32/winsock.h"

namespace mimic::win::ws2_32 {

// One answer of getaddrinfo, in Windows' numbers.
struct ResolvedName {
  int flags = 0, family = 0, type = 0, protocol = 0;
  SocketAddress address;
  std::u16string canonical;  // of the first answer, where asked for
};
struct NameHints {
  int flags = 0, family = 0, type = 0, protocol = 0;
};

// The result is 0 or a Winsock error. `node` or `service` may be null.
int resolve(const char16_t* node, const char16_t* service, const NameHints& hints,
            std::vector<ResolvedName>& answers);
// The Winsock error of one of the host's resolver (EAI_…).
int resolver_error(int error);
std::u16string host_name();

}  // namespace mimic::win::ws2_32
