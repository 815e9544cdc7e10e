#include "libs/windows/crypt32/key_names.h"

#include <bit>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::crypt32 {

namespace {

constexpr SignatureName kSignatures[] = {
    {"1.2.840.113549.1.1.4", "MD5", u"RSA/MD5"},
    {"1.2.840.113549.1.1.5", "SHA1", u"RSA/SHA1"},
    {"1.3.14.3.2.29", "SHA1", u"RSA/SHA1"},
    {"1.2.840.113549.1.1.11", "SHA256", u"RSA/SHA256"},
    {"1.2.840.113549.1.1.12", "SHA384", u"RSA/SHA384"},
    {"1.2.840.113549.1.1.13", "SHA512", u"RSA/SHA512"},
    {"1.2.840.10040.4.3", "SHA1", u"DSA/SHA1"},
    {"1.2.840.10045.4.1", "SHA1", u"ECDSA/SHA1"},
    {"1.2.840.10045.4.3.2", "SHA256", u"ECDSA/SHA256"},
    {"1.2.840.10045.4.3.3", "SHA384", u"ECDSA/SHA384"},
    {"1.2.840.10045.4.3.4", "SHA512", u"ECDSA/SHA512"},
};

constexpr std::string_view kRsa = "1.2.840.113549.1.1.1", kEllipticCurve = "1.2.840.10045.2.1";

constexpr struct Curve {
  std::string_view oid;
  DWORD bits;
  std::u16string_view name;
} kCurves[] = {
    {"1.2.840.10045.3.1.7", 256, u"ECDSA_P256"},
    {"1.3.132.0.34", 384, u"ECDSA_P384"},
    {"1.3.132.0.35", 521, u"ECDSA_P521"},
};

const Curve* find_curve(ByteView parameters) {
  const auto value = der::read(parameters, der::kObjectIdentifier);
  if (!value) return nullptr;
  const std::string oid = der::oid_text(value->content);
  for (const Curve& curve : kCurves)
    if (curve.oid == oid) return &curve;
  return nullptr;
}

}  // namespace

const SignatureName* find_signature(std::string_view oid) {
  for (const SignatureName& name : kSignatures)
    if (name.oid == oid) return &name;
  return nullptr;
}

DWORD key_length(std::string_view algorithm, ByteView parameters, ByteView key) {
  if (algorithm == kRsa) {
    const auto sequence = der::read(key, der::kSequence);
    const auto modulus = sequence ? der::read(sequence->content, der::kInteger) : std::nullopt;
    ByteView bytes = modulus ? modulus->content : ByteView();
    while (!bytes.empty() && bytes[0] == 0) bytes = bytes.subspan(1);
    if (bytes.empty()) return 0;
    return static_cast<DWORD>(bytes.size() * 8) - static_cast<DWORD>(std::countl_zero(bytes[0]));
  }
  if (algorithm == kEllipticCurve)
    if (const Curve* curve = find_curve(parameters)) return curve->bits;
  return 0;
}
DWORD key_length(const Certificate& certificate) {
  return key_length(certificate.key_algorithm.oid, certificate.key_algorithm.parameters,
                    certificate.key.bytes);
}

std::u16string key_name(const Certificate& certificate) {
  const DWORD bits = key_length(certificate);
  if (!bits) return {};
  const Curve* curve = find_curve(certificate.key_algorithm.parameters);
  const std::u16string_view kind = certificate.key_algorithm.oid == kRsa ? u"RSA" : curve->name;
  return std::u16string(kind) + u'/' + to_utf16(std::to_string(bits));
}

EXPORT(crypt32, DWORD, CertGetPublicKeyLength,
       (DWORD dwCertEncodingType, const CERT_PUBLIC_KEY_INFO* pPublicKey)) {
  const CRYPT_BLOB& parameters = pPublicKey->Algorithm.Parameters;
  return key_length(pPublicKey->Algorithm.pszObjId, {parameters.pbData, parameters.cbData},
                    {pPublicKey->PublicKey.pbData, pPublicKey->PublicKey.cbData});
}

}  // namespace mimic::win::crypt32
