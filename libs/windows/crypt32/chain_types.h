// The structures of certificate chains.
#pragma once

#include "libs/windows/crypt32/types.h"

namespace mimic::win::crypt32 {

struct CERT_TRUST_STATUS {
  DWORD dwErrorStatus, dwInfoStatus;
};
struct CERT_CHAIN_ELEMENT {
  DWORD cbSize;
  const CERT_CONTEXT* pCertContext;
  CERT_TRUST_STATUS TrustStatus;
  void* pRevocationInfo;
  CERT_ENHKEY_USAGE *pIssuanceUsage, *pApplicationUsage;
  LPCWSTR pwszExtendedErrorInfo;
};
struct CERT_SIMPLE_CHAIN {
  DWORD cbSize;
  CERT_TRUST_STATUS TrustStatus;
  DWORD cElement;
  CERT_CHAIN_ELEMENT** rgpElement;
  void* pTrustListInfo;
  BOOL fHasRevocationFreshnessTime;
  DWORD dwRevocationFreshnessTime;
};
struct CERT_CHAIN_CONTEXT {
  DWORD cbSize;
  CERT_TRUST_STATUS TrustStatus;
  DWORD cChain;
  CERT_SIMPLE_CHAIN** rgpChain;
  DWORD cLowerQualityChainContext;
  const CERT_CHAIN_CONTEXT** rgpLowerQualityChainContext;
  BOOL fHasRevocationFreshnessTime;
  DWORD dwRevocationFreshnessTime, dwCreateFlags;
  GUID ChainId;
};
struct CERT_USAGE_MATCH {
  DWORD dwType;  // 0 all of them, 1 any
  CERT_ENHKEY_USAGE Usage;
};
struct CERT_CHAIN_PARA {
  DWORD cbSize;
  CERT_USAGE_MATCH RequestedUsage;
};
struct CERT_CHAIN_ENGINE_CONFIG {
  DWORD cbSize;
  HCERTSTORE hRestrictedRoot, hRestrictedTrust, hRestrictedOther;
  DWORD cAdditionalStore;
  HCERTSTORE* rghAdditionalStore;
  DWORD dwFlags, dwUrlRetrievalTimeout, MaximumCachedCertificates, CycleDetectionModulus;
  HCERTSTORE hExclusiveRoot, hExclusiveTrustedPeople;  // as of Windows 7
  DWORD dwExclusiveFlags;
};
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
  LPWSTR pwszServerName;
};

}  // namespace mimic::win::crypt32
