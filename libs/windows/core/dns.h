// Questions to the domain name system, asked by the host's resolver.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::win {

inline constexpr uint16_t kDnsA = 1, kDnsNs = 2, kDnsCname = 5, kDnsSoa = 6, kDnsPtr = 12,
                          kDnsMx = 15, kDnsTxt = 16, kDnsAaaa = 28, kDnsSrv = 33;

struct DnsRecord {
  std::string name;  // UTF-8
  uint16_t type = 0;
  uint32_t ttl = 0;                // seconds
  uint8_t section = 1;             // 1 answer, 2 authority, 3 additional
  std::vector<std::string> names;  // what the data refers to, or the texts of TXT
  std::vector<uint32_t> numbers;   // of MX: preference; SRV: priority, weight, port; SOA: five
  std::string bytes;               // of A, AAAA, and the data of types that are not known
};

enum class DnsResult : uint8_t { kFound, kNoSuchName, kNoRecords, kServerFailure, kTimeout };

// `hosts`: names of the host's own files count as well, for addresses.
DnsResult query_dns(const std::string& name, uint16_t type, bool hosts,
                    std::vector<DnsRecord>& records);
// The records of one answer in wire format. False where it is malformed.
bool parse_dns_answer(std::string_view message, std::vector<DnsRecord>& records);

}  // namespace mimic::win
