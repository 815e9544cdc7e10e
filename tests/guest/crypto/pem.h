// Certificates of the tests in DER.
#pragma once

#include "certificates.h"
#include "check.h"

static inline PCCERT_CONTEXT context_of(const char* pem) {
  BYTE bytes[2048];
  DWORD size = sizeof bytes;
  CHECK(CryptStringToBinaryA(pem, 0, CRYPT_STRING_BASE64HEADER, bytes, &size, NULL, NULL));
  PCCERT_CONTEXT context = CertCreateCertificateContext(X509_ASN_ENCODING, bytes, size);
  CHECK(context);
  return context;
}
