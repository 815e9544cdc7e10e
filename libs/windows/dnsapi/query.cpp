// Questions to the domain name system.
#include <algorithm>
#include <cstring>
#include <new>

#include "abi/windows/status.h"
#include "libs/windows/core/dns.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::dnsapi {

namespace {

constexpr DWORD DNS_QUERY_NO_HOSTS_FILE = 0x40;
constexpr LONG DNS_ERROR_RCODE_SERVER_FAILURE = 9002, DNS_ERROR_RCODE_NAME_ERROR = 9003,
               DNS_INFO_NO_RECORDS = 9501;
constexpr LONG kTimeout = 1460;  // ERROR_TIMEOUT

enum class CharSet : uint8_t { kUnicode = 1, kUtf8 = 2, kAnsi = 3 };

struct DNS_RECORD {
  DNS_RECORD* pNext;
  void* pName;
  WORD wType;
  WORD wDataLength;
  DWORD Flags;  // the section, and the character set from bit 3 on
  DWORD dwTtl;
  DWORD dwReserved;
  // The data follows.
};
static_assert(sizeof(DNS_RECORD) == 32);

// One block holds a record, its data, and all texts that these point to.
class RecordBuilder {
 public:
  explicit RecordBuilder(CharSet characters) : characters_(characters) {}
  void number(uint32_t value, size_t size) {
    data_.append(reinterpret_cast<const char*>(&value), size);
  }
  void bytes(const std::string& bytes) { data_ += bytes; }
  void text(const std::string& text) {
    data_.resize((data_.size() + 7) & ~size_t{7});
    places_.emplace_back(data_.size(), encoded(text));
    data_.append(8, '\0');
  }
  DNS_RECORD* build(const DnsRecord& from) const {
    const std::string name = encoded(from.name);
    size_t size = sizeof(DNS_RECORD) + ((data_.size() + 7) & ~size_t{7}) + name.size();
    for (const auto& [place, text] : places_) size += text.size();
    auto* const block = static_cast<char*>(heap_allocate(size, true));
    if (!block) return nullptr;
    auto* const record = new (block) DNS_RECORD();
    char* const data = block + sizeof(DNS_RECORD);
    std::memcpy(data, data_.data(), data_.size());
    char* end = data + ((data_.size() + 7) & ~size_t{7});
    const auto put = [&end](const std::string& text) {
      std::memcpy(end, text.data(), text.size());
      char* const start = end;
      end += text.size();
      return start;
    };
    for (const auto& [place, text] : places_) {
      char* const start = put(text);
      std::memcpy(data + place, &start, sizeof start);
    }
    record->pName = put(name);
    record->wType = from.type;
    record->wDataLength = static_cast<WORD>(data_.size());
    record->Flags = from.section | static_cast<DWORD>(characters_) << 3;
    record->dwTtl = from.ttl;
    return record;
  }

 private:
  // With its terminator, of an even size, so that UTF-16 stays aligned.
  std::string encoded(const std::string& text) const {
    std::string result;
    if (characters_ == CharSet::kUnicode) {
      const std::u16string wide = to_utf16(text);
      result.assign(reinterpret_cast<const char*>(wide.data()), wide.size() * sizeof(char16_t));
      result.append(2, '\0');
    } else {
      result = characters_ == CharSet::kAnsi ? to_ansi(to_utf16(text)) : text;
      result.append(result.size() % 2 ? 1 : 2, '\0');
    }
    return result;
  }

  const CharSet characters_;
  std::string data_;
  std::vector<std::pair<size_t, std::string>> places_;
};

DNS_RECORD* make_record(const DnsRecord& from, CharSet characters) {
  RecordBuilder builder(characters);
  switch (from.type) {
    case kDnsTxt:
      builder.number(static_cast<uint32_t>(from.names.size()), 4);
      for (const std::string& text : from.names) builder.text(text);
      break;
    case kDnsSoa:
      for (const std::string& name : from.names) builder.text(name);
      for (const uint32_t value : from.numbers) builder.number(value, 4);
      break;
    case kDnsMx:
    case kDnsSrv:
      builder.text(from.names.front());
      for (const uint32_t value : from.numbers) builder.number(value, 2);
      builder.number(0, 2);  // padding
      break;
    case kDnsNs:
    case kDnsCname:
    case kDnsPtr:
      builder.text(from.names.front());
      break;
    case kDnsA:
    case kDnsAaaa:
      builder.bytes(from.bytes);
      break;
    default:  // the data as it came, behind its length
      builder.number(static_cast<uint32_t>(from.bytes.size()), 4);
      builder.bytes(from.bytes);
  }
  return builder.build(from);
}

LONG error_of(DnsResult result) {
  switch (result) {
    case DnsResult::kFound:
      return ERROR_SUCCESS;
    case DnsResult::kNoSuchName:
      return DNS_ERROR_RCODE_NAME_ERROR;
    case DnsResult::kNoRecords:
      return DNS_INFO_NO_RECORDS;
    case DnsResult::kTimeout:
      return kTimeout;
    case DnsResult::kServerFailure:
      break;
  }
  return DNS_ERROR_RCODE_SERVER_FAILURE;
}

LONG query(const std::string& name, WORD type, DWORD options, DNS_RECORD** results,
           CharSet characters) {
  if (!results) return ERROR_INVALID_PARAMETER;
  *results = nullptr;
  if (name.empty()) return ERROR_INVALID_PARAMETER;
  std::vector<DnsRecord> records;
  const DnsResult result = query_dns(name, type, !(options & DNS_QUERY_NO_HOSTS_FILE), records);
  if (result != DnsResult::kFound) return error_of(result);
  DNS_RECORD* first = nullptr;
  DNS_RECORD** end = &first;
  for (const DnsRecord& record : records) {
    *end = make_record(record, characters);
    if (!*end) break;
    end = &(*end)->pNext;
  }
  *results = first;
  return ERROR_SUCCESS;
}

std::u16string_view without_dot(std::u16string_view name) {
  if (name.ends_with(u'.')) name.remove_suffix(1);
  return name;
}

}  // namespace

EXPORT_PARTIAL("servers of the caller's choice are not asked", dnsapi, LONG, DnsQuery_W,
               (LPCWSTR pszName, WORD wType, DWORD Options, PVOID pExtra,
                DNS_RECORD** ppQueryResults, PVOID* pReserved)) {
  return query(to_utf8(view_of(pszName)), wType, Options, ppQueryResults, CharSet::kUnicode);
}

EXPORT_PARTIAL("servers of the caller's choice are not asked", dnsapi, LONG, DnsQuery_A,
               (LPCSTR pszName, WORD wType, DWORD Options, PVOID pExtra,
                DNS_RECORD** ppQueryResults, PVOID* pReserved)) {
  return query(to_utf8(from_ansi(pszName)), wType, Options, ppQueryResults, CharSet::kAnsi);
}

EXPORT_PARTIAL("servers of the caller's choice are not asked", dnsapi, LONG, DnsQuery_UTF8,
               (LPCSTR pszName, WORD wType, DWORD Options, PVOID pExtra,
                DNS_RECORD** ppQueryResults, PVOID* pReserved)) {
  return query(pszName ? pszName : "", wType, Options, ppQueryResults, CharSet::kUtf8);
}

EXPORT(dnsapi, void, DnsRecordListFree, (DNS_RECORD * pRecordList, int FreeType)) {
  while (pRecordList) {
    DNS_RECORD* const next = pRecordList->pNext;
    heap_free(pRecordList);
    pRecordList = next;
  }
}

EXPORT(dnsapi, void, DnsFree, (PVOID pData, int FreeType)) {
  constexpr int kFlat = 0;
  if (FreeType == kFlat)
    heap_free(pData);
  else
    DnsRecordListFree(static_cast<DNS_RECORD*>(pData), FreeType);
}

EXPORT(dnsapi, BOOL, DnsNameCompare_W, (LPCWSTR pName1, LPCWSTR pName2)) {
  return equal_ignoring_case(without_dot(view_of(pName1)), without_dot(view_of(pName2)));
}

EXPORT(dnsapi, BOOL, DnsNameCompare_A, (LPCSTR pName1, LPCSTR pName2)) {
  return DnsNameCompare_W(from_ansi(pName1).c_str(), from_ansi(pName2).c_str());
}

// There is no cache to empty.
EXPORT(dnsapi, BOOL, DnsFlushResolverCache, ()) { return TRUE; }

}  // namespace mimic::win::dnsapi
