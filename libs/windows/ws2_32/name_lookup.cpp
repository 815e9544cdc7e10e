// The names of addresses: getnameinfo, and the older functions with one result for each thread.
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/name_info.h"

namespace mimic::win::ws2_32 {

namespace {

constexpr struct {
  int windows, host;
} kNameFlags[] = {
    {1, NI_NOFQDN}, {2, NI_NUMERICHOST}, {4, NI_NAMEREQD}, {8, NI_NUMERICSERV}, {0x10, NI_DGRAM}};

struct NameTexts {
  std::string host, service;
};

int name_of(const void* sockaddr_in_guest, int size, bool host, bool service, int flags,
            NameTexts& texts) {
  const auto address = read_address(sockaddr_in_guest, size);
  if (!address) return WSAEFAULT;
  if (!host && !service) return WSAHOST_NOT_FOUND;
  const auto to = to_host(*address, false);
  if (!to) return WSAEAFNOSUPPORT;
  int host_flags = 0;
  for (const auto& entry : kNameFlags)
    if (flags & entry.windows) host_flags |= entry.host;
  char host_text[NI_MAXHOST] = {}, service_text[NI_MAXSERV] = {};
  const int error = ::getnameinfo(reinterpret_cast<const sockaddr*>(to->bytes), to->size, host_text,
                                  host ? sizeof host_text : 0, service_text,
                                  service ? sizeof service_text : 0, host_flags);
  if (error) return resolver_error(error);
  texts = {host_text, service_text};
  return 0;
}

// What the older functions give: structures that live until the thread's next call.
struct hostent {
  char* h_name;
  char** h_aliases;
  SHORT h_addrtype, h_length;
  char** h_addr_list;
};
struct servent {  // the order of 64-bit Windows
  char* s_name;
  char** s_aliases;
  char* s_proto;
  SHORT s_port;
};
struct protoent {
  char* p_name;
  char** p_aliases;
  SHORT p_proto;
};

struct Answers {
  hostent host;
  servent service;
  protoent protocol;
  std::string name, other_name;
  std::vector<std::string> texts;
  std::vector<char*> aliases, addresses;

  // A list ended by null of what `texts` holds from `first` on.
  void list(std::vector<char*>& pointers, size_t first, size_t end) {
    pointers.clear();
    for (size_t index = first; index < end; ++index) pointers.push_back(texts[index].data());
    pointers.push_back(nullptr);
  }
};
Answers& answers() {
  static thread_local Answers t_answers;
  return t_answers;
}

hostent* give_host(const char* name, char** aliases, int family, int length, char** addresses) {
  Answers& to = answers();
  to.name = name;
  to.texts.clear();
  for (char** alias = aliases; alias && *alias; ++alias) to.texts.emplace_back(*alias);
  const size_t middle = to.texts.size();
  for (char** address = addresses; address && *address; ++address)
    to.texts.emplace_back(*address, length);
  to.list(to.aliases, 0, middle);
  to.list(to.addresses, middle, to.texts.size());
  to.host = {to.name.data(), to.aliases.data(), static_cast<SHORT>(family),
             static_cast<SHORT>(length), to.addresses.data()};
  return &to.host;
}

}  // namespace

EXPORT(ws2_32, INT, getnameinfo,
       (const void* pSockaddr, INT SockaddrLength, char* pNodeBuffer, DWORD NodeBufferSize,
        char* pServiceBuffer, DWORD ServiceBufferSize, INT Flags)) {
  if (!is_started()) return WSANOTINITIALISED;
  NameTexts texts;
  int error = name_of(pSockaddr, SockaddrLength, pNodeBuffer && NodeBufferSize,
                      pServiceBuffer && ServiceBufferSize, Flags, texts);
  const auto give = [&error](const std::string& text, char* buffer, DWORD size) {
    if (error || !buffer || !size) return;
    if (text.size() >= size)
      error = WSAEFAULT;
    else
      std::memcpy(buffer, text.c_str(), text.size() + 1);
  };
  give(texts.host, pNodeBuffer, NodeBufferSize);
  give(texts.service, pServiceBuffer, ServiceBufferSize);
  if (error) set_last_error(error);
  return error;
}

EXPORT(ws2_32, INT, GetNameInfoW,
       (const void* pSockaddr, INT SockaddrLength, LPWSTR pNodeBuffer, DWORD NodeBufferSize,
        LPWSTR pServiceBuffer, DWORD ServiceBufferSize, INT Flags)) {
  if (!is_started()) return WSANOTINITIALISED;
  NameTexts texts;
  int error = name_of(pSockaddr, SockaddrLength, pNodeBuffer && NodeBufferSize,
                      pServiceBuffer && ServiceBufferSize, Flags, texts);
  const auto give = [&error](const std::string& text, LPWSTR buffer, DWORD size) {
    if (error || !buffer || !size) return;
    const std::u16string wide = to_utf16(text);
    if (wide.size() >= size)
      error = WSAEFAULT;
    else
      std::memcpy(buffer, wide.c_str(), (wide.size() + 1) * sizeof(WCHAR));
  };
  give(texts.host, pNodeBuffer, NodeBufferSize);
  give(texts.service, pServiceBuffer, ServiceBufferSize);
  if (error) set_last_error(error);
  return error;
}

EXPORT(ws2_32, hostent*, gethostbyname, (const char* name)) {
  if (!is_started()) return nullptr;
  NameHints hints;
  hints.family = kWinInet;
  hints.flags = 2;  // AI_CANONNAME
  const std::u16string node = name && *name ? from_ansi(name) : host_name();
  std::vector<ResolvedName> found;
  if (const int error = resolve(node.c_str(), nullptr, hints, found)) {
    set_last_error(error);
    return nullptr;
  }
  std::vector<std::string> addresses;
  for (const ResolvedName& answer : found) {
    std::string address(reinterpret_cast<const char*>(answer.address.bytes + 4), 4);
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(std::move(address));
  }
  std::vector<char*> list;
  for (std::string& address : addresses) list.push_back(address.data());
  list.push_back(nullptr);
  const std::string canonical =
      to_ansi(found.front().canonical.empty() ? node : found.front().canonical);
  return give_host(canonical.c_str(), nullptr, kWinInet, 4, list.data());
}
ORDINAL(ws2_32, gethostbyname, 52);

EXPORT(ws2_32, hostent*, gethostbyaddr, (const char* addr, int len, int type)) {
  if (!is_started()) return nullptr;
  const int size = type == kWinInet ? 4 : type == kWinInet6 ? 16 : 0;
  if (!size || !addr) return fail_wsa(size ? WSAEFAULT : WSAEAFNOSUPPORT), nullptr;
  if (len < size) return fail_wsa(WSAEFAULT), nullptr;
  SocketAddress address;
  address.bytes[0] = static_cast<unsigned char>(type);
  address.size = address_size(type);
  std::memcpy(address.bytes + (size == 4 ? 4 : 8), addr, size);
  NameTexts texts;
  if (const int error = name_of(address.bytes, address.size, true, false, 4, texts)) {
    set_last_error(error == WSAHOST_NOT_FOUND ? WSANO_DATA : error);
    return nullptr;
  }
  std::string copy(addr, size);
  char* list[] = {copy.data(), nullptr};
  return give_host(texts.host.c_str(), nullptr, type, size, list);
}
ORDINAL(ws2_32, gethostbyaddr, 51);

namespace {

servent* give_service(const ::servent* found) {
  if (!found) return fail_wsa(WSANO_DATA), nullptr;
  Answers& to = answers();
  to.name = found->s_name;
  to.other_name = found->s_proto;
  to.texts.clear();
  for (char** alias = found->s_aliases; *alias; ++alias) to.texts.emplace_back(*alias);
  to.list(to.aliases, 0, to.texts.size());
  to.service = {to.name.data(), to.aliases.data(), to.other_name.data(),
                static_cast<SHORT>(found->s_port)};
  return &to.service;
}

protoent* give_protocol(const ::protoent* found) {
  if (!found) return fail_wsa(WSANO_DATA), nullptr;
  Answers& to = answers();
  to.name = found->p_name;
  to.texts.clear();
  for (char** alias = found->p_aliases; *alias; ++alias) to.texts.emplace_back(*alias);
  to.list(to.aliases, 0, to.texts.size());
  to.protocol = {to.name.data(), to.aliases.data(), static_cast<SHORT>(found->p_proto)};
  return &to.protocol;
}

}  // namespace

EXPORT(ws2_32, servent*, getservbyname, (const char* name, const char* proto)) {
  if (!is_started()) return nullptr;
  if (!name) return fail_wsa(WSANO_DATA), nullptr;
  ::servent entry;
  ::servent* found = nullptr;
  char buffer[2048];
  ::getservbyname_r(name, proto, &entry, buffer, sizeof buffer, &found);
  return give_service(found);
}
ORDINAL(ws2_32, getservbyname, 55);

EXPORT(ws2_32, servent*, getservbyport, (int port, const char* proto)) {
  if (!is_started()) return nullptr;
  ::servent entry;
  ::servent* found = nullptr;
  char buffer[2048];
  ::getservbyport_r(port & 0xffff, proto, &entry, buffer, sizeof buffer, &found);
  return give_service(found);
}
ORDINAL(ws2_32, getservbyport, 56);

EXPORT(ws2_32, protoent*, getprotobyname, (const char* name)) {
  if (!is_started()) return nullptr;
  if (!name) return fail_wsa(WSANO_DATA), nullptr;
  ::protoent entry;
  ::protoent* found = nullptr;
  char buffer[2048];
  ::getprotobyname_r(name, &entry, buffer, sizeof buffer, &found);
  return give_protocol(found);
}
ORDINAL(ws2_32, getprotobyname, 53);

EXPORT(ws2_32, protoent*, getprotobynumber, (int number)) {
  if (!is_started()) return nullptr;
  ::protoent entry;
  ::protoent* found = nullptr;
  char buffer[2048];
  ::getprotobynumber_r(number, &entry, buffer, sizeof buffer, &found);
  return give_protocol(found);
}
ORDINAL(ws2_32, getprotobynumber, 54);

}  // namespace mimic::win::ws2_32
