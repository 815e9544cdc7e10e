// Chains up to an authority of a program's own, what can be wrong with them, and the policy of
// HTTPS.
#include "pem.h"

// Of wininet.h, which goes badly with others.
enum {
  SECURITY_FLAG_IGNORE_UNKNOWN_CA = 0x100,
  SECURITY_FLAG_IGNORE_CERT_CN_INVALID = 0x1000,
  SECURITY_FLAG_IGNORE_CERT_DATE_INVALID = 0x2000,
};

static HCERTSTORE extra, roots;
static HCERTCHAINENGINE engine;

static PCCERT_CHAIN_CONTEXT chain_of(PCCERT_CONTEXT context, HCERTCHAINENGINE with, WORD year,
                                     char* usage) {
  SYSTEMTIME date = {year, 6, 0, 1, 0, 0, 0, 0};
  FILETIME time;
  CHECK(SystemTimeToFileTime(&date, &time));
  CERT_CHAIN_PARA parameters = {sizeof parameters};
  parameters.RequestedUsage.dwType = USAGE_MATCH_TYPE_OR;
  parameters.RequestedUsage.Usage.cUsageIdentifier = 1;
  parameters.RequestedUsage.Usage.rgpszUsageIdentifier = &usage;
  PCCERT_CHAIN_CONTEXT chain;
  CHECK(CertGetCertificateChain(with, context, &time, extra, &parameters, 0, NULL, &chain));
  return chain;
}

static DWORD status_of(PCCERT_CHAIN_CONTEXT chain) {
  const DWORD status = chain->TrustStatus.dwErrorStatus;
  CertFreeCertificateChain(chain);
  return status;
}

static DWORD policy(PCCERT_CHAIN_CONTEXT chain, const WCHAR* host, DWORD checks) {
  SSL_EXTRA_CERT_CHAIN_POLICY_PARA ssl = {{sizeof ssl}, AUTHTYPE_SERVER, checks, (WCHAR*)host};
  CERT_CHAIN_POLICY_PARA parameters = {sizeof parameters, 0, &ssl};
  CERT_CHAIN_POLICY_STATUS status = {sizeof status};
  CHECK(CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &parameters, &status));
  return status.dwError;
}

int main(void) {
  char* const server_use = szOID_PKIX_KP_SERVER_AUTH;
  PCCERT_CONTEXT server = context_of(kServer), stranger = context_of(kStranger);
  extra = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
  roots = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
  CHECK(CertAddCertificateContextToStore(roots, context_of(kRoot), CERT_STORE_ADD_ALWAYS, NULL));
  CERT_CHAIN_ENGINE_CONFIG config = {sizeof config};
  config.hExclusiveRoot = roots;
  CHECK(CertCreateCertificateChainEngine(&config, &engine));

  CHECK(status_of(chain_of(server, engine, 2030, server_use)) == CERT_TRUST_IS_PARTIAL_CHAIN);
  CHECK(CertAddCertificateContextToStore(extra, context_of(kIssuer), CERT_STORE_ADD_ALWAYS, NULL));
  PCCERT_CHAIN_CONTEXT chain = chain_of(server, engine, 2030, server_use);
  CHECK(chain->TrustStatus.dwErrorStatus == 0 && chain->cChain == 1);
  CHECK(chain->rgpChain[0]->cElement == 3);
  CHECK(chain->rgpChain[0]->rgpElement[2]->TrustStatus.dwInfoStatus & CERT_TRUST_IS_SELF_SIGNED);
  CHECK(policy(chain, L"www.example.com", 0) == 0);
  CHECK(policy(chain, L"WWW.EXAMPLE.COM", 0) == 0);
  CHECK(policy(chain, L"a.shop.example.com", 0) == 0);
  CHECK(policy(chain, L"a.b.shop.example.com", 0) == (DWORD)CERT_E_CN_NO_MATCH);
  CHECK(policy(chain, L"example.com", 0) == (DWORD)CERT_E_CN_NO_MATCH);
  CHECK(policy(chain, L"example.com", SECURITY_FLAG_IGNORE_CERT_CN_INVALID) == 0);
  CertFreeCertificateChain(chain);

  chain = chain_of(server, engine, 2010, server_use);
  CHECK(chain->TrustStatus.dwErrorStatus == CERT_TRUST_IS_NOT_TIME_VALID);
  CHECK(policy(chain, L"www.example.com", 0) == (DWORD)CERT_E_EXPIRED);
  CHECK(policy(chain, L"www.example.com", SECURITY_FLAG_IGNORE_CERT_DATE_INVALID) == 0);
  CertFreeCertificateChain(chain);
  CHECK(status_of(chain_of(server, engine, 2030, szOID_PKIX_KP_CODE_SIGNING)) &
        CERT_TRUST_IS_NOT_VALID_FOR_USAGE);

  // The issuer may not name hosts of other domains.
  CHECK(status_of(chain_of(stranger, engine, 2030, server_use)) &
        CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT);

  // The authority is not one that the system trusts.
  CHECK(CertAddCertificateContextToStore(extra, context_of(kRoot), CERT_STORE_ADD_ALWAYS, NULL));
  chain = chain_of(server, NULL, 2030, server_use);
  CHECK(chain->TrustStatus.dwErrorStatus & CERT_TRUST_IS_UNTRUSTED_ROOT);
  CHECK(policy(chain, L"www.example.com", 0) == (DWORD)CERT_E_UNTRUSTEDROOT);
  CHECK(policy(chain, L"www.example.com", SECURITY_FLAG_IGNORE_UNKNOWN_CA) == 0);
  CertFreeCertificateChain(chain);
  CertFreeCertificateChainEngine(engine);
  return 0;
}
