// Security identifiers as values ([MS-DTYP] 2.4.2).
#pragma once

#include <compare>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr size_t kMaxSubAuthorities = 15;

// As it lies in memory: 8 bytes and the sub-authorities.
struct SID {
  UCHAR Revision;  // 1
  UCHAR SubAuthorityCount;
  UCHAR IdentifierAuthority[6];  // big-endian
  ULONG SubAuthority[1];
};
constexpr size_t sid_length(size_t sub_authorities) { return 8 + 4 * sub_authorities; }
inline size_t sid_length(const SID& sid) { return sid_length(sid.SubAuthorityCount); }
inline bool is_valid_sid(const SID* sid) {
  return sid && sid->Revision == 1 && sid->SubAuthorityCount <= kMaxSubAuthorities;
}

class Sid {
 public:
  constexpr Sid() = default;
  constexpr Sid(UCHAR authority, std::initializer_list<ULONG> parts) : Sid() {
    count_ = static_cast<UCHAR>(parts.size());
    authority_[5] = authority;
    size_t index = 0;
    for (const ULONG part : parts) parts_[index++] = part;
  }
  // A copy of a valid SID in memory.
  explicit Sid(const SID* sid) { std::memcpy(this, sid, sid_length(*sid)); }

  size_t size() const { return sid_length(count_); }
  const SID* get() const { return reinterpret_cast<const SID*>(this); }
  std::span<const ULONG> parts() const { return {parts_, count_}; }
  uint64_t authority() const {
    uint64_t value = 0;
    for (const UCHAR byte : authority_) value = value << 8 | byte;
    return value;
  }
  // This SID with one more sub-authority; unchanged where there are 15.
  Sid child(ULONG part) const {
    Sid sid = *this;
    if (count_ < kMaxSubAuthorities) sid.parts_[sid.count_++] = part;
    return sid;
  }
  // Without its last sub-authority.
  Sid parent() const {
    Sid sid = *this;
    if (count_) sid.parts_[--sid.count_] = 0;
    return sid;
  }
  bool operator==(const Sid& other) const {
    return size() == other.size() && std::memcmp(this, &other, size()) == 0;
  }

 private:
  UCHAR revision_ = 1, count_ = 0, authority_[6] = {};
  ULONG parts_[kMaxSubAuthorities] = {};
};
static_assert(sizeof(Sid) == sid_length(kMaxSubAuthorities));

// "S-1-5-32-544"
std::u16string sid_to_string(const SID* sid);
// That form, or a two-letter name of SDDL ("BA"). `*used`: units read.
std::optional<Sid> parse_sid(std::u16string_view text, size_t* used);
// The two letters that SDDL has for a SID, or empty.
std::u16string_view sddl_name(const Sid& sid);

// By WELL_KNOWN_SID_TYPE. Those of a domain need it.
bool well_known_needs_domain(ULONG type);
std::optional<Sid> well_known_sid(ULONG type, const Sid* domain);

}  // namespace mimic::win
