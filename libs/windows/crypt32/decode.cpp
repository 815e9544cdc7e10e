// CryptDecodeObject: a decoder for every type of structure.
#include "libs/windows/crypt32/decode.h"

#include <algorithm>
#include <string>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/decoders.h"
#include "libs/windows/crypt32/string_types.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

void put_extensions(const std::vector<CertificateExtension>& extensions, DWORD& count,
                    CERT_EXTENSION*& slot, Structure& structure) {
  count = static_cast<DWORD>(extensions.size());
  if (!count) return;
  auto* at = structure.make_at<CERT_EXTENSION>(slot, count);
  for (const CertificateExtension& extension : extensions) {
    structure.put(at->pszObjId, extension.oid);
    at->fCritical = extension.critical;
    structure.put(at++->Value, extension.value);
  }
}
bool put_extensions(ByteView content, DWORD& count, CERT_EXTENSION*& slot, Structure& structure) {
  const auto extensions = read_extensions(content);
  if (!extensions) return false;
  put_extensions(*extensions, count, slot, structure);
  return true;
}

bool put_key_info(const Value& value, CERT_PUBLIC_KEY_INFO& slot, Structure& structure) {
  Reader fields(value.content);
  const auto algorithm = fields.next(der::kSequence);
  const auto key = fields.next(der::kBitString);
  const auto kind = algorithm ? read_algorithm(*algorithm) : std::nullopt;
  const auto bits = key ? read_bits(*key) : std::nullopt;
  if (!kind || !bits) return false;
  structure.put(slot.Algorithm, *kind);
  structure.put(slot.PublicKey, *bits);
  return true;
}

bool decode_signed(ByteView encoded, Structure& structure) {
  const auto outer = der::read(encoded, der::kSequence);
  if (!outer) return false;
  auto* info = structure.make<CERT_SIGNED_CONTENT_INFO>();
  Reader fields(outer->content);
  const auto body = fields.next();
  const auto algorithm = fields.next(der::kSequence);
  const auto signature = fields.next(der::kBitString);
  const auto kind = algorithm ? read_algorithm(*algorithm) : std::nullopt;
  const auto bits = signature ? read_bits(*signature) : std::nullopt;
  if (!body || !kind || !bits) return false;
  structure.put(info->ToBeSigned, body->whole);
  structure.put(info->SignatureAlgorithm, *kind);
  structure.put(info->Signature, *bits);
  std::reverse(info->Signature.pbData, info->Signature.pbData + info->Signature.cbData);
  return true;
}

// The signed part alone is taken as well as the whole certificate.
bool decode_certificate(ByteView encoded, Structure& structure) {
  auto certificate = Certificate::parse(encoded);
  if (!certificate) {
    constexpr uint8_t kNoAlgorithm[] = {der::kSequence, 3, der::kObjectIdentifier, 1, 0};
    constexpr uint8_t kNoSignature[] = {der::kBitString, 1, 0};
    certificate =
        Certificate::parse(der::write(der::kSequence, {encoded, kNoAlgorithm, kNoSignature}));
    if (!certificate) return false;
  }
  describe_certificate(*certificate, structure);
  return true;
}

bool put_attribute(const Value& value, CRYPT_ATTRIBUTE& slot, Structure& structure) {
  Reader fields(value.content);
  const auto oid = fields.next(der::kObjectIdentifier);
  const auto set = fields.next(der::kSet);
  const auto each = set ? values_of(set->content, 0) : std::nullopt;
  if (!oid || !each) return false;
  structure.put(slot.pszObjId, der::oid_text(oid->content));
  slot.cValue = static_cast<DWORD>(each->size());
  if (!slot.cValue) return true;
  auto* at = structure.make_at<CRYPT_BLOB>(slot.rgValue, each->size());
  for (const Value& one : *each) structure.put(*at++, one.whole);
  return true;
}

}  // namespace

bool put_attributes(ByteView content, DWORD& count, CRYPT_ATTRIBUTE*& slot, Structure& structure) {
  const auto each = values_of(content, der::kSequence);
  if (!each) return false;
  count = static_cast<DWORD>(each->size());
  if (!count) return true;
  auto* at = structure.make_at<CRYPT_ATTRIBUTE>(slot, count);
  return std::ranges::all_of(
      *each, [&](const Value& one) { return put_attribute(one, *at++, structure); });
}

namespace {

bool decode_attribute(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kSequence);
  return value && put_attribute(*value, *structure.make<CRYPT_ATTRIBUTE>(), structure);
}
bool decode_attributes(ByteView encoded, Structure& structure) {
  const auto set = der::read(encoded, der::kSet);
  auto* info = structure.make<CRYPT_ATTRIBUTES>();
  return set && put_attributes(set->content, info->cAttr, info->rgAttr, structure);
}

bool decode_request(ByteView encoded, Structure& structure) {
  auto outer = der::read(encoded, der::kSequence);
  if (!outer) return false;
  // With its signature the request is one level further in.
  if (const auto inner = der::read(outer->content, der::kSequence)) outer = inner;
  auto* info = structure.make<CERT_REQUEST_INFO>();
  Reader fields(outer->content);
  const auto version = fields.next(der::kInteger);
  const auto subject = fields.next(der::kSequence);
  const auto key = fields.next(der::kSequence);
  if (!version || !subject || !key) return false;
  info->dwVersion = static_cast<DWORD>(der::read_integer(*version).value_or(0));
  structure.put(info->Subject, subject->whole);
  if (!put_key_info(*key, info->SubjectPublicKeyInfo, structure)) return false;
  const auto attributes = fields.next(der::constructed(0));
  return !attributes ||
         put_attributes(attributes->content, info->cAttribute, info->rgAttribute, structure);
}

bool decode_extensions(ByteView encoded, Structure& structure) {
  const auto list = der::read(encoded, der::kSequence);
  auto* info = structure.make<CERT_EXTENSIONS>();
  return list && put_extensions(list->content, info->cExtension, info->rgExtension, structure);
}

// A string's value. Those of 16 bits and UTF-8 are UTF-16 in memory; all are where `unicode`.
void put_string(const Value& value, bool unicode, DWORD& type, CRYPT_BLOB& slot,
                Structure& structure) {
  type = string_type(value.tag);
  const bool wide = type == CERT_RDN_UNICODE_STRING || type == CERT_RDN_UTF8_STRING;
  const auto text = wide || unicode ? der::read_text(value) : std::nullopt;
  if (!text) {
    structure.put(slot, type == CERT_RDN_ENCODED_BLOB ? value.whole : value.content);
    return;
  }
  LPWSTR units = structure.make_at<WCHAR>(slot.pbData, text->size() + 1);
  std::ranges::copy(*text, units);
  slot.cbData = static_cast<DWORD>(text->size() * sizeof(WCHAR));
}

bool decode_name_as(ByteView encoded, bool unicode, Structure& structure) {
  const auto names = members(encoded, der::kSet);
  auto* info = structure.make<CERT_NAME_INFO>();
  if (!names) return false;
  info->cRDN = static_cast<DWORD>(names->size());
  if (names->empty()) return true;
  auto* name = structure.make_at<CERT_RDN>(info->rgRDN, names->size());
  for (const Value& set : *names) {
    const auto attributes = values_of(set.content, der::kSequence);
    if (!attributes) return false;
    name->cRDNAttr = static_cast<DWORD>(attributes->size());
    auto* attribute = structure.make_at<CERT_RDN_ATTR>(name->rgRDNAttr, attributes->size());
    for (const Value& each : *attributes) {
      Reader fields(each.content);
      const auto oid = fields.next(der::kObjectIdentifier);
      const auto value = fields.next();
      if (!oid || !value) return false;
      structure.put(attribute->pszObjId, der::oid_text(oid->content));
      put_string(*value, unicode, attribute->dwValueType, attribute->Value, structure);
      ++attribute;
    }
    ++name;
  }
  return true;
}
bool decode_name(ByteView encoded, Structure& structure) {
  return decode_name_as(encoded, false, structure);
}
bool decode_unicode_name(ByteView encoded, Structure& structure) {
  return decode_name_as(encoded, true, structure);
}
template <bool unicode>
bool decode_name_value(ByteView encoded, Structure& structure) {
  const auto value = Reader(encoded).next();
  if (!value) return false;
  auto* info = structure.make<CERT_NAME_VALUE>();
  put_string(*value, unicode, info->dwValueType, info->Value, structure);
  return true;
}

bool decode_public_key(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kSequence);
  return value && put_key_info(*value, *structure.make<CERT_PUBLIC_KEY_INFO>(), structure);
}

bool decode_bits(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kBitString);
  const auto bits = value ? read_bits(*value) : std::nullopt;
  if (!bits) return false;
  structure.put(*structure.make<CRYPT_BIT_BLOB>(), *bits);
  return true;
}
bool decode_octets(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kOctetString);
  if (!value) return false;
  structure.put(*structure.make<CRYPT_BLOB>(), value->content);
  return true;
}
template <uint8_t tag>
bool decode_small_integer(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, tag);
  const auto number = value ? der::read_integer(*value) : std::nullopt;
  if (!number || *number != static_cast<int32_t>(*number)) return false;
  *structure.make<int32_t>() = static_cast<int32_t>(*number);
  return true;
}
bool decode_integer(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kInteger);
  if (!value) return false;
  structure.put_reversed(*structure.make<CRYPT_BLOB>(), value->content);
  return true;
}
bool decode_unsigned(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kInteger);
  if (!value) return false;
  structure.put_reversed(*structure.make<CRYPT_BLOB>(), without_zero(value->content));
  return true;
}
bool decode_time(ByteView encoded, Structure& structure) {
  const auto value = Reader(encoded).next();
  const auto time = value ? der::read_time(*value) : std::nullopt;
  if (!time) return false;
  *structure.make<FILETIME>() = file_time(*time);
  return true;
}

bool decode_sequence(ByteView encoded, Structure& structure) {
  const auto list = members(encoded, 0);
  auto* info = structure.make<CRYPT_SEQUENCE_OF_ANY>();
  if (!list) return false;
  info->cValue = static_cast<DWORD>(list->size());
  auto* at = structure.make_at<CRYPT_BLOB>(info->rgValue, list->size());
  for (const Value& each : *list) structure.put(*at++, each.whole);
  return true;
}

bool decode_content(ByteView encoded, Structure& structure) {
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return false;
  Reader fields(sequence->content);
  const auto oid = fields.next(der::kObjectIdentifier);
  if (!oid) return false;
  auto* info = structure.make<CRYPT_CONTENT_INFO>();
  structure.put(info->pszObjId, der::oid_text(oid->content));
  if (const auto content = fields.next(der::constructed(0)))
    structure.put(info->Content, content->content);
  return true;
}

bool decode_object_identifier(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kObjectIdentifier);
  if (!value) return false;
  structure.put(*structure.make<LPSTR>(), der::oid_text(value->content));
  return true;
}
bool decode_algorithm(ByteView encoded, Structure& structure) {
  const auto value = der::read(encoded, der::kSequence);
  const auto algorithm = value ? read_algorithm(*value) : std::nullopt;
  if (!algorithm) return false;
  structure.put(*structure.make<CRYPT_ALGORITHM_IDENTIFIER>(), *algorithm);
  return true;
}

constexpr struct {
  uintptr_t type;
  Decoder decode;
} kDecoders[] = {
    {1, decode_signed},
    {2, decode_certificate},
    {4, decode_request},
    {5, decode_extensions},
    {6, decode_name_value<false>},
    {7, decode_name},
    {8, decode_public_key},
    {9, decode_authority_key},
    {12, decode_alternative_names},
    {14, decode_bits},
    {15, decode_basic_constraints},
    {16, decode_policies},
    {17, decode_time},
    {19, decode_rsa_public_key},
    {kUnicodeName, decode_unicode_name},
    {22, decode_attribute},
    {24, decode_name_value<true>},
    {25, decode_octets},
    {26, decode_bits},
    {27, decode_small_integer<der::kInteger>},
    {28, decode_integer},
    {29, decode_small_integer<der::kEnumerated>},
    {30, decode_time},
    {31, decode_authority_key2},
    {32, decode_access},
    {33, decode_content},
    {34, decode_sequence},
    {35, decode_points},
    {36, decode_usage},
    {38, decode_unsigned},
    {43, decode_rsa_private_key},
    {44, decode_private_key},
    {45, decode_encrypted_private_key},
    {47, decode_ecc_signature},
    {48, decode_attributes},
    {51, decode_bits},
    {72, decode_cng_rsa_public_key},
    {73, decode_object_identifier},
    {74, decode_algorithm},
    {82, decode_ecc_private_key},
};

// Extensions and keys by their object identifiers.
constexpr struct {
  std::string_view oid;
  uintptr_t type;
} kIdentifiers[] = {
    {"2.5.29.1", 9},
    {"2.5.29.7", 12},
    {"2.5.29.8", 12},
    {"2.5.29.14", 25},
    {"2.5.29.15", 14},
    {"2.5.29.17", 12},
    {"2.5.29.18", 12},
    {"2.5.29.19", 15},
    {"2.5.29.20", 27},
    {"2.5.29.21", 29},
    {"2.5.29.31", 35},
    {"2.5.29.32", 16},
    {"2.5.29.35", 31},
    {"2.5.29.37", 36},
    {"2.5.29.46", 35},
    {"1.3.6.1.5.5.7.1.1", 32},
    {"1.3.6.1.5.5.7.1.11", 32},
    {"1.2.840.113549.1.9.5", 30},
    {"1.2.840.113549.1.9.14", 5},
    {"1.3.6.1.4.1.311.2.1.14", 5},
};

constexpr DWORD CRYPT_DECODE_ALLOC_FLAG = 0x8000;

// Where the result goes: a buffer of the caller's, or memory of its allocator.
BOOL give(const Structure& structure, DWORD flags, const CRYPT_CODE_PARA* parameters, void* to,
          DWORD* size) {
  const auto needed = static_cast<DWORD>(structure.size());
  if (flags & CRYPT_DECODE_ALLOC_FLAG) {
    void* memory = parameters && parameters->cbSize >= sizeof *parameters && parameters->pfnAlloc
                       ? parameters->pfnAlloc(needed)
                       : heap_allocate(needed);
    if (!memory) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    structure.copy_to(memory);
    std::memcpy(to, &memory, sizeof memory);
    *size = needed;
    return TRUE;
  }
  const DWORD room = *size;
  *size = needed;
  if (!to) return TRUE;
  if (room < needed) return fail_with(ERROR_MORE_DATA);
  structure.copy_to(to);
  return TRUE;
}

}  // namespace

uintptr_t structure_type(LPCSTR type) {
  const auto number = reinterpret_cast<uintptr_t>(type);
  if (number < 0x10000) return number;
  const std::string_view oid = type;
  for (const auto& each : kIdentifiers)
    if (each.oid == oid) return each.type;
  return 0;
}

Decoder find_decoder(LPCSTR type) {
  const uintptr_t number = structure_type(type);
  for (const auto& each : kDecoders)
    if (each.type == number) return each.decode;
  return nullptr;
}

void describe_certificate(const Certificate& certificate, Structure& structure) {
  auto* info = structure.make<CERT_INFO>();
  info->dwVersion = certificate.version;
  structure.put_reversed(info->SerialNumber, certificate.serial);
  structure.put(info->SignatureAlgorithm, certificate.signature_algorithm);
  structure.put(info->Issuer, certificate.issuer);
  info->NotBefore = file_time(certificate.not_before);
  info->NotAfter = file_time(certificate.not_after);
  structure.put(info->Subject, certificate.subject);
  structure.put(info->SubjectPublicKeyInfo.Algorithm, certificate.key_algorithm);
  structure.put(info->SubjectPublicKeyInfo.PublicKey, certificate.key);
  if (certificate.issuer_id) structure.put(info->IssuerUniqueId, *certificate.issuer_id);
  if (certificate.subject_id) structure.put(info->SubjectUniqueId, *certificate.subject_id);
  put_extensions(certificate.extensions, info->cExtension, info->rgExtension, structure);
}

EXPORT(crypt32, BOOL, CryptDecodeObjectEx,
       (DWORD dwCertEncodingType, LPCSTR lpszStructType, const BYTE* pbEncoded, DWORD cbEncoded,
        DWORD dwFlags, const CRYPT_CODE_PARA* pDecodePara, void* pvStructInfo,
        DWORD* pcbStructInfo)) {
  const Decoder decode = find_decoder(lpszStructType);
  if (!decode) return fail_with(ERROR_FILE_NOT_FOUND);
  if (!pbEncoded || !cbEncoded) return fail_with(CRYPT_E_ASN1_EOD);
  Structure structure;
  if (!decode({pbEncoded, cbEncoded}, structure)) return fail_with(CRYPT_E_ASN1_BADTAG);
  return give(structure, dwFlags, pDecodePara, pvStructInfo, pcbStructInfo);
}
EXPORT(crypt32, BOOL, CryptDecodeObject,
       (DWORD dwCertEncodingType, LPCSTR lpszStructType, const BYTE* pbEncoded, DWORD cbEncoded,
        DWORD dwFlags, void* pvStructInfo, DWORD* pcbStructInfo)) {
  return CryptDecodeObjectEx(dwCertEncodingType, lpszStructType, pbEncoded, cbEncoded,
                             dwFlags & ~CRYPT_DECODE_ALLOC_FLAG, nullptr, pvStructInfo,
                             pcbStructInfo);
}

}  // namespace mimic::win::crypt32
