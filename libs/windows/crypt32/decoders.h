// The decoders of CryptDecodeObject, by what they read, and what they share. Each returns false for
// what is badly encoded.
#pragma once

#include <optional>
#include <vector>

#include "libs/windows/core/der.h"
#include "libs/windows/crypt32/structure.h"

namespace mimic::win::crypt32 {

using der::Reader;
using der::Value;

inline std::optional<std::vector<Value>> values_of(ByteView content, uint8_t tag) {
  std::vector<Value> values;
  Reader each(content);
  while (!each.empty()) {
    const auto value = tag ? each.next(tag) : each.next();
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}
// The members of a SEQUENCE (or SET) of one kind of value; any where `tag` is 0.
inline std::optional<std::vector<Value>> members(ByteView encoded, uint8_t tag,
                                                 uint8_t outer = der::kSequence) {
  const auto list = der::read(encoded, outer);
  return list ? values_of(list->content, tag) : std::nullopt;
}
inline ByteView without_zero(ByteView number) {
  return number.size() > 1 && number[0] == 0 ? number.subspan(1) : number;
}

bool put_attributes(ByteView content, DWORD& count, CRYPT_ATTRIBUTE*& slot, Structure& structure);

// Extensions of certificates.
bool decode_alternative_names(ByteView encoded, Structure& structure);
bool decode_basic_constraints(ByteView encoded, Structure& structure);
bool decode_access(ByteView encoded, Structure& structure);
bool decode_points(ByteView encoded, Structure& structure);
bool decode_usage(ByteView encoded, Structure& structure);
bool decode_policies(ByteView encoded, Structure& structure);
bool decode_authority_key(ByteView encoded, Structure& structure);
bool decode_authority_key2(ByteView encoded, Structure& structure);

// Keys and signatures.
bool decode_rsa_public_key(ByteView encoded, Structure& structure);
bool decode_rsa_private_key(ByteView encoded, Structure& structure);
bool decode_cng_rsa_public_key(ByteView encoded, Structure& structure);
bool decode_ecc_signature(ByteView encoded, Structure& structure);
bool decode_ecc_private_key(ByteView encoded, Structure& structure);
bool decode_private_key(ByteView encoded, Structure& structure);
bool decode_encrypted_private_key(ByteView encoded, Structure& structure);

}  // namespace mimic::win::crypt32
