// Chains from a certificate up to an authority, and what is wrong with them (RFC 5280, 6).
#pragma once

#include <string>
#include <vector>

#include "libs/windows/core/certificate.h"

namespace mimic::win {

// dwErrorStatus and dwInfoStatus of CERT_TRUST_STATUS.
inline constexpr uint32_t CERT_TRUST_IS_NOT_TIME_VALID = 1, CERT_TRUST_IS_NOT_SIGNATURE_VALID = 8,
                          CERT_TRUST_IS_REVOKED = 4, CERT_TRUST_IS_NOT_VALID_FOR_USAGE = 0x10,
                          CERT_TRUST_IS_UNTRUSTED_ROOT = 0x20,
                          CERT_TRUST_REVOCATION_STATUS_UNKNOWN = 0x40,
                          CERT_TRUST_INVALID_EXTENSION = 0x100,
                          CERT_TRUST_INVALID_BASIC_CONSTRAINTS = 0x400,
                          CERT_TRUST_INVALID_NAME_CONSTRAINTS = 0x800,
                          CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT = 0x1000,
                          CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT = 0x4000,
                          CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT = 0x8000,
                          CERT_TRUST_IS_PARTIAL_CHAIN = 0x10000,
                          CERT_TRUST_HAS_WEAK_SIGNATURE = 0x100000,
                          CERT_TRUST_IS_OFFLINE_REVOCATION = 0x1000000,
                          CERT_TRUST_IS_EXPLICIT_DISTRUST = 0x4000000,
                          CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT = 0x8000000;
inline constexpr uint32_t CERT_TRUST_HAS_KEY_MATCH_ISSUER = 2, CERT_TRUST_HAS_NAME_MATCH_ISSUER = 4,
                          CERT_TRUST_IS_SELF_SIGNED = 8, CERT_TRUST_HAS_PREFERRED_ISSUER = 0x100,
                          CERT_TRUST_HAS_VALID_NAME_CONSTRAINTS = 0x400;

struct ChainLink {
  CertificatePointer certificate;
  uint32_t error = 0, info = 0;
};
struct CertificateChain {
  std::vector<ChainLink> links;  // from the certificate upwards
  uint32_t error = 0, info = 0;
};

enum class RevocationCheck { kNone, kEnd, kAll, kAllButRoot };

struct ChainRequest {
  CertificatePointer certificate;
  int64_t time = 0;  // 100 ns units since 1601
  // Where issuers are found, those that are trusted, and those that are not to be.
  std::vector<CertificatePointer> issuers, roots, distrusted;
  std::vector<std::string> usages;
  bool any_usage_will_do = false;  // or all of them are asked for
  // There is no way to ask for lists of revoked certificates: what should be checked is unknown.
  RevocationCheck revocation = RevocationCheck::kNone;
};

// The best chain first; never empty.
std::vector<CertificateChain> build_chains(const ChainRequest& request);

}  // namespace mimic::win
