// CryptEncodeObject: structures of Windows to their encoding.
#include <algorithm>
#include <cstring>
#include <string>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/decode.h"
#include "libs/windows/crypt32/string_types.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

using der::write;

ByteView bytes_of(const CRYPT_BLOB& blob) { return {blob.pbData, blob.cbData}; }
ByteVector reversed(const CRYPT_BLOB& blob) {
  ByteVector bytes(blob.pbData, blob.pbData + blob.cbData);
  std::ranges::reverse(bytes);
  return bytes;
}
void append(ByteVector& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }
void append(ByteVector& to, const CRYPT_BLOB& blob) { append(to, bytes_of(blob)); }

ByteVector write_bits(ByteView bytes, DWORD unused) {
  const uint8_t first[] = {static_cast<uint8_t>(unused & 7)};
  return write(der::kBitString, {first, bytes});
}
ByteVector write_bits(const CRYPT_BIT_BLOB& bits) {
  return write_bits({bits.pbData, bits.cbData}, bits.cUnusedBits);
}
ByteVector write_boolean(bool value) {
  const uint8_t content[] = {static_cast<uint8_t>(value ? 0xff : 0)};
  return write(der::kBoolean, content);
}

// Where a caller gives no parameters, NULL is meant, as RSA's algorithms want it.
ByteVector write_algorithm(const CRYPT_ALGORITHM_IDENTIFIER& algorithm, bool null_parameters) {
  ByteVector content = der::write_oid(algorithm.pszObjId ? algorithm.pszObjId : "");
  if (algorithm.Parameters.cbData)
    append(content, algorithm.Parameters);
  else if (null_parameters && std::string_view(algorithm.pszObjId).starts_with("1.2.840.113549."))
    append(content, write(der::kNull, ByteView()));
  return write(der::kSequence, content);
}
ByteVector write_key_info(const CERT_PUBLIC_KEY_INFO& info) {
  return write(der::kSequence, {write_algorithm(info.Algorithm, true), write_bits(info.PublicKey)});
}
ByteVector write_extensions(const CERT_EXTENSION* extensions, DWORD count) {
  ByteVector content;
  for (const CERT_EXTENSION& extension : std::span(extensions, count)) {
    ByteVector fields = der::write_oid(extension.pszObjId);
    if (extension.fCritical) append(fields, write_boolean(true));
    append(fields, write(der::kOctetString, bytes_of(extension.Value)));
    append(content, write(der::kSequence, fields));
  }
  return write(der::kSequence, content);
}
ByteVector write_attributes(uint8_t tag, const CRYPT_ATTRIBUTE* attributes, DWORD count) {
  ByteVector content;
  for (const CRYPT_ATTRIBUTE& attribute : std::span(attributes, count)) {
    ByteVector values;
    for (const CRYPT_BLOB& value : std::span(attribute.rgValue, attribute.cValue))
      append(values, value);
    append(content,
           write(der::kSequence, {der::write_oid(attribute.pszObjId), write(der::kSet, values)}));
  }
  return write(tag, content);
}

using Encoded = std::optional<ByteVector>;

Encoded encode_signed(const void* structure) {
  const auto& info = *static_cast<const CERT_SIGNED_CONTENT_INFO*>(structure);
  ByteVector signature(info.Signature.pbData, info.Signature.pbData + info.Signature.cbData);
  std::ranges::reverse(signature);
  return write(der::kSequence,
               {bytes_of(info.ToBeSigned), write_algorithm(info.SignatureAlgorithm, true),
                write_bits(signature, info.Signature.cUnusedBits)});
}

Encoded encode_certificate(const void* structure) {
  const auto& info = *static_cast<const CERT_INFO*>(structure);
  ByteVector content;
  if (info.dwVersion)
    append(content, write(der::constructed(0), der::write_integer(info.dwVersion)));
  append(content, write(der::kInteger, reversed(info.SerialNumber)));
  append(content, write_algorithm(info.SignatureAlgorithm, true));
  append(content, info.Issuer);
  append(content, write(der::kSequence, {der::write_time(time_of(info.NotBefore)),
                                         der::write_time(time_of(info.NotAfter))}));
  append(content, info.Subject);
  append(content, write_key_info(info.SubjectPublicKeyInfo));
  if (info.cExtension)
    append(content,
           write(der::constructed(3), write_extensions(info.rgExtension, info.cExtension)));
  return write(der::kSequence, content);
}

Encoded encode_request(const void* structure) {
  const auto& info = *static_cast<const CERT_REQUEST_INFO*>(structure);
  return write(der::kSequence,
               {der::write_integer(info.dwVersion), bytes_of(info.Subject),
                write_key_info(info.SubjectPublicKeyInfo),
                write_attributes(der::constructed(0), info.rgAttribute, info.cAttribute)});
}

Encoded encode_extensions(const void* structure) {
  const auto& info = *static_cast<const CERT_EXTENSIONS*>(structure);
  return write_extensions(info.rgExtension, info.cExtension);
}

bool is_printable(std::u16string_view text) {
  constexpr std::u16string_view kAllowed =
      u"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?";
  return text.find_first_not_of(kAllowed) == text.npos;
}

// A string's value as its type says. Texts are UTF-16 where `unicode`, or for the types that are.
Encoded write_string(DWORD value_type, const CRYPT_BLOB& value, bool unicode) {
  DWORD type = value_type & CERT_RDN_TYPE_MASK;
  if (type == CERT_RDN_ENCODED_BLOB) return ByteVector(value.pbData, value.pbData + value.cbData);
  if (type == CERT_RDN_OCTET_STRING) return write(der::kOctetString, bytes_of(value));
  std::u16string text;
  if (unicode || type == CERT_RDN_UNICODE_STRING || type == CERT_RDN_UTF8_STRING) {
    const auto* units = reinterpret_cast<const WCHAR*>(value.pbData);
    text = value.cbData || !units ? std::u16string(units, value.cbData / sizeof(WCHAR))
                                  : std::u16string(view_of(units));
  } else {
    for (const uint8_t letter : bytes_of(value)) text += static_cast<char16_t>(letter);
  }
  if (type == 0) type = is_printable(text) ? CERT_RDN_PRINTABLE_STRING : CERT_RDN_UTF8_STRING;
  const uint8_t tag = string_tag(type);
  if (!tag) return std::nullopt;
  if (tag == der::kUtf8String) return write(tag, der::view(to_utf8(text)));
  ByteVector bytes;
  for (const char16_t unit : text) {
    if (tag == der::kBmpString) bytes.push_back(static_cast<uint8_t>(unit >> 8));
    if (tag == der::kUniversalString)
      append(bytes, ByteVector{0, 0, static_cast<uint8_t>(unit >> 8)});
    if (tag != der::kBmpString && tag != der::kUniversalString && unit > 0xff) return std::nullopt;
    bytes.push_back(static_cast<uint8_t>(unit));
  }
  return write(tag, bytes);
}

template <bool unicode>
Encoded encode_name(const void* structure) {
  const auto& info = *static_cast<const CERT_NAME_INFO*>(structure);
  ByteVector names;
  for (const CERT_RDN& name : std::span(info.rgRDN, info.cRDN)) {
    std::vector<ByteVector> attributes;
    for (const CERT_RDN_ATTR& attribute : std::span(name.rgRDNAttr, name.cRDNAttr)) {
      const auto value = write_string(attribute.dwValueType, attribute.Value, unicode);
      if (!value) return std::nullopt;
      attributes.push_back(write(der::kSequence, {der::write_oid(attribute.pszObjId), *value}));
    }
    std::ranges::sort(attributes);  // members of a SET are sorted
    ByteVector content;
    for (const ByteVector& attribute : attributes) append(content, attribute);
    append(names, write(der::kSet, content));
  }
  return write(der::kSequence, names);
}
template <bool unicode>
Encoded encode_name_value(const void* structure) {
  const auto& info = *static_cast<const CERT_NAME_VALUE*>(structure);
  return write_string(info.dwValueType, info.Value, unicode);
}

Encoded encode_public_key(const void* structure) {
  return write_key_info(*static_cast<const CERT_PUBLIC_KEY_INFO*>(structure));
}

Encoded write_general_name(const CERT_ALT_NAME_ENTRY& entry) {
  enum { kOther = 1, kMail, kDns, kX400, kDirectory, kEdi, kUri, kAddress, kRegistered };
  const int number = static_cast<int>(entry.dwAltNameChoice) - 1;
  switch (entry.dwAltNameChoice) {
    case kOther:
      return write(der::constructed(number),
                   {der::write_oid(entry.pOtherName->pszObjId),
                    write(der::constructed(0), bytes_of(entry.pOtherName->Value))});
    case kMail:
    case kDns:
    case kUri: {
      ByteVector bytes;
      for (const char16_t unit : view_of(entry.pwszName)) {
        if (unit > 0x7f) return std::nullopt;
        bytes.push_back(static_cast<uint8_t>(unit));
      }
      return write(der::implicit(number), bytes);
    }
    case kDirectory:
      return write(der::constructed(number), bytes_of(entry.DirectoryName));
    case kAddress:
      return write(der::implicit(number), bytes_of(entry.IPAddress));
    case kRegistered:
      return write(der::implicit(number), der::oid_content(entry.pszRegisteredID));
    default:
      return std::nullopt;
  }
}
Encoded write_general_names(uint8_t tag, const CERT_ALT_NAME_INFO& info) {
  ByteVector content;
  for (const CERT_ALT_NAME_ENTRY& entry : std::span(info.rgAltEntry, info.cAltEntry)) {
    const auto name = write_general_name(entry);
    if (!name) return std::nullopt;
    append(content, *name);
  }
  return write(tag, content);
}
Encoded encode_alternative_names(const void* structure) {
  return write_general_names(der::kSequence, *static_cast<const CERT_ALT_NAME_INFO*>(structure));
}

Encoded encode_basic_constraints(const void* structure) {
  const auto& info = *static_cast<const CERT_BASIC_CONSTRAINTS2_INFO*>(structure);
  ByteVector content;
  if (info.fCA) append(content, write_boolean(true));
  if (info.fPathLenConstraint) append(content, der::write_integer(info.dwPathLenConstraint));
  return write(der::kSequence, content);
}

Encoded encode_bits(const void* structure) {
  return write_bits(*static_cast<const CRYPT_BIT_BLOB*>(structure));
}
Encoded encode_bits_without_zeros(const void* structure) {
  const auto& info = *static_cast<const CRYPT_BIT_BLOB*>(structure);
  ByteView bytes(info.pbData, info.cbData);
  while (!bytes.empty() && bytes.back() == 0) bytes = bytes.first(bytes.size() - 1);
  DWORD unused = 0;
  if (!bytes.empty())
    while (!(bytes.back() >> unused & 1)) ++unused;
  return write_bits(bytes, unused);
}
Encoded encode_octets(const void* structure) {
  return write(der::kOctetString, bytes_of(*static_cast<const CRYPT_BLOB*>(structure)));
}
Encoded encode_small_integer(const void* structure) {
  return der::write_integer(*static_cast<const int32_t*>(structure));
}
Encoded encode_enumerated(const void* structure) {
  ByteVector bytes = der::write_integer(*static_cast<const int32_t*>(structure));
  bytes[0] = der::kEnumerated;
  return bytes;
}
// The shortest bytes with the same sign.
Encoded encode_integer(const void* structure) {
  const ByteVector bytes = reversed(*static_cast<const CRYPT_BLOB*>(structure));
  ByteView number = bytes;
  while (number.size() > 1 &&
         ((number[0] == 0 && !(number[1] & 0x80)) || (number[0] == 0xff && (number[1] & 0x80))))
    number = number.subspan(1);
  return write(der::kInteger, number);
}
Encoded encode_unsigned(const void* structure) {
  return der::write_unsigned(reversed(*static_cast<const CRYPT_BLOB*>(structure)));
}
Encoded encode_time(const void* structure) {
  return der::write_time(time_of(*static_cast<const FILETIME*>(structure)));
}

Encoded encode_authority_key(const void* structure) {
  const auto& info = *static_cast<const CERT_AUTHORITY_KEY_ID_INFO*>(structure);
  ByteVector content;
  if (info.KeyId.cbData) append(content, write(der::implicit(0), bytes_of(info.KeyId)));
  if (info.CertIssuer.cbData)
    append(content,
           write(der::constructed(1), write(der::constructed(4), bytes_of(info.CertIssuer))));
  if (info.CertSerialNumber.cbData)
    append(content, write(der::implicit(2), reversed(info.CertSerialNumber)));
  return write(der::kSequence, content);
}
Encoded encode_authority_key2(const void* structure) {
  const auto& info = *static_cast<const CERT_AUTHORITY_KEY_ID2_INFO*>(structure);
  ByteVector content;
  if (info.KeyId.cbData) append(content, write(der::implicit(0), bytes_of(info.KeyId)));
  if (info.AuthorityCertIssuer.cAltEntry) {
    const auto names = write_general_names(der::constructed(1), info.AuthorityCertIssuer);
    if (!names) return std::nullopt;
    append(content, *names);
  }
  if (info.AuthorityCertSerialNumber.cbData)
    append(content, write(der::implicit(2), reversed(info.AuthorityCertSerialNumber)));
  return write(der::kSequence, content);
}

Encoded encode_access(const void* structure) {
  const auto& info = *static_cast<const CERT_AUTHORITY_INFO_ACCESS*>(structure);
  ByteVector content;
  for (const CERT_ACCESS_DESCRIPTION& each : std::span(info.rgAccDescr, info.cAccDescr)) {
    const auto name = write_general_name(each.AccessLocation);
    if (!name) return std::nullopt;
    append(content, write(der::kSequence, {der::write_oid(each.pszAccessMethod), *name}));
  }
  return write(der::kSequence, content);
}
Encoded encode_sequence(const void* structure) {
  const auto& info = *static_cast<const CRYPT_SEQUENCE_OF_ANY*>(structure);
  ByteVector content;
  for (const CRYPT_BLOB& value : std::span(info.rgValue, info.cValue)) append(content, value);
  return write(der::kSequence, content);
}
Encoded encode_content(const void* structure) {
  const auto& info = *static_cast<const CRYPT_CONTENT_INFO*>(structure);
  ByteVector content = der::write_oid(info.pszObjId);
  if (info.Content.cbData) append(content, write(der::constructed(0), bytes_of(info.Content)));
  return write(der::kSequence, content);
}
Encoded encode_usage(const void* structure) {
  const auto& info = *static_cast<const CTL_USAGE*>(structure);
  ByteVector content;
  for (const LPCSTR usage : std::span(info.rgpszUsageIdentifier, info.cUsageIdentifier))
    append(content, der::write_oid(usage));
  return write(der::kSequence, content);
}
Encoded encode_attribute(const void* structure) {
  const ByteVector one =
      write_attributes(der::kSet, static_cast<const CRYPT_ATTRIBUTE*>(structure), 1);
  const auto content = der::read(one, der::kSet)->content;
  return ByteVector(content.begin(), content.end());
}
Encoded encode_attributes(const void* structure) {
  const auto& info = *static_cast<const CRYPT_ATTRIBUTES*>(structure);
  return write_attributes(der::kSet, info.rgAttr, info.cAttr);
}

Encoded encode_rsa_public_key(const void* structure) {
  struct Blob {
    PUBLICKEYSTRUC header;
    RSAPUBKEY key;
  };
  constexpr DWORD kMagic = 0x31415352;  // RSA1
  const auto& blob = *static_cast<const Blob*>(structure);
  if (blob.key.magic != kMagic) return std::nullopt;
  const auto* modulus = static_cast<const BYTE*>(structure) + sizeof blob;
  ByteVector number(modulus, modulus + blob.key.bitlen / 8);
  std::ranges::reverse(number);
  return write(der::kSequence, {der::write_unsigned(number), der::write_integer(blob.key.pubexp)});
}
Encoded encode_cng_rsa_public_key(const void* structure) {
  const auto& blob = *static_cast<const BCRYPT_RSAKEY_BLOB*>(structure);
  const auto* exponent = static_cast<const BYTE*>(structure) + sizeof blob;
  return write(der::kSequence, {der::write_unsigned({exponent + blob.cbPublicExp, blob.cbModulus}),
                                der::write_unsigned({exponent, blob.cbPublicExp})});
}
Encoded encode_ecc_signature(const void* structure) {
  const auto& info = *static_cast<const CERT_ECC_SIGNATURE*>(structure);
  return write(der::kSequence,
               {der::write_unsigned(reversed(info.r)), der::write_unsigned(reversed(info.s))});
}
Encoded encode_private_key(const void* structure) {
  const auto& info = *static_cast<const CRYPT_PRIVATE_KEY_INFO*>(structure);
  ByteVector content = der::write_integer(info.Version);
  append(content, write_algorithm(info.Algorithm, true));
  append(content, write(der::kOctetString, bytes_of(info.PrivateKey)));
  if (info.pAttributes)
    append(content, write_attributes(der::constructed(0), info.pAttributes->rgAttr,
                                     info.pAttributes->cAttr));
  return write(der::kSequence, content);
}
Encoded encode_object_identifier(const void* structure) {
  return der::write_oid(*static_cast<const LPCSTR*>(structure));
}
Encoded encode_algorithm(const void* structure) {
  return write_algorithm(*static_cast<const CRYPT_ALGORITHM_IDENTIFIER*>(structure), false);
}

constexpr struct {
  uintptr_t type;
  Encoded (*encode)(const void* structure);
} kEncoders[] = {
    {1, encode_signed},
    {2, encode_certificate},
    {4, encode_request},
    {5, encode_extensions},
    {6, encode_name_value<false>},
    {7, encode_name<false>},
    {8, encode_public_key},
    {9, encode_authority_key},
    {12, encode_alternative_names},
    {14, encode_bits_without_zeros},
    {15, encode_basic_constraints},
    {17, encode_time},
    {19, encode_rsa_public_key},
    {20, encode_name<true>},
    {22, encode_attribute},
    {24, encode_name_value<true>},
    {25, encode_octets},
    {26, encode_bits},
    {27, encode_small_integer},
    {28, encode_integer},
    {29, encode_enumerated},
    {30, encode_time},
    {31, encode_authority_key2},
    {32, encode_access},
    {33, encode_content},
    {34, encode_sequence},
    {36, encode_usage},
    {38, encode_unsigned},
    {44, encode_private_key},
    {47, encode_ecc_signature},
    {48, encode_attributes},
    {51, encode_bits_without_zeros},
    {72, encode_cng_rsa_public_key},
    {73, encode_object_identifier},
    {74, encode_algorithm},
};

}  // namespace

EXPORT(crypt32, BOOL, CryptEncodeObjectEx,
       (DWORD dwCertEncodingType, LPCSTR lpszStructType, const void* pvStructInfo, DWORD dwFlags,
        const CRYPT_CODE_PARA* pEncodePara, void* pvEncoded, DWORD* pcbEncoded)) {
  constexpr DWORD CRYPT_ENCODE_ALLOC_FLAG = 0x8000;
  const uintptr_t type = structure_type(lpszStructType);
  const auto* found =
      std::ranges::find_if(kEncoders, [&](const auto& each) { return each.type == type; });
  if (found == std::end(kEncoders)) return fail_with(ERROR_FILE_NOT_FOUND);
  const auto encoded = found->encode(pvStructInfo);
  if (!encoded) return fail_with(CRYPT_E_BAD_ENCODE);
  const DWORD room = *pcbEncoded;
  *pcbEncoded = static_cast<DWORD>(encoded->size());
  if (dwFlags & CRYPT_ENCODE_ALLOC_FLAG) {
    void* memory =
        pEncodePara && pEncodePara->cbSize >= sizeof *pEncodePara && pEncodePara->pfnAlloc
            ? pEncodePara->pfnAlloc(encoded->size())
            : heap_allocate(encoded->size());
    if (!memory) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    std::ranges::copy(*encoded, static_cast<BYTE*>(memory));
    std::memcpy(pvEncoded, &memory, sizeof memory);
    return TRUE;
  }
  if (!pvEncoded) return TRUE;
  if (room < encoded->size()) return fail_with(ERROR_MORE_DATA);
  std::ranges::copy(*encoded, static_cast<BYTE*>(pvEncoded));
  return TRUE;
}
EXPORT(crypt32, BOOL, CryptEncodeObject,
       (DWORD dwCertEncodingType, LPCSTR lpszStructType, const void* pvStructInfo, BYTE* pbEncoded,
        DWORD* pcbEncoded)) {
  return CryptEncodeObjectEx(dwCertEncodingType, lpszStructType, pvStructInfo, 0, nullptr,
                             pbEncoded, pcbEncoded);
}

}  // namespace mimic::win::crypt32
