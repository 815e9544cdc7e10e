// Chains of certificates, built and verified by libcrypto against the host's authorities.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"

namespace mimic::win {

using Der = std::vector<uint8_t>;  // an encoded certificate

// What is wrong with a certificate or a chain, in the numbers of CERT_TRUST_STATUS (wincrypt.h).
inline constexpr DWORD CERT_TRUST_IS_NOT_TIME_VALID = 1, CERT_TRUST_IS_NOT_SIGNATURE_VALID = 8,
                       CERT_TRUST_IS_NOT_VALID_FOR_USAGE = 0x10,
                       CERT_TRUST_IS_UNTRUSTED_ROOT = 0x20, CERT_TRUST_INVALID_EXTENSION = 0x100,
                       CERT_TRUST_INVALID_BASIC_CONSTRAINTS = 0x400,
                       CERT_TRUST_INVALID_NAME_CONSTRAINTS = 0x800,
                       CERT_TRUST_IS_PARTIAL_CHAIN = 0x10000;

struct ChainElement {
  Der certificate;
  DWORD errors = 0;
  bool self_signed = false;
};
struct ChainRequest {
  std::span<const uint8_t> leaf;
  std::vector<std::span<const uint8_t>> others;  // that may stand between the leaf and an authority
  std::span<const Der> authorities;
  int64_t time = 0;                 // Unix seconds
  std::vector<std::string> usages;  // OIDs of extended key usages
  bool any_usage = false;           // one of them is enough
};
// The best chain that there is, from the leaf on; what is wrong stands in its elements.
// STATUS_NOT_SUPPORTED where libcrypto is not installed; STATUS_INVALID_PARAMETER for a leaf that
// is no certificate.
Expected<std::vector<ChainElement>> build_chain(const ChainRequest& request);

// Is the certificate that of a server with this name (a host's, or an address)?
bool certificate_names_host(std::span<const uint8_t> certificate, const std::string& host);

}  // namespace mimic::win
