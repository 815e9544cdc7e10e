// Chains of certificates: building them, and what a policy says of them.
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "libs/windows/core/certificate_chain.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/certificate.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_TRUST_HAS_NAME_MATCH_ISSUER = 4, CERT_TRUST_IS_SELF_SIGNED = 8,
                CERT_TRUST_HAS_PREFERRED_ISSUER = 0x100;
constexpr DWORD USAGE_MATCH_TYPE_OR = 1;

struct CERT_TRUST_STATUS {
  DWORD dwErrorStatus, dwInfoStatus;
};
struct CERT_CHAIN_ELEMENT {
  DWORD cbSize;
  const CERT_CONTEXT* pCertContext;
  CERT_TRUST_STATUS TrustStatus;
  PVOID pRevocationInfo, pIssuanceUsage, pApplicationUsage;
  LPCWSTR pwszExtendedErrorInfo;
};
struct CERT_SIMPLE_CHAIN {
  DWORD cbSize;
  CERT_TRUST_STATUS TrustStatus;
  DWORD cElement;
  CERT_CHAIN_ELEMENT** rgpElement;
  PVOID pTrustListInfo;
  BOOL fHasRevocationFreshnessTime;
  DWORD dwRevocationFreshnessTime;
};
struct CERT_CHAIN_CONTEXT {
  DWORD cbSize;
  CERT_TRUST_STATUS TrustStatus;
  DWORD cChain;
  CERT_SIMPLE_CHAIN** rgpChain;
  DWORD cLowerQualityChainContext;
  CERT_CHAIN_CONTEXT** rgpLowerQualityChainContext;
  BOOL fHasRevocationFreshnessTime;
  DWORD dwRevocationFreshnessTime, dwCreateFlags;
  GUID ChainId;
};
struct CTL_USAGE {
  DWORD cUsageIdentifier;
  LPSTR* rgpszUsageIdentifier;
};
struct CERT_CHAIN_PARA {
  DWORD cbSize;
  struct {
    DWORD dwType;
    CTL_USAGE Usage;
  } RequestedUsage;
};
static_assert(sizeof(CERT_CHAIN_ELEMENT) == 56 && sizeof(CERT_SIMPLE_CHAIN) == 40 &&
              sizeof(CERT_CHAIN_CONTEXT) == 72 && sizeof(CERT_CHAIN_PARA) == 32);

// One chain with all that it points to.
struct Chain : CERT_CHAIN_CONTEXT {
  ~Chain() {
    for (CERT_CHAIN_ELEMENT& element : elements)
      release_context(certificate_of(element.pCertContext));
  }
  std::atomic<ULONG> references{1};
  CERT_SIMPLE_CHAIN simple = {};
  CERT_SIMPLE_CHAIN* first = &simple;
  std::vector<CERT_CHAIN_ELEMENT> elements;
  std::vector<CERT_CHAIN_ELEMENT*> pointers;
};
Chain* chain_of(const CERT_CHAIN_CONTEXT* context) {
  return static_cast<Chain*>(const_cast<CERT_CHAIN_CONTEXT*>(context));
}

Chain* make_chain(std::vector<ChainElement> found, const CERT_CONTEXT* leaf) {
  auto* const chain = new Chain;
  chain->elements.resize(found.size());
  DWORD errors = 0;
  for (size_t index = 0; index < found.size(); ++index) {
    CERT_CHAIN_ELEMENT& element = chain->elements[index];
    element = {};
    element.cbSize = sizeof element;
    if (index == 0) {
      retain_context(certificate_of(leaf));
      element.pCertContext = leaf;
    } else {
      element.pCertContext = make_certificate(std::move(found[index].certificate), nullptr);
    }
    element.TrustStatus.dwErrorStatus = found[index].errors;
    element.TrustStatus.dwInfoStatus = CERT_TRUST_HAS_NAME_MATCH_ISSUER |
                                       CERT_TRUST_HAS_PREFERRED_ISSUER |
                                       (found[index].self_signed ? CERT_TRUST_IS_SELF_SIGNED : 0);
    errors |= found[index].errors;
    chain->pointers.push_back(&element);
  }
  CERT_SIMPLE_CHAIN& simple = chain->simple;
  simple.cbSize = sizeof simple;
  simple.cElement = static_cast<DWORD>(chain->elements.size());
  simple.rgpElement = chain->pointers.data();
  simple.TrustStatus = {errors, CERT_TRUST_HAS_PREFERRED_ISSUER};
  CERT_CHAIN_CONTEXT& context = *chain;
  context = {};
  context.cbSize = sizeof context;
  context.TrustStatus = simple.TrustStatus;
  context.cChain = 1;
  context.rgpChain = &chain->first;
  return chain;
}

int64_t unix_time(const FILETIME* time) {
  if (!time) return ::time(nullptr);
  const uint64_t ticks = uint64_t{time->dwHighDateTime} << 32 | time->dwLowDateTime;
  return static_cast<int64_t>(ticks / 10'000'000) - 11'644'473'600;
}

}  // namespace

// Engines differ in their stores and caches; every one is the default here.
EXPORT(crypt32, BOOL, CertCreateCertificateChainEngine,
       (const void* pConfig, HANDLE* phChainEngine)) {
  *phChainEngine = nullptr;
  return TRUE;
}
EXPORT(crypt32, void, CertFreeCertificateChainEngine, (HANDLE hChainEngine)) {}

EXPORT_PARTIAL("revocation is not looked at", crypt32, BOOL, CertGetCertificateChain,
               (HANDLE hChainEngine, const CERT_CONTEXT* pCertContext, const FILETIME* pTime,
                HCERTSTORE hAdditionalStore, const CERT_CHAIN_PARA* pChainPara, DWORD dwFlags,
                LPVOID pvReserved, const CERT_CHAIN_CONTEXT** ppChainContext)) {
  if (!pCertContext || !pChainPara || !ppChainContext) return fail_with(ERROR_INVALID_PARAMETER);
  *ppChainContext = nullptr;
  ChainRequest request;
  request.leaf = certificate_of(pCertContext)->bytes;
  for (const HCERTSTORE handle : {hAdditionalStore, pCertContext->hCertStore}) {
    if (!handle) continue;
    for (const Certificate* other : static_cast<Store*>(handle)->certificates)
      request.others.push_back(other->bytes);
    if (hAdditionalStore == pCertContext->hCertStore) break;
  }
  const std::vector<Der> authorities = host_authorities();
  request.authorities = authorities;
  request.time = unix_time(pTime);
  const CTL_USAGE& usage = pChainPara->RequestedUsage.Usage;
  for (DWORD index = 0; index < usage.cUsageIdentifier; ++index)
    request.usages.emplace_back(usage.rgpszUsageIdentifier[index]);
  request.any_usage = pChainPara->RequestedUsage.dwType == USAGE_MATCH_TYPE_OR;
  auto found = build_chain(request);
  if (!found) return kernel32::fail(found.error());
  *ppChainContext = make_chain(std::move(*found), pCertContext);
  return TRUE;
}

EXPORT(crypt32, const CERT_CHAIN_CONTEXT*, CertDuplicateCertificateChain,
       (const CERT_CHAIN_CONTEXT* pChainContext)) {
  if (pChainContext) chain_of(pChainContext)->references.fetch_add(1);
  return pChainContext;
}
EXPORT(crypt32, void, CertFreeCertificateChain, (const CERT_CHAIN_CONTEXT* pChainContext)) {
  if (!pChainContext) return;
  Chain* const chain = chain_of(pChainContext);
  if (chain->references.fetch_sub(1) == 1) delete chain;
}

namespace {

constexpr DWORD CERT_E_EXPIRED = 0x800B0101, CERT_E_UNTRUSTEDROOT = 0x800B0109,
                CERT_E_CHAINING = 0x800B010A, CERT_E_CN_NO_MATCH = 0x800B010F,
                CERT_E_WRONG_USAGE = 0x800B0110, CERT_E_INVALID_NAME = 0x800B0114,
                TRUST_E_CERT_SIGNATURE = 0x80096004, TRUST_E_BASIC_CONSTRAINTS = 0x80096019,
                CERT_E_CRITICAL = 0x800B0105;

struct CERT_CHAIN_POLICY_PARA {
  DWORD cbSize, dwFlags;
  void* pvExtraPolicyPara;
};
struct CERT_CHAIN_POLICY_STATUS {
  DWORD cbSize, dwError;
  LONG lChainIndex, lElementIndex;
  void* pvExtraPolicyStatus;
};
struct SSL_EXTRA_CERT_CHAIN_POLICY_PARA {
  DWORD cbSize, dwAuthType, fdwChecks;
  LPCWSTR pwszServerName;
};
constexpr DWORD AUTHTYPE_SERVER = 2;
// CERT_CHAIN_POLICY_IGNORE_…, which are what fdwChecks may leave out as well.
constexpr DWORD kIgnoreTime = 7, kIgnoreConstraints = 8, kAllowUnknownCa = 0x10,
                kIgnoreUsage = 0x20, kIgnoreName = 0x40;
constexpr DWORD SECURITY_FLAG_IGNORE_CERT_CN_INVALID = 0x1000,
                SECURITY_FLAG_IGNORE_CERT_DATE_INVALID = 0x2000,
                SECURITY_FLAG_IGNORE_UNKNOWN_CA = 0x100, SECURITY_FLAG_IGNORE_WRONG_USAGE = 0x200;
constexpr struct {
  DWORD check, flag;
} kChecks[] = {{SECURITY_FLAG_IGNORE_CERT_CN_INVALID, kIgnoreName},
               {SECURITY_FLAG_IGNORE_CERT_DATE_INVALID, kIgnoreTime},
               {SECURITY_FLAG_IGNORE_UNKNOWN_CA, kAllowUnknownCa},
               {SECURITY_FLAG_IGNORE_WRONG_USAGE, kIgnoreUsage}};

// What a policy objects to, the gravest first.
constexpr struct {
  DWORD trust, error, ignored_by;
} kObjections[] = {
    {CERT_TRUST_IS_NOT_SIGNATURE_VALID, TRUST_E_CERT_SIGNATURE, 0},
    {CERT_TRUST_IS_UNTRUSTED_ROOT, CERT_E_UNTRUSTEDROOT, kAllowUnknownCa},
    {CERT_TRUST_IS_PARTIAL_CHAIN, CERT_E_CHAINING, kAllowUnknownCa},
    {CERT_TRUST_INVALID_EXTENSION, CERT_E_CRITICAL, 0},
    {CERT_TRUST_INVALID_BASIC_CONSTRAINTS, TRUST_E_BASIC_CONSTRAINTS, kIgnoreConstraints},
    {CERT_TRUST_INVALID_NAME_CONSTRAINTS, CERT_E_INVALID_NAME, kIgnoreName},
    {CERT_TRUST_IS_NOT_TIME_VALID, CERT_E_EXPIRED, kIgnoreTime},
    {CERT_TRUST_IS_NOT_VALID_FOR_USAGE, CERT_E_WRONG_USAGE, kIgnoreUsage},
};

}  // namespace

EXPORT_PARTIAL("the base and the SSL policy", crypt32, BOOL, CertVerifyCertificateChainPolicy,
               (LPCSTR pszPolicyOID, const CERT_CHAIN_CONTEXT* pChainContext,
                const CERT_CHAIN_POLICY_PARA* pPolicyPara,
                CERT_CHAIN_POLICY_STATUS* pPolicyStatus)) {
  const auto policy = reinterpret_cast<uintptr_t>(pszPolicyOID);
  constexpr uintptr_t kBase = 1, kSsl = 4;
  if (policy != kBase && policy != kSsl) return fail_with(ERROR_FILE_NOT_FOUND);
  if (!pChainContext || !pPolicyStatus) return fail_with(ERROR_INVALID_PARAMETER);
  DWORD flags = pPolicyPara ? pPolicyPara->dwFlags : 0;
  const SSL_EXTRA_CERT_CHAIN_POLICY_PARA* ssl = nullptr;
  if (policy == kSsl && pPolicyPara)
    ssl = static_cast<const SSL_EXTRA_CERT_CHAIN_POLICY_PARA*>(pPolicyPara->pvExtraPolicyPara);
  if (ssl) {
    for (const auto& entry : kChecks)
      if (ssl->fdwChecks & entry.check) flags |= entry.flag;
  }
  pPolicyStatus->dwError = 0;
  pPolicyStatus->lChainIndex = pPolicyStatus->lElementIndex = -1;
  const Chain& chain = *chain_of(pChainContext);
  for (const auto& objection : kObjections) {
    if (objection.ignored_by & flags) continue;
    for (size_t index = 0; index < chain.elements.size(); ++index) {
      if (!(chain.elements[index].TrustStatus.dwErrorStatus & objection.trust)) continue;
      pPolicyStatus->dwError = objection.error;
      pPolicyStatus->lChainIndex = 0;
      pPolicyStatus->lElementIndex = static_cast<LONG>(index);
      return TRUE;
    }
  }
  if (!ssl || ssl->dwAuthType != AUTHTYPE_SERVER || !ssl->pwszServerName || flags & kIgnoreName)
    return TRUE;
  if (!certificate_names_host(certificate_of(chain.elements.front().pCertContext)->bytes,
                              to_utf8(view_of(ssl->pwszServerName)))) {
    pPolicyStatus->dwError = CERT_E_CN_NO_MATCH;
    pPolicyStatus->lChainIndex = pPolicyStatus->lElementIndex = 0;
  }
  return TRUE;
}

}  // namespace mimic::win::crypt32
