// A chain of one certificate, an authority that the system trusts: good today, not yet so in 1970.
// A certificate outlives the handle of the store that it is in.
#include "check.h"
// clang-format off: stands on windows.h
#include <wincrypt.h>
// clang-format on

static const CERT_CONTEXT* authority(void) {
  HCERTSTORE roots = CertOpenSystemStoreW(0, L"ROOT");
  CHECK(roots);
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  const CERT_CONTEXT* found = NULL;
  CERT_CHAIN_PARA para = {sizeof para};
  while ((found = CertEnumCertificatesInStore(roots, found))) {
    const CERT_CHAIN_CONTEXT* chain;
    CHECK(CertGetCertificateChain(NULL, found, &now, NULL, &para, 0, NULL, &chain));
    BOOL good = chain->TrustStatus.dwErrorStatus == 0;
    CertFreeCertificateChain(chain);
    if (good) break;
  }
  CHECK(found);
  const CERT_CONTEXT* copy =
      CertCreateCertificateContext(X509_ASN_ENCODING, found->pbCertEncoded, found->cbCertEncoded);
  CHECK(copy && copy->cbCertEncoded == found->cbCertEncoded);
  CHECK(CertFreeCertificateContext(found) && CertCloseStore(roots, 0));
  return copy;
}

static DWORD judge(const CERT_CHAIN_CONTEXT* chain, LPCSTR policy, const WCHAR* host) {
  SSL_EXTRA_CERT_CHAIN_POLICY_PARA ssl = {{sizeof ssl}, AUTHTYPE_SERVER, 0, (WCHAR*)host};
  CERT_CHAIN_POLICY_PARA para = {sizeof para, 0, host ? &ssl : NULL};
  CERT_CHAIN_POLICY_STATUS status = {sizeof status};
  CHECK(CertVerifyCertificateChainPolicy(policy, chain, &para, &status));
  return status.dwError;
}

int main(void) {
  const BYTE garbage[] = {0x30, 0x05, 1, 2};
  SetLastError(0);
  CHECK(!CertCreateCertificateContext(X509_ASN_ENCODING, garbage, sizeof garbage));
  CHECK(GetLastError());

  const CERT_CONTEXT* root = authority();
  HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0,
                                   CERT_STORE_DEFER_CLOSE_UNTIL_LAST_FREE_FLAG, NULL);
  CHECK(store);
  const CERT_CONTEXT* held = NULL;
  CHECK(CertAddCertificateContextToStore(store, root, CERT_STORE_ADD_ALWAYS, &held));
  CHECK(held && held->hCertStore == store);
  CHECK(CertFreeCertificateContext(root) && CertCloseStore(store, 0));

  CERT_CHAIN_PARA para = {sizeof para};
  const CERT_CHAIN_CONTEXT* chain;
  CHECK(CertGetCertificateChain(NULL, held, NULL, held->hCertStore, &para, 0, NULL, &chain));
  CHECK(chain->TrustStatus.dwErrorStatus == 0 && chain->cChain == 1);
  CHECK(chain->rgpChain[0]->cElement == 1);
  const CERT_CHAIN_ELEMENT* element = chain->rgpChain[0]->rgpElement[0];
  CHECK(element->TrustStatus.dwInfoStatus & CERT_TRUST_IS_SELF_SIGNED);
  CHECK(element->pCertContext->cbCertEncoded == held->cbCertEncoded);
  CHECK(!memcmp(element->pCertContext->pbCertEncoded, held->pbCertEncoded, held->cbCertEncoded));
  CHECK(judge(chain, CERT_CHAIN_POLICY_BASE, NULL) == 0);
  CHECK(judge(chain, CERT_CHAIN_POLICY_SSL, L"no.such.host.invalid") == (DWORD)CERT_E_CN_NO_MATCH);
  CertFreeCertificateChain(chain);

  const FILETIME early = {0xd53e8000, 0x19db1de};  // 1970
  CHECK(CertGetCertificateChain(NULL, held, (FILETIME*)&early, NULL, &para, 0, NULL, &chain));
  CHECK(chain->TrustStatus.dwErrorStatus & CERT_TRUST_IS_NOT_TIME_VALID);
  CHECK(judge(chain, CERT_CHAIN_POLICY_BASE, NULL) == (DWORD)CERT_E_EXPIRED);
  CertFreeCertificateChain(chain);
  CHECK(CertFreeCertificateContext(held));
  return 0;
}
