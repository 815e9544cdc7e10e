#include "libs/windows/core/dns.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

namespace mimic::win {
namespace {

// Reads a message from front to back; every step fails beyond its end.
class Message {
 public:
  explicit Message(std::string_view bytes) : bytes_(bytes) {}

  bool number(size_t size, uint32_t& value) {
    if (bytes_.size() - at_ < size) return false;
    value = 0;
    while (size--) value = value << 8 | static_cast<unsigned char>(bytes_[at_++]);
    return true;
  }
  bool name(std::string& name) {
    char text[NS_MAXDNAME];
    const auto* start = reinterpret_cast<const unsigned char*>(bytes_.data());
    const int size = ::dn_expand(start, start + bytes_.size(), start + at_, text, sizeof text);
    if (size < 0) return false;
    name = text;
    at_ += size;
    return true;
  }
  bool data(size_t size, std::string& data) {
    if (bytes_.size() - at_ < size) return false;
    data = bytes_.substr(at_, size);
    at_ += size;
    return true;
  }
  bool text(size_t end, std::string& text) {
    uint32_t length;
    return number(1, length) && length <= end - at_ && data(length, text);
  }
  size_t position() const { return at_; }
  size_t left() const { return bytes_.size() - at_; }
  void seek(size_t position) { at_ = position; }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

// How the data of a type is made up: numbers of 2 bytes, then names, then numbers of 4.
constexpr struct {
  uint16_t type;
  uint8_t words, names, longs;
} kLayouts[] = {
    {kDnsNs, 0, 1, 0}, {kDnsCname, 0, 1, 0}, {kDnsPtr, 0, 1, 0},
    {kDnsMx, 1, 1, 0}, {kDnsSrv, 3, 1, 0},   {kDnsSoa, 0, 2, 5},
};

bool parse_data(Message& message, size_t end, DnsRecord& record) {
  if (record.type == kDnsTxt) {
    while (message.position() < end) {
      std::string text;
      if (!message.text(end, text)) return false;
      record.names.push_back(std::move(text));
    }
    return true;
  }
  for (const auto& layout : kLayouts) {
    if (layout.type != record.type) continue;
    record.numbers.resize(layout.words + layout.longs);
    record.names.resize(layout.names);
    for (size_t index = 0; index < layout.words; ++index)
      if (!message.number(2, record.numbers[index])) return false;
    for (std::string& name : record.names)
      if (!message.name(name)) return false;
    for (size_t index = 0; index < layout.longs; ++index)
      if (!message.number(4, record.numbers[layout.words + index])) return false;
    return message.position() <= end;
  }
  const size_t size = end - message.position();
  if ((record.type == kDnsA && size != 4) || (record.type == kDnsAaaa && size != 16)) return false;
  return message.data(size, record.bytes);
}

DnsResult result_of(int host_error) {
  switch (host_error) {
    case HOST_NOT_FOUND:
      return DnsResult::kNoSuchName;
    case NO_DATA:
      return DnsResult::kNoRecords;
    case TRY_AGAIN:
      return DnsResult::kTimeout;
    default:
      return DnsResult::kServerFailure;
  }
}

// Addresses as every program of the host finds them, by its own files first.
bool look_up_addresses(const std::string& name, uint16_t type, std::vector<DnsRecord>& records) {
  constexpr uint32_t kTtl = 60;  // the resolver does not tell
  addrinfo hints = {}, *list = nullptr;
  hints.ai_family = type == kDnsA ? AF_INET : AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(name.c_str(), nullptr, &hints, &list) != 0) return false;
  for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
    DnsRecord record;
    record.name = name;
    record.type = type;
    record.ttl = kTtl;
    if (type == kDnsA)
      record.bytes.assign(reinterpret_cast<const char*>(
                              &reinterpret_cast<const sockaddr_in*>(entry->ai_addr)->sin_addr),
                          4);
    else
      record.bytes.assign(reinterpret_cast<const char*>(
                              &reinterpret_cast<const sockaddr_in6*>(entry->ai_addr)->sin6_addr),
                          16);
    records.push_back(std::move(record));
  }
  ::freeaddrinfo(list);
  return true;
}

}  // namespace

bool parse_dns_answer(std::string_view bytes, std::vector<DnsRecord>& records) {
  Message message(bytes);
  uint32_t header[6];  // id, flags, and the number of entries of each section
  for (uint32_t& field : header)
    if (!message.number(2, field)) return false;
  uint32_t ignored;
  std::string name;
  for (uint32_t question = 0; question < header[2]; ++question)
    if (!message.name(name) || !message.number(4, ignored)) return false;
  for (uint8_t section = 1; section <= 3; ++section) {
    for (uint32_t entry = 0; entry < header[2 + section]; ++entry) {
      DnsRecord record;
      record.section = section;
      uint32_t type, kind, size;
      if (!message.name(record.name) || !message.number(2, type) || !message.number(2, kind) ||
          !message.number(4, record.ttl) || !message.number(2, size) || size > message.left())
        return false;
      record.type = static_cast<uint16_t>(type);
      const size_t end = message.position() + size;
      // What extends the protocol is no record of a name.
      if (type != ns_t_opt) {
        if (!parse_data(message, end, record)) return false;
        records.push_back(std::move(record));
      }
      message.seek(end);
    }
  }
  return true;
}

DnsResult query_dns(const std::string& name, uint16_t type, bool hosts,
                    std::vector<DnsRecord>& records) {
  if (hosts && (type == kDnsA || type == kDnsAaaa) && look_up_addresses(name, type, records))
    return DnsResult::kFound;
  struct __res_state state = {};
  if (::res_ninit(&state) != 0) return DnsResult::kServerFailure;
  const auto answer = std::make_unique<unsigned char[]>(NS_MAXMSG);
  const int size = ::res_nquery(&state, name.c_str(), ns_c_in, type, answer.get(), NS_MAXMSG);
  const int error = state.res_h_errno;
  ::res_nclose(&state);
  if (size < 0) return result_of(error);
  const std::string_view message(reinterpret_cast<const char*>(answer.get()),
                                 std::min<size_t>(size, NS_MAXMSG));
  if (!parse_dns_answer(message, records)) return DnsResult::kServerFailure;
  return records.empty() ? DnsResult::kNoRecords : DnsResult::kFound;
}

}  // namespace mimic::win
