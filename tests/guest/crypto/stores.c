// Certificate stores: adding, searching, enumerating, removing; collections; the system's stores.
#include "pem.h"

static int count(HCERTSTORE store) {
  int found = 0;
  PCCERT_CONTEXT context = NULL;
  while ((context = CertEnumCertificatesInStore(store, context))) ++found;
  CHECK(GetLastError() == (DWORD)CRYPT_E_NOT_FOUND);
  return found;
}

int main(void) {
  PCCERT_CONTEXT server = context_of(kServer), issuer = context_of(kIssuer), stored, found;
  HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
  CHECK(store && count(store) == 0);
  CHECK(CertAddCertificateContextToStore(store, server, CERT_STORE_ADD_NEW, &stored));
  CHECK(stored->hCertStore == store);
  CHECK(!CertAddCertificateContextToStore(store, server, CERT_STORE_ADD_NEW, NULL));
  CHECK(GetLastError() == (DWORD)CRYPT_E_EXISTS);
  CHECK(CertAddCertificateContextToStore(store, server, CERT_STORE_ADD_REPLACE_EXISTING, NULL));
  CHECK(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, issuer->pbCertEncoded,
                                         issuer->cbCertEncoded, CERT_STORE_ADD_USE_EXISTING, NULL));
  CHECK(count(store) == 2);

  found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SUBJECT_STR_W,
                                     L"EXAMPLE issuer", NULL);
  CHECK(found && found->cbCertEncoded == issuer->cbCertEncoded);
  CertFreeCertificateContext(found);
  found =
      CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_ISSUER_OF, server, NULL);
  CHECK(found && found->cbCertEncoded == issuer->cbCertEncoded);
  CHECK(
      !CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_ISSUER_OF, server, found));
  CHECK(GetLastError() == (DWORD)CRYPT_E_NOT_FOUND);
  found = CertGetSubjectCertificateFromStore(store, X509_ASN_ENCODING, server->pCertInfo);
  CHECK(found);
  CertFreeCertificateContext(found);
  BYTE hash[20];
  DWORD size = sizeof hash;
  CHECK(CertGetCertificateContextProperty(issuer, CERT_SHA1_HASH_PROP_ID, hash, &size));
  CRYPT_HASH_BLOB blob = {size, hash};
  found = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SHA1_HASH, &blob, NULL);
  CHECK(found);

  HCERTSTORE collection = CertOpenStore(CERT_STORE_PROV_COLLECTION, 0, 0, 0, NULL);
  HCERTSTORE other = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
  CHECK(CertAddCertificateContextToStore(other, server, CERT_STORE_ADD_ALWAYS, NULL));
  CHECK(CertAddStoreToCollection(collection, store, 0, 0));
  CHECK(CertAddStoreToCollection(collection, other, 0, 1));
  CHECK(count(collection) == 3);
  CHECK(CertCloseStore(collection, 0) && CertCloseStore(other, 0));

  CHECK(CertDeleteCertificateFromStore(found));
  CHECK(count(store) == 1);
  // A context outlives the store that it is of.
  CHECK(!CertCloseStore(store, CERT_CLOSE_STORE_CHECK_FLAG));
  CHECK(GetLastError() == (DWORD)CRYPT_E_PENDING_CLOSE);
  CHECK(stored->cbCertEncoded == server->cbCertEncoded);
  CertFreeCertificateContext(stored);

  HCERTSTORE root = CertOpenSystemStoreW(0, L"ROOT");
  CHECK(root && count(root) > 10);
  CHECK(CertCloseStore(root, 0));
  root = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0,
                       CERT_SYSTEM_STORE_CURRENT_USER | CERT_STORE_READONLY_FLAG, L"Root");
  CHECK(root && count(root) > 10);
  CHECK(CertCloseStore(root, 0));
  CHECK(!CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0,
                       CERT_SYSTEM_STORE_CURRENT_USER | CERT_STORE_OPEN_EXISTING_FLAG,
                       L"NoSuchStoreOfOurs"));
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  return 0;
}
