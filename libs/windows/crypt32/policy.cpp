// CertVerifyCertificateChainPolicy: is a chain good enough for a purpose?
#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "libs/windows/core/certificate_chain.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/chain_types.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/crypt32/name_text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_E_EXPIRED = 0x800B0101, CERT_E_CRITICAL = 0x800B0105,
                CERT_E_UNTRUSTEDROOT = 0x800B0109, CERT_E_CHAINING = 0x800B010A,
                CERT_E_CN_NO_MATCH = 0x800B010F, CERT_E_WRONG_USAGE = 0x800B0110,
                TRUST_E_EXPLICIT_DISTRUST = 0x800B0111, CERT_E_INVALID_NAME = 0x800B0114,
                TRUST_E_CERT_SIGNATURE = 0x80096004, TRUST_E_BASIC_CONSTRAINTS = 0x80096019;

constexpr uintptr_t kBase = 1, kAuthenticode = 2, kAuthenticodeTimeStamp = 3, kSsl = 4,
                    kBasicConstraints = 5, kMicrosoftRoot = 7;

constexpr DWORD kIgnoreTime = 0x1, kIgnoreBasicConstraints = 0x8, kAllowUnknownAuthority = 0x10,
                kIgnoreUsage = 0x20, kIgnoreName = 0x40, kIgnoreEndRevocation = 0x100,
                kIgnoreAuthorityRevocation = 0x400, kIgnoreRootRevocation = 0x800,
                kIgnoreRevocation = 0xf00, kIgnoreCritical = 0x2000;
// fdwChecks of SSL_EXTRA_CERT_CHAIN_POLICY_PARA.
constexpr DWORD SECURITY_FLAG_IGNORE_REVOCATION = 0x80, SECURITY_FLAG_IGNORE_UNKNOWN_CA = 0x100,
                SECURITY_FLAG_IGNORE_WRONG_USAGE = 0x200,
                SECURITY_FLAG_IGNORE_CERT_CN_INVALID = 0x1000,
                SECURITY_FLAG_IGNORE_CERT_DATE_INVALID = 0x2000;

// What is wrong with a chain, the gravest first, and the flags that forgive it.
constexpr struct Fault {
  DWORD status, error, forgiven_by;
} kFaults[] = {
    {CERT_TRUST_IS_NOT_SIGNATURE_VALID, TRUST_E_CERT_SIGNATURE, 0},
    {CERT_TRUST_IS_EXPLICIT_DISTRUST, TRUST_E_EXPLICIT_DISTRUST, 0},
    {CERT_TRUST_IS_UNTRUSTED_ROOT, CERT_E_UNTRUSTEDROOT, kAllowUnknownAuthority},
    {CERT_TRUST_IS_PARTIAL_CHAIN, CERT_E_CHAINING, kAllowUnknownAuthority},
    {CERT_TRUST_IS_REVOKED, CRYPT_E_REVOKED, 0},
    {CERT_TRUST_IS_NOT_VALID_FOR_USAGE, CERT_E_WRONG_USAGE, kIgnoreUsage},
    {CERT_TRUST_IS_NOT_TIME_VALID, CERT_E_EXPIRED, kIgnoreTime},
    {CERT_TRUST_INVALID_NAME_CONSTRAINTS | CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT |
         CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT | CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT,
     CERT_E_INVALID_NAME, kIgnoreName},
    {CERT_TRUST_INVALID_BASIC_CONSTRAINTS, TRUST_E_BASIC_CONSTRAINTS, kIgnoreBasicConstraints},
    {CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT | CERT_TRUST_INVALID_EXTENSION, CERT_E_CRITICAL,
     kIgnoreCritical},
};

struct Verdict {
  DWORD error = 0;
  LONG chain = -1, element = -1;
};

// The element that has one of these faults; faults of the whole chain belong to none.
Verdict locate(const CERT_CHAIN_CONTEXT& context, DWORD status, DWORD error) {
  for (DWORD c = 0; c < context.cChain; ++c) {
    const CERT_SIMPLE_CHAIN& chain = *context.rgpChain[c];
    for (DWORD e = 0; e < chain.cElement; ++e)
      if (chain.rgpElement[e]->TrustStatus.dwErrorStatus & status)
        return {error, static_cast<LONG>(c), static_cast<LONG>(e)};
  }
  return {error, 0, -1};
}

Verdict check_revocation(const CERT_CHAIN_CONTEXT& context, DWORD flags) {
  for (DWORD c = 0; c < context.cChain; ++c) {
    const CERT_SIMPLE_CHAIN& chain = *context.rgpChain[c];
    for (DWORD e = 0; e < chain.cElement; ++e) {
      const CERT_TRUST_STATUS& status = chain.rgpElement[e]->TrustStatus;
      if (!(status.dwErrorStatus & CERT_TRUST_REVOCATION_STATUS_UNKNOWN)) continue;
      const DWORD forgiving = e == 0 ? kIgnoreEndRevocation
                              : status.dwInfoStatus & CERT_TRUST_IS_SELF_SIGNED
                                  ? kIgnoreRootRevocation
                                  : kIgnoreAuthorityRevocation;
      if (flags & forgiving) continue;
      return {status.dwErrorStatus & CERT_TRUST_IS_OFFLINE_REVOCATION ? CRYPT_E_REVOCATION_OFFLINE
                                                                      : CRYPT_E_NO_REVOCATION_CHECK,
              static_cast<LONG>(c), static_cast<LONG>(e)};
    }
  }
  return {};
}

Verdict check_base(const CERT_CHAIN_CONTEXT& context, DWORD flags) {
  const DWORD status = context.TrustStatus.dwErrorStatus;
  for (const Fault& fault : kFaults)
    if ((status & fault.status) && !(flags & fault.forgiven_by))
      return locate(context, fault.status, fault.error);
  return check_revocation(context, flags);
}

std::u16string lower(std::u16string_view text) {
  std::u16string result;
  for (const char16_t unit : text) result += downcase(unit);
  if (result.ends_with(u'.')) result.pop_back();
  return result;
}

// "*" stands for one whole label, the first.
bool host_matches(std::u16string_view host, std::u16string_view pattern) {
  if (!pattern.starts_with(u"*.")) return host == pattern;
  const size_t dot = host.find(u'.');
  return dot != host.npos && dot > 0 && host.substr(dot) == pattern.substr(1);
}

ByteVector address_of(const std::u16string& host) {
  const std::string text = to_utf8(host);
  ByteVector bytes(sizeof(in6_addr));
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
    bytes.resize(sizeof(in_addr));
  else if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
    bytes.clear();
  return bytes;
}

// The common name counts only where no alternative name is of a host.
bool is_certificate_of(const Certificate& certificate, const std::u16string& host) {
  const ByteVector address = address_of(host);
  bool has_names = false;
  if (const auto* extension = certificate.extension("2.5.29.17"))
    for (const der::Value& name : general_names(extension->value)) {
      if (name.tag == der::implicit(7) && !address.empty() &&
          std::ranges::equal(name.content, address))
        return true;
      if (name.tag != der::implicit(2)) continue;
      has_names = true;
      const auto text = der::read_text({der::kIa5String, name.content, name.whole});
      if (host_matches(host, lower(*text))) return true;
    }
  if (has_names) return false;
  return std::ranges::any_of(attribute_texts(certificate.subject, "2.5.4.3"),
                             [&](const auto& name) { return host_matches(host, lower(name)); });
}

DWORD flags_of_checks(DWORD checks) {
  DWORD flags = 0;
  if (checks & SECURITY_FLAG_IGNORE_REVOCATION) flags |= kIgnoreRevocation;
  if (checks & SECURITY_FLAG_IGNORE_UNKNOWN_CA) flags |= kAllowUnknownAuthority;
  if (checks & SECURITY_FLAG_IGNORE_WRONG_USAGE) flags |= kIgnoreUsage;
  if (checks & SECURITY_FLAG_IGNORE_CERT_DATE_INVALID) flags |= kIgnoreTime;
  if (checks & SECURITY_FLAG_IGNORE_CERT_CN_INVALID) flags |= kIgnoreName;
  return flags;
}

Verdict check_ssl(const CERT_CHAIN_CONTEXT& context, DWORD flags,
                  const SSL_EXTRA_CERT_CHAIN_POLICY_PARA* extra) {
  constexpr DWORD AUTHTYPE_SERVER = 2;
  if (extra) flags |= flags_of_checks(extra->fdwChecks);
  const Verdict verdict = check_base(context, flags);
  if (verdict.error) return verdict;
  if (!extra || extra->dwAuthType != AUTHTYPE_SERVER || !extra->pwszServerName ||
      (flags & kIgnoreName))
    return verdict;
  const auto& end = *context_of(context.rgpChain[0]->rgpElement[0]->pCertContext)->certificate;
  if (is_certificate_of(end, lower(view_of(extra->pwszServerName)))) return verdict;
  return {CERT_E_CN_NO_MATCH, 0, 0};
}

Verdict check_basic_constraints(const CERT_CHAIN_CONTEXT& context, DWORD flags) {
  constexpr DWORD kEndShouldBeAuthority = 0x80000000, kEndShouldBeEnd = 0x40000000;
  if (context.TrustStatus.dwErrorStatus & CERT_TRUST_INVALID_BASIC_CONSTRAINTS)
    return locate(context, CERT_TRUST_INVALID_BASIC_CONSTRAINTS, TRUST_E_BASIC_CONSTRAINTS);
  const auto& end = *context_of(context.rgpChain[0]->rgpElement[0]->pCertContext)->certificate;
  const auto constraints = end.basic_constraints();
  const bool authority = constraints && constraints->authority;
  if (((flags & kEndShouldBeAuthority) && !authority) || ((flags & kEndShouldBeEnd) && authority))
    return {TRUST_E_BASIC_CONSTRAINTS, 0, 0};
  return {};
}

}  // namespace

EXPORT(crypt32, BOOL, CertVerifyCertificateChainPolicy,
       (LPCSTR pszPolicyOID, const CERT_CHAIN_CONTEXT* pChainContext,
        const CERT_CHAIN_POLICY_PARA* pPolicyPara, CERT_CHAIN_POLICY_STATUS* pPolicyStatus)) {
  const DWORD flags = pPolicyPara ? pPolicyPara->dwFlags : 0;
  Verdict verdict;
  switch (reinterpret_cast<uintptr_t>(pszPolicyOID)) {
    case kBase:
    case kAuthenticode:
    case kAuthenticodeTimeStamp:
      verdict = check_base(*pChainContext, flags);
      break;
    case kSsl:
      verdict = check_ssl(*pChainContext, flags,
                          pPolicyPara ? static_cast<const SSL_EXTRA_CERT_CHAIN_POLICY_PARA*>(
                                            pPolicyPara->pvExtraPolicyPara)
                                      : nullptr);
      break;
    case kBasicConstraints:
      verdict = check_basic_constraints(*pChainContext, flags);
      break;
    case kMicrosoftRoot:  // no authority of the host is one of Microsoft's product roots
      verdict = {CERT_E_UNTRUSTEDROOT, 0, -1};
      break;
    default:
      return fail_with(ERROR_FILE_NOT_FOUND);
  }
  pPolicyStatus->dwError = verdict.error;
  pPolicyStatus->lChainIndex = verdict.chain;
  pPolicyStatus->lElementIndex = verdict.element;
  return TRUE;
}

}  // namespace mimic::win::crypt32
