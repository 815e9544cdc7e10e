// An X.509 certificate (RFC 5280), read once and never changed, and what its extensions say.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/der.h"

namespace mimic::win {

struct AlgorithmIdentifier {
  std::string oid;
  ByteView parameters;  // with its tag; empty where absent
};
std::optional<AlgorithmIdentifier> read_algorithm(const der::Value& value);

struct BitString {
  ByteView bytes;
  uint8_t unused = 0;  // bits of the last byte
};
std::optional<BitString> read_bits(const der::Value& value);

struct CertificateExtension {
  std::string oid;
  bool critical = false;
  ByteView value;
};
// The content of a SEQUENCE of extensions.
std::optional<std::vector<CertificateExtension>> read_extensions(ByteView content);

class Certificate {
 public:
  // Null where the bytes are no certificate; what follows one is left out.
  static std::shared_ptr<const Certificate> parse(ByteView bytes);
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  // All views are of `bytes`.
  ByteVector bytes;
  ByteView to_be_signed;
  uint32_t version = 0;  // as encoded: 2 is v3
  ByteView serial;       // big-endian
  AlgorithmIdentifier signature_algorithm;
  ByteView issuer, subject;               // with their tags
  int64_t not_before = 0, not_after = 0;  // 100 ns units since 1601
  ByteView public_key_info;               // with its tag
  AlgorithmIdentifier key_algorithm;
  BitString key;
  std::optional<BitString> issuer_id, subject_id;
  std::vector<CertificateExtension> extensions;
  BitString signature;

  const CertificateExtension* extension(std::string_view oid) const;
  bool is_self_issued() const;
  bool operator==(const Certificate& other) const { return bytes == other.bytes; }

  // Does the key of `issuer` verify the signature? False also where libcrypto is not there.
  bool is_signed_by(const Certificate& issuer) const;

  struct BasicConstraints {
    bool authority = false;
    std::optional<int64_t> path_length;
  };
  std::optional<BasicConstraints> basic_constraints() const;
  // The first two bytes of the key usage; nothing where the certificate has none.
  std::optional<uint16_t> key_usage() const;
  // The purposes it may be used for; nothing where it is good for all.
  std::optional<std::vector<std::string>> enhanced_key_usage() const;
  // Of the subject and of the issuer's key. Empty where not given.
  ByteView subject_key_id() const;
  ByteView authority_key_id() const;

 private:
  Certificate() = default;
  bool read();
};
using CertificatePointer = std::shared_ptr<const Certificate>;

// The alternative names of an extension's value: (tag, content), as GeneralName has them.
std::vector<der::Value> general_names(ByteView value);

// The certificates of a PEM text, or of DER bytes: one certificate, or those of a PKCS #7 message.
std::vector<CertificatePointer> read_certificates(ByteView bytes);
// The authorities that the host trusts, read when first asked for.
const std::vector<CertificatePointer>& host_authorities();

}  // namespace mimic::win
