// CryptDecodeObject: keys and signatures.
#include <algorithm>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/decoders.h"
#include "libs/windows/crypt32/string_types.h"

namespace mimic::win::crypt32 {

namespace {

// The INTEGERs of a SEQUENCE, without signs.
std::optional<std::vector<ByteView>> numbers_of(ByteView encoded) {
  const auto list = members(encoded, 0);
  if (!list) return std::nullopt;
  std::vector<ByteView> numbers;
  for (const Value& each : *list)
    if (each.tag == der::kInteger) numbers.push_back(without_zero(each.content));
  return numbers;
}

struct RsaBlob {
  PUBLICKEYSTRUC header;
  RSAPUBKEY key;
};

constexpr UINT CALG_RSA_KEYX = 0xa400;

constexpr BYTE PUBLICKEYBLOB = 6, PRIVATEKEYBLOB = 7, CUR_BLOB_VERSION = 2;

BYTE* append_reversed(BYTE* at, ByteView number, size_t size) {
  std::reverse_copy(number.begin(), number.end(), at);
  return at + size;
}

DWORD small_number(ByteView bytes) {
  DWORD number = 0;
  for (const uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

}  // namespace

bool decode_rsa_public_key(ByteView encoded, Structure& structure) {
  const auto numbers = numbers_of(encoded);
  if (!numbers || numbers->size() != 2 || (*numbers)[1].size() > sizeof(DWORD)) return false;
  const ByteView modulus = (*numbers)[0];
  auto* bytes = structure.make<BYTE>(sizeof(RsaBlob) + modulus.size());
  const RsaBlob blob{
      {PUBLICKEYBLOB, CUR_BLOB_VERSION, 0, CALG_RSA_KEYX},
      {0x31415352 /* RSA1 */, static_cast<DWORD>(modulus.size() * 8), small_number((*numbers)[1])}};
  std::memcpy(bytes, &blob, sizeof blob);
  append_reversed(bytes + sizeof blob, modulus, modulus.size());
  return true;
}

bool decode_rsa_private_key(ByteView encoded, Structure& structure) {
  const auto numbers = numbers_of(encoded);
  if (!numbers || numbers->size() != 9 || (*numbers)[2].size() > sizeof(DWORD)) return false;
  const size_t size = (*numbers)[1].size(), half = (size + 1) / 2;
  for (const size_t i : {4, 5, 6, 7, 8})
    if ((*numbers)[i].size() > half) return false;
  if ((*numbers)[3].size() > size) return false;
  auto* bytes = structure.make<BYTE>(sizeof(RsaBlob) + 2 * size + 5 * half);
  const RsaBlob blob{
      {PRIVATEKEYBLOB, CUR_BLOB_VERSION, 0, CALG_RSA_KEYX},
      {0x32415352 /* RSA2 */, static_cast<DWORD>(size * 8), small_number((*numbers)[2])}};
  std::memcpy(bytes, &blob, sizeof blob);
  BYTE* at = append_reversed(bytes + sizeof blob, (*numbers)[1], size);
  for (const size_t i : {4, 5, 6, 7, 8}) at = append_reversed(at, (*numbers)[i], half);
  append_reversed(at, (*numbers)[3], size);
  return true;
}

bool decode_cng_rsa_public_key(ByteView encoded, Structure& structure) {
  const auto numbers = numbers_of(encoded);
  if (!numbers || numbers->size() != 2) return false;
  const ByteView modulus = (*numbers)[0], exponent = (*numbers)[1];
  auto* bytes = structure.make<BYTE>(sizeof(BCRYPT_RSAKEY_BLOB) + exponent.size() + modulus.size());
  const BCRYPT_RSAKEY_BLOB blob{0x31415352,
                                static_cast<ULONG>(modulus.size() * 8),
                                static_cast<ULONG>(exponent.size()),
                                static_cast<ULONG>(modulus.size()),
                                0,
                                0};
  std::memcpy(bytes, &blob, sizeof blob);
  std::ranges::copy(exponent, bytes + sizeof blob);
  std::ranges::copy(modulus, bytes + sizeof blob + exponent.size());
  return true;
}

bool decode_ecc_signature(ByteView encoded, Structure& structure) {
  const auto numbers = numbers_of(encoded);
  if (!numbers || numbers->size() != 2) return false;
  auto* info = structure.make<CERT_ECC_SIGNATURE>();
  structure.put_reversed(info->r, (*numbers)[0]);
  structure.put_reversed(info->s, (*numbers)[1]);
  return true;
}

bool decode_ecc_private_key(ByteView encoded, Structure& structure) {
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return false;
  Reader fields(sequence->content);
  const auto version = fields.next(der::kInteger);
  const auto key = fields.next(der::kOctetString);
  if (!version || !key) return false;
  auto* info = structure.make<CRYPT_ECC_PRIVATE_KEY_INFO>();
  info->dwVersion = static_cast<DWORD>(der::read_integer(*version).value_or(0));
  structure.put(info->PrivateKey, key->content);
  if (const auto wrapped = fields.next(der::constructed(0)))
    if (const auto curve = der::read(wrapped->content, der::kObjectIdentifier))
      structure.put(info->szCurveOid, der::oid_text(curve->content));
  if (const auto wrapped = fields.next(der::constructed(1)))
    if (const auto point = der::read(wrapped->content, der::kBitString))
      if (const auto bits = read_bits(*point)) structure.put(info->PublicKey, *bits);
  return true;
}

bool decode_private_key(ByteView encoded, Structure& structure) {
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return false;
  Reader fields(sequence->content);
  const auto version = fields.next(der::kInteger);
  const auto algorithm = fields.next(der::kSequence);
  const auto key = fields.next(der::kOctetString);
  const auto kind = algorithm ? read_algorithm(*algorithm) : std::nullopt;
  if (!version || !kind || !key) return false;
  auto* info = structure.make<CRYPT_PRIVATE_KEY_INFO>();
  info->Version = static_cast<DWORD>(der::read_integer(*version).value_or(0));
  structure.put(info->Algorithm, *kind);
  structure.put(info->PrivateKey, key->content);
  const auto attributes = fields.next(der::constructed(0));
  if (!attributes) return true;
  auto* all = structure.make_at<CRYPT_ATTRIBUTES>(info->pAttributes, 1);
  return put_attributes(attributes->content, all->cAttr, all->rgAttr, structure);
}

bool decode_encrypted_private_key(ByteView encoded, Structure& structure) {
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return false;
  Reader fields(sequence->content);
  const auto algorithm = fields.next(der::kSequence);
  const auto key = fields.next(der::kOctetString);
  const auto kind = algorithm ? read_algorithm(*algorithm) : std::nullopt;
  if (!kind || !key) return false;
  auto* info = structure.make<CRYPT_ENCRYPTED_PRIVATE_KEY_INFO>();
  structure.put(info->EncryptionAlgorithm, *kind);
  structure.put(info->EncryptedPrivateKey, key->content);
  return true;
}

}  // namespace mimic::win::crypt32
